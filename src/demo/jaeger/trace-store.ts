// The memory of the server that the demo plays: traces in order of arrival, and the names seen.

import { kindName } from '../../model/span-kind.ts';
import { type DemoSpan, findAttribute } from '../demo-trace.ts';
import type { WarnedSpan } from '../encode-jaeger-v1.ts';
import type { Behaviour } from './behaviour.ts';
import { SpanReceiver } from './receive-span.ts';

export interface StoredTrace {
  readonly traceId: string;
  /** Replaced when a release changes what it stores while reading it. */
  spans: WarnedSpan[];
}

export interface StoredOperation {
  readonly name: string;
  /** Lower-case, '' for spans without one. */
  readonly kind: string;
}

export interface StoreLimits {
  /** Whole traces are dropped, the earliest first, when there are more. */
  readonly maxTraces?: number | undefined;
}

export const DEFAULT_MAX_TRACES = 100_000;

export class TraceStore {
  readonly maxTraces: number;
  readonly #receiver: SpanReceiver;
  readonly #traces = new Map<string, StoredTrace>();
  /** Service to operations, `name` and kind joined by a NUL; evicted traces stay listed. */
  readonly #operations = new Map<string, Set<string>>();

  constructor(
    readonly behaviour: Behaviour,
    limits: StoreLimits = {},
  ) {
    this.maxTraces = limits.maxTraces ?? DEFAULT_MAX_TRACES;
    this.#receiver = new SpanReceiver(behaviour.storage);
  }

  /** Stores spans as they arrive; a trace is as old as its first span to arrive. */
  add(spans: Iterable<DemoSpan>): void {
    for (const sent of spans) {
      const span = this.#receiver.receive(sent);
      const trace = this.#traces.get(span.traceId);
      if (trace) trace.spans.push(span);
      else this.#begin(span);
      this.#list(span);
    }
  }

  #begin(span: WarnedSpan): void {
    this.#traces.set(span.traceId, { traceId: span.traceId, spans: [span] });
    if (this.#traces.size <= this.maxTraces) return;
    for (const earliest of this.#traces.keys()) {
      this.#traces.delete(earliest);
      return;
    }
  }

  #list(span: WarnedSpan): void {
    const service = serviceOf(span);
    let operations = this.#operations.get(service);
    if (!operations) {
      operations = new Set();
      this.#operations.set(service, operations);
    }
    operations.add(`${span.name}\0${span.kind === 0 ? '' : kindName(span.kind)}`);
  }

  /** By 32 lower-case digits. */
  find(traceId: string): StoredTrace | undefined {
    return this.#traces.get(traceId);
  }

  /** In order of arrival. */
  traces(): StoredTrace[] {
    return [...this.#traces.values()];
  }

  services(): string[] {
    return [...this.#operations.keys()];
  }

  /** Undefined for an unknown service. */
  operations(service: string): StoredOperation[] | undefined {
    const operations = this.#operations.get(service);
    if (!operations) return undefined;
    return [...operations].map((operation) => {
      const [name = '', kind = ''] = operation.split('\0');
      return { name, kind };
    });
  }
}

export function serviceOf(span: DemoSpan): string {
  const name = findAttribute(span.resource.attributes, 'service.name');
  return typeof name === 'string' ? name : '';
}
