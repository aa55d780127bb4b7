// Reads a span that calls another service: HTTP, RPC, messaging, or a client span that says
// nothing but its name.

import { textHash } from '../../lib/text-hash.ts';
import { normalisedName, wordsOfName } from '../../lib/words-of-name.ts';
import { type AttributeReader, GRAPHQL, HTTP, MESSAGING, RPC } from '../../model/attributes.ts';
import {
  guessedRoute,
  isAssetPath,
  normalisedRoute,
  pathInName,
  queryKeys,
  queryPairs,
  type UrlParts,
  urlParts,
} from '../templates/http-path.ts';
import { rpcSystemName } from '../templates/product-names.ts';
import { statementTemplate } from '../templates/statement-template.ts';
import type { CallIdentity, SkipReason } from './call.ts';
import { verbFlags } from './operation-verbs.ts';

/** A client span and, where it is in the trace, the server span that answered it. */
export interface CallEnds {
  readonly name: string;
  readonly reader: AttributeReader;
  readonly callee: { readonly name: string; readonly reader: AttributeReader } | undefined;
}

export interface RemoteReading {
  readonly identity: CallIdentity;
  readonly skip?: SkipReason | undefined;
}

export function hasHttpAttributes(reader: AttributeReader): boolean {
  return reader.has(HTTP);
}

export function hasRpcAttributes(reader: AttributeReader): boolean {
  return reader.has(RPC) || /^grpc\b/i.test(reader.text('scope'));
}

export function hasMessagingAttributes(reader: AttributeReader): boolean {
  return reader.has(MESSAGING);
}

const MAX_METHOD = 16;

/** Method and route, by the surest source there is. */
export function readHttpCall(ends: CallEnds): RemoteReading {
  const { reader, callee } = ends;
  const url = callUrl(reader, callee?.reader);
  const inName = callee ? pathInName(callee.name) : undefined;
  const ownName = pathInName(ends.name);
  const method = (
    reader.text('httpMethod') ||
    callee?.reader.text('httpMethod') ||
    inName?.method ||
    ownName?.method ||
    ''
  )
    .slice(0, MAX_METHOD)
    .toUpperCase();
  const graphql = graphqlOperation(ends, url.path);
  const { route, guessed } = routeOf(ends, url, inName?.path ?? ownName?.path);
  const template =
    route === ''
      ? normalisedName(ends.name)
      : httpTemplate(method, route, graphql ?? '', url.query);
  return {
    skip: isAssetPath(url.path) ? 'asset' : undefined,
    identity: new HttpIdentity(
      template,
      method,
      url,
      graphql,
      route !== '',
      guessed ? `${method} ${url.path}` : undefined,
    ),
  };
}

function httpTemplate(method: string, route: string, graphql: string, query: string): string {
  const place = method === '' ? route : `${method} ${route}`;
  const whole = graphql === '' ? place : `${place} ${graphql}`;
  const keys = query === '' ? [] : queryKeys(query);
  return keys.length > 0 ? `${whole}?${keys.join('&')}` : whole;
}

class HttpIdentity implements CallIdentity {
  readonly quality: CallIdentity['quality'];
  readonly read: boolean;
  readonly write: boolean;
  readonly volatile = false;
  readonly hasText: boolean;
  readonly batch = 1;
  readonly graphqlUnnamed: boolean;
  readonly #isSafe: boolean;

  constructor(
    readonly template: string,
    method: string,
    private readonly url: UrlParts,
    private readonly graphql: string | undefined,
    readonly readable: boolean,
    readonly guessedPath: string | undefined,
  ) {
    this.#isSafe = method === 'GET' || method === 'HEAD';
    this.quality = !readable || graphql === '' ? 'weak' : 'full';
    this.read = this.#isSafe || (graphql?.startsWith('query') ?? false);
    this.write = method === 'PUT' || method === 'PATCH' || method === 'DELETE';
    this.hasText = readable;
    this.graphqlUnnamed = graphql === '';
  }

