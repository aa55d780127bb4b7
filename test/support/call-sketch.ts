// Traces of calls for tests, built in code: loops and layers would be long to draw. Times are
// milliseconds from the trace's start.

import type { AttributeValue } from '../../src/model/span-table.ts';
import type { Trace } from '../../src/model/trace.ts';
import { makeTrace, type TestSpan } from './make-trace.ts';

export interface SketchSpan {
  readonly parent?: string;
  readonly service?: string;
  readonly name?: string;
  readonly at: number;
  readonly ms: number;
  readonly kind?: string;
  readonly error?: boolean;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly resource?: Readonly<Record<string, AttributeValue>>;
  readonly links?: readonly string[];
}

export class CallSketch {
  readonly spans: TestSpan[] = [];
  readonly #services = new Map<string, string>();

  /** Adds a span; the service is its parent's unless given. Returns its ID. */
  span({ at, ms, service, links, attributes = {}, ...rest }: SketchSpan): string {
    const id = `s${this.spans.length + 1}`;
    const inherited = rest.parent === undefined ? undefined : this.#services.get(rest.parent);
    const own = service ?? inherited ?? 'shop';
    this.#services.set(id, own);
    const span: TestSpan = {
      id,
      service: own,
      startUs: Math.round(at * 1000),
      durationUs: Math.round(ms * 1000),
      attributes,
      ...rest,
      ...(links ? { references: links.map((spanId) => ({ kind: 'link' as const, spanId })) } : {}),
    };
    this.spans.push(span);
    return id;
  }

  /** A root that serves `GET /orders`. */
  server(ms: number, more: Partial<SketchSpan> = {}): string {
    return this.span({
      name: 'GET /orders',
      kind: 'server',
      at: 0,
      ms,
      attributes: { 'http.request.method': 'GET', 'http.route': '/orders' },
      ...more,
    });
  }

  internal(parent: string, name: string, at: number, ms: number, more: Partial<SketchSpan> = {}) {
    return this.span({ parent, name, kind: 'internal', at, ms, ...more });
  }

  /** A database call with the given text, `` for none. */
  db(
    parent: string | undefined,
    text: string,
    at: number,
    ms: number,
    more: Partial<SketchSpan> = {},
  ) {
    const { attributes, ...rest } = more;
    return this.span({
      ...(parent === undefined ? {} : { parent }),
      name: (text.split(' ')[0] ?? '') || 'query',
      kind: 'client',
      at,
      ms,
      attributes: {
        'db.system.name': 'postgresql',
        ...(text === '' ? {} : { 'db.query.text': text }),
        ...attributes,
      },
      ...rest,
    });
  }

  redis(parent: string, text: string, at: number, ms: number, more: Partial<SketchSpan> = {}) {
    const { attributes, ...rest } = more;
    return this.span({
      parent,
      name: text.split(' ')[0] ?? '',
      kind: 'client',
      at,
      ms,
      attributes: { 'db.system': 'redis', 'db.statement': text, ...attributes },
      ...rest,
    });
  }

  /** An HTTP client call; `callee` adds the server span that answers it. Returns both IDs. */
  http(
    parent: string,
    url: string,
    at: number,
    ms: number,
    { callee, route, server, ...more }: HttpSketch = {},
  ): { client: string; server: string } {
    const { attributes, ...rest } = more;
    const client = this.span({
      parent,
      name: 'GET',
      kind: 'client',
      at,
      ms,
      attributes: { 'http.request.method': 'GET', 'url.full': url, ...attributes },
      ...rest,
    });
    if (callee === undefined) return { client, server: '' };
    const { attributes: serverAttributes, ...serverRest } = server ?? {};
    return {
      client,
      server: this.span({
        parent: client,
        service: callee,
        name: route === undefined ? 'GET' : `GET ${route}`,
        kind: 'server',
        at: at + 0.1,
        ms: ms - 0.2,
        attributes: {
          'http.request.method': 'GET',
          ...(route === undefined ? {} : { 'http.route': route }),
          ...serverAttributes,
        },
        ...serverRest,
      }),
    };
  }

  /** A gRPC client call and, with `callee`, its server span. */
  rpc(
    parent: string,
    method: string,
    at: number,
    ms: number,
    { callee, ...more }: Partial<SketchSpan> & { callee?: string } = {},
  ): string {
    const { attributes, ...rest } = more;
    const own = { 'rpc.system': 'grpc', 'rpc.method': method };
    const client = this.span({
      parent,
      name: method,
      kind: 'client',
      at,
      ms,
      attributes: { ...own, ...attributes },
      ...rest,
    });
    if (callee !== undefined) {
      this.span({
        parent: client,
        service: callee,
        name: method,
        kind: 'server',
        at: at + 0.1,
        ms: ms - 0.2,
        attributes: own,
      });
    }
    return client;
  }

  /** Calls `each` with 0 … n - 1. */
  times(n: number, each: (i: number) => void): this {
    for (let i = 0; i < n; i++) each(i);
    return this;
  }

  trace(traceId?: string): Trace {
    return makeTrace(this.spans, traceId === undefined ? {} : { traceId });
  }
}

interface HttpSketch extends Partial<SketchSpan> {
  readonly callee?: string;
  readonly route?: string;
  readonly server?: Partial<SketchSpan>;
}
