// Time spent waiting for a connection, where spans show it.

import { wordsOfName } from '../../lib/words-of-name.ts';
import type { Trace } from '../../model/trace.ts';
import { type Analysis, defineAnalysis } from '../analysis.ts';
import { logicalCalls } from './logical-calls.ts';
import { unitsOfWork } from './units-of-work.ts';

export interface PoolWait {
  readonly span: number;
  readonly unit: number;
  readonly startNs: number;
  readonly endNs: number;
  /** The first of its service: it may open a socket, which is no wait for others. */
  readonly first: boolean;
}

const ACQUIRE = new Set(['acquire', 'checkout', 'getconnection', 'pool']);

/** Connects and acquires of client libraries, and internal spans named so; by unit. */
export const poolWaits: Analysis<ReadonlyMap<number, readonly PoolWait[]>> = defineAnalysis({
  id: 'pool-waits',
  compute(trace, context) {
    const { skipped } = context.get(logicalCalls);
    const { unitOf } = context.get(unitsOfWork);
    const found: Found[] = [];
    const seen = new Set<number>();
    for (const { span, unit, reason } of skipped) {
      if (reason !== 'pool' || isPing(trace.name(span))) continue;
      seen.add(span);
      found.push({ span, unit });
    }
    const acquires = trace.operations.map(({ name }) => isAcquire(name));
    for (let i = 0; i < trace.size; i++) {
      if (acquires[trace.operation[i] as number] !== true || seen.has(i)) continue;
      if (trace.kind[i] === 2 || trace.kind[i] === 3) continue;
      found.push({ span: i, unit: unitOf[i] as number });
    }
    const waits = outermost(trace, found).map(({ span, unit }) => {
      return { span, unit, startNs: trace.startNs[span] as number, endNs: trace.endNs(span) };
    });
    const services = new Set<string>();
    const byUnit = new Map<number, PoolWait[]>();
    for (const wait of waits.sort((a, b) => a.startNs - b.startNs || a.span - b.span)) {
      const service = trace.service(wait.span);
      const one = { ...wait, first: !services.has(service) };
      services.add(service);
      const list = byUnit.get(wait.unit);
      if (list) list.push(one);
      else byUnit.set(wait.unit, [one]);
    }
    return byUnit;
  },
});

interface Found {
  readonly span: number;
  readonly unit: number;
}

// A pool's span around the driver's is one wait.
function outermost(trace: Trace, found: Found[]): Found[] {
  found.sort((a, b) => a.span - b.span);
  let end = 0;
  return found.filter(({ span }) => {
    if (span < end) return false;
    end = trace.subtreeEnd[span] as number;
    return true;
  });
}

const isPing = (name: string): boolean => wordsOfName(name).includes('ping');

// `DataSource.getConnection`, `pool.acquire`, `hikari acquire`; a pool or connection must be named.
function isAcquire(name: string): boolean {
  if (!/pool|connection|datasource/i.test(name)) return false;
  const words = wordsOfName(name);
  const about =
    words.includes('connection') || words.includes('pool') || words.includes('datasource');
  return about && words.some((word) => ACQUIRE.has(word) || word === 'get');
}
