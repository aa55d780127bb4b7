// The calls of the order system as their instrumentations record them. Some services speak the old
// semantic conventions, some the new ones, as systems do that grew over years.

import { KIND_CLIENT, KIND_INTERNAL, KIND_SERVER } from '../model/span-kind.ts';
import { attributesOf, type DemoResource, type DemoScope } from './demo-trace.ts';
import { databaseOf, ORDER, ORDER_OLD, PAYMENT, PRICING, SCOPES } from './order-services.ts';
import { type Failure, type SpanPlan, type Step, waitFor, work } from './span-plan.ts';

/** What the caller of `POST /orders` or `GET /orders` sent along. */
export interface OrderRequest {
  readonly userId: number | string;
  readonly orderId: string | undefined;
  readonly method: 'POST' | 'GET';
}

/** The root: order-service answers a request from outside. Old conventions. */
export function orderRequest(
  request: OrderRequest,
  steps: readonly Step[],
  options: { readonly failure?: Failure | undefined; readonly resource?: DemoResource } = {},
): SpanPlan {
  const { failure, resource = ORDER } = options;
  const success = request.method === 'POST' ? 201 : 200;
  return {
    resource,
    scope: SCOPES.nodeHttp,
    name: `${request.method} /orders`,
    kind: KIND_SERVER,
    attributes: attributesOf({
      'http.method': request.method,
      'http.route': '/orders',
      'http.target': '/orders',
      'http.status_code': failure ? 500 : success,
      'net.host.name': 'shop.example',
      'user.id': request.userId,
      'order.id': request.orderId,
    }),
    steps,
    failure,
  };
}

/** A function of the service itself, recorded by hand. */
export function internal(
  resource: DemoResource,
  name: string,
  steps: readonly Step[],
  values: Readonly<Record<string, string | number | boolean>> = {},
  failure?: Failure,
): SpanPlan {
  return {
    resource,
    scope: SCOPES.own,
    name,
    kind: KIND_INTERNAL,
    attributes: attributesOf(values),
    steps,
    failure,
  };
}

export interface HttpCall {
  readonly from: DemoResource;
  readonly to: DemoResource;
  readonly method: string;
  readonly route: string;
  /** One way, in milliseconds. */
  readonly networkMs: number;
  readonly status?: number;
  /** Makes both spans fail. */
  readonly failure?: Failure | undefined;
  /** How far the callee's clock is ahead of the caller's. */
  readonly clockAheadMs?: number;
  /** The callee records nothing, so its callees name a parent that does not exist. */
  readonly unrecorded?: boolean;
}

/** A request between services: client span, network, server span. */
export function httpCall(call: HttpCall, steps: readonly Step[]): SpanPlan {
  const { from, to, method, route, networkMs } = call;
  const host = hostOf(to);
  const status = call.status ?? (call.failure ? 500 : 200);
  const server: SpanPlan = {
    resource: to,
    scope: serverScope(to),
    name: `${method} ${route}`,
    kind: KIND_SERVER,
    attributes: serverAttributes(to, method, route, status),
    steps,
    failure: call.failure,
    clockAheadUs: call.clockAheadMs === undefined ? undefined : call.clockAheadMs * 1000,
    unrecorded: call.unrecorded,
  };
  const oldClient = from === ORDER || from === ORDER_OLD;
  return {
    resource: from,
    scope: oldClient ? SCOPES.nodeHttp : from === PAYMENT ? SCOPES.javaHttp : SCOPES.nodeHttpNew,
    name: method,
    kind: KIND_CLIENT,
    attributes: attributesOf(
      oldClient
        ? {
            'http.method': method,
            'http.url': `http://${host}:8080${route}`,
            'http.status_code': status,
            'net.peer.name': host,
            'net.peer.port': 8080,
          }
        : {
            'http.request.method': method,
            'url.full': `http://${host}:8080${route}`,
            'http.response.status_code': status,
            'server.address': host,
            'server.port': 8080,
          },
    ),
    steps: [work(networkMs), waitFor(server), work(networkMs)],
    failure: call.failure && { message: `Request failed with status code ${status}` },
  };
}

/** The name of the service, which is also its host. */
export const hostOf = (resource: DemoResource): string => String(resource.attributes[0]?.[1] ?? '');

function serverScope(resource: DemoResource): DemoScope {
  if (resource === PRICING) return SCOPES.flask;
  return resource === PAYMENT ? SCOPES.tomcat : SCOPES.nodeHttpNew;
}

function serverAttributes(to: DemoResource, method: string, route: string, status: number) {
  if (to === PRICING) {
    return attributesOf({
      'http.method': method,
      'http.route': route,
      'http.target': route,
      'http.status_code': status,
    });
  }
  return attributesOf({
    'http.request.method': method,
    'http.route': route,
    'url.path': route,
    'http.response.status_code': status,
    'server.address': hostOf(to),
  });
}

/** One SQL statement, written with `$1`, as the service's driver instrumentation records it. */
export function sqlQuery(
  resource: DemoResource,
  statement: string,
  ms: number,
  failure?: Failure,
): SpanPlan {
  const { name: database, host, conventions, scope, placeholder } = databaseOf(resource);
  const [operation = '', table = ''] = operationAndTable(statement);
  const text = placeholder === '$' ? statement : statement.replaceAll(/\$\d+/g, placeholder);
  const base = { resource, scope, kind: KIND_CLIENT, steps: [work(ms)], failure };
  if (conventions === 'old') {
    const attributes = attributesOf({
      'db.system': 'postgresql',
      'db.name': database,
      'db.statement': text,
      'net.peer.name': host,
      'net.peer.port': 5432,
    });
    const name = resource === PRICING ? operation : `pg.query:${operation} ${database}`;
    return { ...base, name, attributes };
  }
  const attributes = attributesOf({
    'db.system.name': 'postgresql',
    'db.namespace': database,
    'db.query.text': text,
    'db.operation.name': operation,
    'db.collection.name': table,
    'server.address': host,
    'server.port': 5432,
  });
  return { ...base, name: `${operation} ${table}`, attributes };
}

// `SELECT … FROM stock …`, `INSERT INTO orders …`, `UPDATE stock …`: operation and table.
function operationAndTable(statement: string): readonly string[] {
  const operation = /^\w+/.exec(statement)?.[0] ?? '';
  const table = /(?:FROM|INTO|UPDATE)\s+(\w+)/.exec(statement)?.[1] ?? '';
  return [operation, table];
}

/** One Redis command of order-service. */
export function redisCommand(command: string, ms: number): SpanPlan {
  return {
    resource: ORDER,
    scope: SCOPES.nodeRedis,
    name: (/^\w+/.exec(command)?.[0] ?? '').toLowerCase(),
    kind: KIND_CLIENT,
    attributes: attributesOf({
      'db.system': 'redis',
      'db.statement': command,
      'net.peer.name': 'orders-cache',
      'net.peer.port': 6379,
    }),
    steps: [work(ms)],
  };
}
