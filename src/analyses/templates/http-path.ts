// Paths and URLs without their ids: what a route would look like if it had been recorded.

import { BoundedMemo } from '../../lib/bounded-memo.ts';
import { isIdSegment } from './id-segments.ts';

/** A URL taken apart; never decoded, never validated. */
export interface UrlParts {
  /** Host without port, lower case; `` if none. */
  readonly host: string;
  /** Path with leading slash; `` if none. */
  readonly path: string;
  /** After the question mark; `` if none. */
  readonly query: string;
}

const MAX_URL = 4096;
const MAX_SEGMENTS = 24;
const PARAMETER = /^(?::\w+.*|\{.*\}|<.*>|\[.*\]|\(\?.*\)|\*+\w*)$/;
const ASSET = /\.(?:js|mjs|css|map|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|eot|otf|mp4|webm)$/i;
/** Query keys that page through a list. */
const PAGING =
  /^(?:page(?:_?(?:no|num|number|index))?|offset|cursor|after|before|start|skip|from|.*token|starting_after|marker)$/i;
/** `Products(5)` and `Customers('ALFKI')`, as OData writes keys. */
const KEY_IN_BRACKETS = /^(\w+)\([^()]+\)$/;
const METHOD_AND_PATH =
  /^(?:HTTP\s+)?(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b:?\s+(\/?\S*[/{<:]\S*)$/i;

// Routes and span names repeat from trace to trace.
const routeMemo = new BoundedMemo<string>(10_000, 1_000_000);
const nameMemo = new BoundedMemo<{ method: string; path: string } | null>(10_000, 1_000_000);

const NO_URL: UrlParts = { host: '', path: '', query: '' };

export function urlParts(url: string): UrlParts {
  if (url === '') return NO_URL;
  const text = url.length > MAX_URL ? url.slice(0, MAX_URL) : url;
  const colon = text.charCodeAt(0) === 47 ? -1 : text.indexOf('://');
  const scheme = colon > 0 && colon < 16 ? colon + 3 : 0;
  const hostEnd = scheme > 0 ? endOfHost(text, scheme) : 0;
  const authority = scheme > 0 ? text.slice(scheme, hostEnd) : '';
  const rest = text.slice(hostEnd);
  const hash = rest.indexOf('#');
  const bare = hash < 0 ? rest : rest.slice(0, hash);
  const mark = bare.indexOf('?');
  const path = mark < 0 ? bare : bare.slice(0, mark);
  return {
    host: hostName(authority.slice(authority.lastIndexOf('@') + 1)),
    path: path === '' && scheme > 0 ? '/' : path,
    query: mark < 0 ? '' : bare.slice(mark + 1),
  };
}

function endOfHost(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 47 || code === 63 || code === 35) return at;
  }
  return text.length;
}

/** A host without port, lower case. */
export function hostName(address: string): string {
  if (address.startsWith('[')) return address.slice(0, address.indexOf(']') + 1).toLowerCase();
  const colon = address.indexOf(':');
  return (colon >= 0 && colon === address.lastIndexOf(':') ? address.slice(0, colon) : address)
    .toLowerCase()
    .trim();
}

/** Method and path in a span name such as `GET /x/{id}` or `HTTP GET /x`. */
export function pathInName(name: string): { method: string; path: string } | undefined {
  return nameMemo.get(name, readPathInName) ?? undefined;
}

function readPathInName(name: string): { method: string; path: string } | null {
  const found = name.length > 512 ? null : METHOD_AND_PATH.exec(name);
  return found ? { method: (found[1] as string).toUpperCase(), path: found[2] as string } : null;
}

/** A route in any framework's spelling: leading slash, every parameter `{id}`. */
export function normalisedRoute(route: string): string {
  return routeMemo.get(route, withoutParameterNames);
}

function withoutParameterNames(route: string): string {
  // Django's regular expressions: ^x/(?P<id>..)/$
  return segments(route.replace(/^\^|\$$/g, ''))
    .map((segment) => (PARAMETER.test(segment) ? '{id}' : withInnerParameters(segment)))
    .join('/');
}

/** A recorded path with ids replaced. */
export function guessedRoute(path: string): string {
  return segments(path).map(guessedSegment).join('/');
}

function segments(path: string): string[] {
  const parts = path.split('/', MAX_SEGMENTS + 2);
  if (parts[0] !== '') parts.unshift('');
  if (parts.length > 2 && parts[parts.length - 1] === '') parts.pop();
  if (parts.length > MAX_SEGMENTS) parts.splice(MAX_SEGMENTS, parts.length, '…');
  return parts;
}

function withInnerParameters(segment: string): string {
  return segment.replace(/\{[^{}]*\}/g, '{id}').replace(/<[^<>]*>/g, '{id}');
}

function guessedSegment(segment: string): string {
  if (segment === '' || PARAMETER.test(segment)) return segment === '' ? '' : '{id}';
  if (/@|%40/.test(segment) && isIdSegment(segment)) return '{id}';
  const key = segment.endsWith(')') ? KEY_IN_BRACKETS.exec(segment) : null;
  if (key) return `${key[1]}({id})`;
  const dot = segment.lastIndexOf('.');
  const extension = dot > 0 && segment.length - dot <= 6 ? segment.slice(dot) : '';
  const stem = extension === '' ? segment : segment.slice(0, dot);
  if (isIdSegment(stem)) return `{id}${/^\.\d/.test(extension) ? '' : extension}`;
  return isIdSegment(segment) ? '{id}' : segment;
}

/** Scripts, styles, pictures and fonts: no calls of an application. */
export function isAssetPath(path: string): boolean {
  return path !== '' && ASSET.test(path);
}

/** Query keys, sorted, without those that only page. */
export function queryKeys(query: string): string[] {
  return queryPairs(query)
    .map(([key]) => key)
    .filter((key) => !PAGING.test(key))
    .sort();
}

/** True for keys such as `page`, `offset`, `cursor` and `page_token`. */
export function isPagingKey(key: string): boolean {
  return PAGING.test(key);
}

/** At most 24 pairs, each key once, cut at 64 characters. */
export function queryPairs(query: string): [key: string, value: string][] {
  const pairs = new Map<string, string>();
  for (const pair of query.split('&', 24)) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const key = (equals < 0 ? pair : pair.slice(0, equals)).slice(0, 64);
    const value = equals < 0 ? '' : pair.slice(equals + 1);
    pairs.set(isIdSegment(key) ? '{id}' : key, value);
  }
  return [...pairs];
}