  // Most calls are never compared: what tells them apart is hashed when it is asked for.
  get argKey(): number | null {
    const { url } = this;
    return url.path === '' ? null : argumentsOf(url, this.#isSafe, this.graphql !== undefined);
  }
}

/** The URL that a call's own span records, else its callee's. */
export function callUrl(reader: AttributeReader, callee: AttributeReader | undefined): UrlParts {
  const own = urlParts(reader.text('httpUrl') || reader.text('httpTarget'));
  const path = own.path || reader.text('httpPath');
  const query = own.query || reader.text('httpQuery');
  if (path !== '' || !callee) return { host: own.host, path, query };
  const other = urlParts(
    callee.text('httpPath') || callee.text('httpTarget') || callee.text('httpUrl'),
  );
  return { host: own.host, path: other.path, query: other.query || callee.text('httpQuery') };
}

function routeOf(
  { reader, callee }: CallEnds,
  url: UrlParts,
  namePath: string | undefined,
): { route: string; guessed: boolean } {
  const exact = callee?.reader.text('httpRoute') ?? '';
  if (exact !== '') return { route: normalisedRoute(exact), guessed: false };
  if (namePath !== undefined && /[{<:[]/.test(namePath)) {
    return { route: normalisedRoute(namePath), guessed: false };
  }
  const template = reader.text('httpUrlTemplate') || reader.text('httpRoute');
  if (template !== '')
    return { route: normalisedRoute(urlParts(template).path || template), guessed: false };
  const path = namePath !== undefined && callee ? namePath : url.path || (namePath ?? '');
  return path === ''
    ? { route: '', guessed: false }
    : { route: guessedRoute(path), guessed: url.path !== '' };
}

/** What agents and proxies put in the place of an id. */
const MASKED = /(?:^|[/:=])(?:_\w+_|\*+|x{3,}|redacted|\{[^{}]*\}|<[^<>]*>)(?=$|[/?])/i;

// GET and HEAD: path and query are all there is. Others have a body: only paths can tell apart.
function argumentsOf(url: UrlParts, safe: boolean, graphql: boolean): number | null {
  if (!safe || graphql || MASKED.test(url.path)) return null;
  if (url.query === '*' || url.query.includes('REDACTED')) return null;
  const pairs = queryPairs(url.query).map(([key, value]) => `${key}=${value}`);
  return textHash(`${url.path}?${pairs.sort().join('&')}`);
}

// `query GetPrice`, `` when the operation has no name, undefined when it is no GraphQL.
function graphqlOperation({ reader, callee }: CallEnds, path: string): string | undefined {
  for (const end of [reader, callee?.reader]) {
    if (!end?.has(GRAPHQL)) continue;
    const type = end.text('graphqlType').toLowerCase();
    const name = end.text('graphqlName');
    if (name !== '') return `${type} ${normalisedName(name)}`.trim();
    const document = end.text('graphqlDocument');
    // Strings in double quotes and comments after `#`, as in MySQL.
    if (document !== '') return statementTemplate(document, 'mysql').template.slice(0, 200);
  }
  return /\/graphql\/?$/i.test(path) ? '' : undefined;
}

/** System and full method. */
export function readRpcCall({ name, reader, callee }: CallEnds): RemoteReading {
  const method = reader.text('rpcMethod') || callee?.reader.text('rpcMethod') || '';
  const service = reader.text('rpcService') || callee?.reader.text('rpcService') || '';
  const full = method.includes('/') || service === '' ? method : `${service}/${method}`;
  const system = rpcSystemName(reader.text('rpcSystem') || callee?.reader.text('rpcSystem') || '');
  const own = (full || normalisedName(name)).replace(/^\/+/, '');
  return { identity: remoteIdentity(system === '' ? own : `${system} ${own}`, own) };
}

/** A client span without attributes: the name is all there is. */
export function readNamedCall(name: string): RemoteReading {
  const method = normalisedName(name).replace(/^\/+/, '');
  const weak = /^(?:HTTP[\s/]*)?(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)?$/i.test(method.trim());
  const identity = remoteIdentity(method, method);
  return { identity: weak ? { ...identity, quality: 'weak', readable: false } : identity };
}

const READ_WORDS =
  /^(?:get|list|find|fetch|load|search|check|calculate|compute|count|read|quote|query|lookup|describe)$/;
const WRITE_WORDS =
  /^(?:create|insert|update|delete|remove|save|set|put|add|write|upsert|cancel|charge|send)$/;

function remoteIdentity(template: string, method: string): CallIdentity {
  const words = wordsOfName(method.slice(method.lastIndexOf('/') + 1));
  return {
    template,
    quality: 'full',
    argKey: null,
    read: words.some((word) => READ_WORDS.test(word)) && !words.some((w) => WRITE_WORDS.test(w)),
    write: WRITE_WORDS.test(words[0] ?? ''),
    volatile: false,
    readable: true,
    hasText: true,
    batch: 1,
    operation: words[0],
  };
}

/** Other work with messages: a batch that is filled before it is sent, and all of receiving. */
const NOT_PUBLISHING = /^(?:create|receive|process|settle|deliver|poll|consume|ack|nack|commit)/i;

/** False for spans that prepare, fetch or settle messages. */
export function isPublishing(reader: AttributeReader): boolean {
  return !NOT_PUBLISHING.test(reader.text('messagingOperation'));
}

/** Destination of a message. */
export function readMessagingCall({ name, reader }: CallEnds): RemoteReading {
  const destination = reader.text('messagingTemplate') || reader.text('messagingDestination');
  const known = destination !== '';
  return {
    identity: {
      template: known ? `publish ${normalisedName(destination)}` : normalisedName(name),
      quality: 'full',
      argKey: null,
      read: false,
      write: true,
      volatile: false,
      readable: known,
      hasText: true,
      batch: Math.max(1, reader.number('messagingBatch') ?? 1),
    },
  };
}

/** `dataloader.load`, whatever its kind: batched by the loader, and no call to another service. */
export function isDataLoader(name: string): boolean {
  return /^dataloader\b/i.test(name);
}

const INTERNAL_READ = /^(?:fetch|get|load|find|lookup|query|read|select)$/;

/**
 * A leaf without attributes named like a read: `repository.loadPrice`; undefined for others. The
 * loads of a dataloader are batched by it.
 */
export function readInternalCall(name: string): RemoteReading | undefined {
  if (isDataLoader(name)) return undefined;
  const part = name.slice(name.lastIndexOf('.') + 1);
  const words = wordsOfName(part);
  if (!INTERNAL_READ.test(words[0] ?? '')) return undefined;
  // Pools: `DataSource.getConnection`.
  if (words.includes('connection')) return undefined;
  const template = normalisedName(name);
  return { identity: { ...verbFlags('read'), ...remoteIdentity(template, part), write: false } };
}
