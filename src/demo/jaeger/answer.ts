// Routing: which answer a request gets, as each release routes it. Pure but for the store, which
// some releases change when it is read.

import {
  type ApiAnswer,
  type ApiRequest,
  type JaegerServer,
  plainError,
  v1Error,
} from './api-answer.ts';
import { cleanPath, page, redirect } from './page.ts';
import { QueryString } from './query-string.ts';
import {
  dependenciesV1,
  operationNamesV1,
  operationsV1,
  searchV1,
  servicesV1,
  traceV1,
  transformV1,
} from './v1-routes.ts';
import { operationsV3, searchV3, servicesV3, summariesV3, traceV3 } from './v3-routes.ts';

interface Route {
  readonly method: 'GET' | 'POST';
  /** Below /api; `*` stands for one segment. */
  readonly path: string;
  readonly dialect: 'v1' | 'v3';
  answer(call: Call): ApiAnswer;
}

interface Call {
  readonly server: JaegerServer;
  readonly request: ApiRequest;
  readonly query: QueryString;
  /** The segment that `*` stood for, as it came. */
  readonly segment: string;
}

/** The answer of `server` to `request`. */
export function answer(request: ApiRequest, server: JaegerServer): ApiAnswer {
  const { behaviour } = server;
  const at = request.target.indexOf('?');
  const path = at < 0 ? request.target : request.target.slice(0, at);
  const queryText = at < 0 ? '' : request.target.slice(at + 1);
  const { reply, dialect } = dispatch(request, server, path, queryText);
  const headers: Record<string, string> = { ...reply.headers };
  const traced = behaviour.traceResponse === 'all' || (dialect === 'v1' && reply.status !== 405);
  if (traced) headers.traceresponse = request.traceResponse;
  if (behaviour.gzip && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
    headers['content-encoding'] = 'gzip';
    headers.vary = 'Accept-Encoding';
    // Nobody named a type, and what is compressed cannot be guessed.
    if (dialect === 'v3' && reply.status === 200) delete headers['content-type'];
  }
  return { ...reply, headers, body: request.method === 'HEAD' ? '' : reply.body };
}

function dispatch(
  request: ApiRequest,
  server: JaegerServer,
  path: string,
  queryText: string,
): { reply: ApiAnswer; dialect?: 'v1' | 'v3' } {
  const { behaviour, basePath } = server;
  const refusal = tenantRefusal(request, server);
  if (refusal && behaviour.tenancyGuardsAll) return { reply: refusal };
  const clean = cleanPath(path);
  if (clean !== path) return { reply: redirect(server, clean, queryText) };
  if (path !== basePath && !path.startsWith(`${basePath}/`)) return { reply: unknownPath(server) };
  const inner = path.slice(basePath.length);
  if (behaviour.unknownApiIsNotFound && (inner === '/api' || inner === '')) {
    return { reply: redirect(server, `${path}/`, queryText) };
  }
  if (!inner.startsWith('/api/')) return { reply: page(server) };
  const found = matchRoute(routesOf(server), inner.slice('/api/'.length));
  if (!found) return { reply: unknownPath(server) };
  const method =
    request.method === 'HEAD' && behaviour.otherMethod === 'not-found' ? 'GET' : request.method;
  const { route, segment } = found;
  if (method !== route.method) return { reply: otherMethod(server), dialect: route.dialect };
  if (refusal) return { reply: refusal, dialect: route.dialect };
  const query = new QueryString(queryText);
  return { reply: route.answer({ server, request, query, segment }), dialect: route.dialect };
}

function matchRoute(routes: readonly Route[], path: string) {
  const segments = path.split('/');
  for (const route of routes) {
    const pattern = route.path.split('/');
    if (pattern.length !== segments.length) continue;
    const star = pattern.indexOf('*');
    const segment = segments[star] ?? '';
    if (star >= 0 && segment === '') continue;
    if (pattern.every((part, i) => part === '*' || part === segments[i])) return { route, segment };
  }
  return undefined;
}

const unescaped = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

const idOf = ({ server, segment }: Call): string =>
  server.behaviour.decodesIds ? unescaped(segment) : segment;

const metrics = ({ server }: Call): ApiAnswer => v1Error(501, server.behaviour.metricsDisabled);

const sample = (): ApiAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: '{"dependencies":[]}',
});

const get = (path: string, dialect: 'v1' | 'v3', reply: (call: Call) => ApiAnswer): Route => ({
  method: 'GET',
  path,
  dialect,
  answer: reply,
});

const SEARCH_ROUTES: readonly Route[] = [
  get('traces', 'v1', ({ server, query, request }) => searchV1(server, query, request.nowMs)),
  get('services', 'v1', ({ server }) => servicesV1(server)),
  get('services/*/operations', 'v1', ({ server, segment }) =>
    operationNamesV1(server, unescaped(segment)),
  ),
  get('operations', 'v1', ({ server, query }) => operationsV1(server, query)),
];

const LASTING_ROUTES: readonly Route[] = [
  get('traces/*', 'v1', (call) => traceV1(call.server, idOf(call), call.query)),
  get('dependencies', 'v1', ({ server, query, request }) =>
    dependenciesV1(server, query, request.nowMs),
  ),
  get('metrics/latencies', 'v1', metrics),
  get('metrics/calls', 'v1', metrics),
  get('metrics/errors', 'v1', metrics),
  {
    method: 'POST',
    path: 'transform',
    dialect: 'v1',
    answer: ({ request }) => transformV1(request.body),
  },
  get('v3/traces', 'v3', ({ server, query }) => searchV3(server, query)),
  get('v3/traces/*', 'v3', (call) => traceV3(call.server, idOf(call), call.query)),
  get('v3/services', 'v3', ({ server }) => servicesV3(server)),
  get('v3/operations', 'v3', ({ server, query }) => operationsV3(server, query)),
];

const MIN_STEP = get('metrics/minstep', 'v1', metrics);
const SUMMARIES = get('v3/trace-summaries', 'v3', ({ server, query }) =>
  summariesV3(server, query),
);
const SAMPLES = [get('deep-dependencies', 'v1', sample), get('quality-metrics', 'v1', sample)];

function routesOf({ behaviour }: JaegerServer): Route[] {
  return [
    ...LASTING_ROUTES,
    ...(behaviour.v1Search ? SEARCH_ROUTES : []),
    ...(behaviour.minStep ? [MIN_STEP] : []),
    ...(behaviour.summaries ? [SUMMARIES] : []),
    ...(behaviour.sampleData ? SAMPLES : []),
  ];
}

const notFound = (): ApiAnswer => plainError(404, '404 page not found');

/** Below /api or outside the base path. */
const unknownPath = (server: JaegerServer): ApiAnswer =>
  server.behaviour.unknownApiIsNotFound ? notFound() : page(server);

function otherMethod(server: JaegerServer): ApiAnswer {
  switch (server.behaviour.otherMethod) {
    case 'not-allowed':
      return { status: 405, headers: {}, body: '' };
    case 'page':
      return page(server);
    case 'not-found':
      return notFound();
  }
}

function tenantRefusal({ headers }: ApiRequest, { tenants }: JaegerServer): ApiAnswer | undefined {
  if (!tenants) return undefined;
  const tenant = headers['x-tenant'] ?? '';
  if (tenants.includes(tenant)) return undefined;
  return {
    status: 401,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: tenant === '' ? 'missing tenant header' : 'unknown tenant',
  };
}
