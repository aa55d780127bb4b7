// The base URL of a Jaeger from whatever people paste: host and port, a base path, a link out of the
// user interface, or an address of the API.

import { UsageError } from '../errors.ts';
import { quotedText } from '../lib/quoted-text.ts';

export interface BaseUrl {
  /** Scheme, host, port and base path, without trailing slash. */
  readonly baseUrl: string;
  /** The trace that a pasted link shows, as it stands there. */
  readonly traceId?: string;
}

// Routes of the user interface that end a path, and what stands below /api. Anything else below
// /api belongs to the base: Grafana's proxy is /api/datasources/proxy/uid/UID, for example.
const UI_ROUTE = /\/(?:search|dependencies|monitor|deep-dependencies|quality-metrics)\/?$/;
const UI_TRACE = /\/trace\/([^/]+)\/?$/;
const API_TRACE = /\/api\/(?:v3\/)?traces\/([^/]+)\/?$/;
const API_ROUTE =
  /\/api(?:\/(?:traces|services|operations|dependencies|metrics|v3|archive|transform|deep-dependencies|quality-metrics)(?:\/.*)?)?\/?$/;

/** Errors: UsageError when `text` is no http or https URL, or holds a name and password. */
export function parseBaseUrl(text: string): BaseUrl {
  const url = parseHttpUrl(text);
  const path = url.pathname.replace(/\/{2,}/g, '/');
  const traceId = (UI_TRACE.exec(path) ?? API_TRACE.exec(path))?.[1];
  const base = path
    .replace(UI_TRACE, '')
    .replace(API_ROUTE, '')
    .replace(UI_ROUTE, '')
    .replace(/\/+$/, '');
  const baseUrl = url.origin + base;
  return traceId === undefined ? { baseUrl } : { baseUrl, traceId: decoded(traceId) };
}

/** True for text that is meant as a URL, not as a trace ID: it names a scheme or a UI route. */
export function looksLikeUrl(text: string): boolean {
  return (
    /^[a-z][a-z\d+.-]*:\/\//i.test(text.trim()) || /^[^/\s]+\/(.*\/)?trace\/\w+/.test(text.trim())
  );
}

function parseHttpUrl(text: string): URL {
  const trimmed = text.trim().replace(/^<(.*)>$/, '$1');
  if (trimmed === '') throw new UsageError('the URL is empty', EXAMPLE);
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    const grpc = scheme === 'grpc' ? ' Traces are read over HTTP, not gRPC.' : '';
    throw new UsageError(`"${shown(trimmed)}" is not an http or https URL`, `${EXAMPLE}${grpc}`);
  }
  const withScheme = scheme === undefined ? guessScheme(trimmed) : trimmed;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (url === undefined || url.hostname === '') {
    throw new UsageError(`"${shown(trimmed)}" is not a URL`, EXAMPLE);
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(
      `the URL of ${url.host} holds a name or password, which command lines and logs give away`,
      `Leave them out of the URL: put a name and password into TRACESCOPE_USER and TRACESCOPE_PASSWORD, or a token into TRACESCOPE_TOKEN.`,
    );
  }
  return url;
}

function guessScheme(text: string): string {
  const rest = text.replace(/^\/+/, '');
  return /^[^/?#]*:443(?:[/?#]|$)/.test(rest) ? `https://${rest}` : `http://${rest}`;
}

/** Without userinfo, query and fragment: any of them may hold a secret. */
function shown(text: string): string {
  const bare = (text.split(/[?#]/)[0] ?? '').replace(/^([^/]*\/\/)?[^/]*@/, '$1');
  return quotedText(bare, 100);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const EXAMPLE = 'Give it as http://localhost:16686 or https://tracing.example.com/jaeger.';
