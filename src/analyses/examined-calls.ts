// How many calls of each class could be examined and how many could not be read, and why: an
// empty result is only as good as what was looked at.

import { type Note, Notes } from '../model/notes.ts';
import { type Analysis, defineAnalysis } from './analysis.ts';
import type { Call } from './calls/call.ts';
import { logicalCalls } from './calls/logical-calls.ts';
import { transactions } from './calls/transactions.ts';
import { unitsOfWork } from './calls/units-of-work.ts';

export interface ExaminedCount {
  /** Logical calls of this class that were recognised and could be compared. */
  readonly examined: number;
  /** Calls that look like this class but carry no statement, route or method. */
  readonly unreadable: number;
}

export interface ExaminedCalls {
  readonly db: ExaminedCount;
  readonly cache: ExaminedCount;
  readonly http: ExaminedCount;
  readonly rpc: ExaminedCount;
  readonly messaging: ExaminedCount;
  /** Why calls could not be read, counted by code. */
  readonly reasons: readonly Note[];
}

const CLASSES = ['db', 'cache', 'http', 'rpc', 'messaging'] as const;

const UNREADABLE: Readonly<
  Record<(typeof CLASSES)[number], readonly [code: string, text: string]>
> = {
  db: ['statement-not-recorded', 'database calls without statement, operation or collection'],
  cache: ['command-not-recorded', 'cache calls without a command'],
  http: ['route-not-recorded', 'HTTP calls without route, path or URL'],
  rpc: ['method-not-recorded', 'calls without attributes, named by an HTTP method at most'],
  messaging: ['destination-not-recorded', 'messages without a destination'],
};

/** Codes of reasons that say why calls could not be read at all. */
export const UNREADABLE_CODES: ReadonlySet<string> = new Set(
  CLASSES.map((name) => UNREADABLE[name][0]),
);

/** What detection had to go by in one trace. */
export const examinedCalls: Analysis<ExaminedCalls> = defineAnalysis({
  id: 'examined-calls',
  compute(_, context) {
    const { calls, skipped, foldedSpans } = context.get(logicalCalls);
    const { orphansAdopted, orphansAlone } = context.get(unitsOfWork);
    const counts = countCalls(calls);
    const reasons = new Notes();
    for (const name of CLASSES) {
      const { unreadable } = counts[name];
      if (unreadable > 0) reasons.add(...UNREADABLE[name], unreadable);
    }
    const note = (code: string, text: string, count: number) => {
      if (count > 0) reasons.add(code, text, count);
    };
    const hidden = calls.filter((call) => isHidden(call)).length;
    note(
      'calls-hidden',
      'calls whose table or keys are hidden: compared with doubled minimums',
      hidden,
    );
    note('layers-folded', 'spans that are layers of another call, counted with it', foldedSpans);
    note(
      'client-noise',
      'spans of client libraries (connections, transactions, row reading) left out',
      skipped.length,
    );
    note(
      'orphans-placed',
      'spans without their parent, put into their process by time',
      orphansAdopted,
    );
    note(
      'orphans-alone',
      'spans without their parent that belong nowhere for certain',
      orphansAlone,
    );
    const { open } = context.get(transactions);
    if (open.size > 0) {
      note(
        'transactions-open',
        'transactions whose end no span shows: calls inside them cannot be seen',
        unitsThatCall(calls, open),
      );
    }
    if (CLASSES.every((name) => counts[name].examined === 0)) {
      reasons.add('blind-trace', 'traces in which no call could be examined');
    }
    return { ...counts, reasons: reasons.list() };
  },
});

// Of the units with an open transaction, those that call others at all.
function unitsThatCall(calls: readonly Call[], open: ReadonlySet<number>): number {
  const calling = new Set<number>();
  for (const { unit, callClass } of calls) {
    const remote = callClass === 'http' || callClass === 'rpc' || callClass === 'messaging';
    if (remote && open.has(unit)) calling.add(unit);
  }
  return calling.size;
}

function isHidden({ essence }: Call): boolean {
  return essence.identity.readable && essence.identity.quality !== 'full';
}

function countCalls(
  calls: readonly Call[],
): Record<(typeof CLASSES)[number], { examined: number; unreadable: number }> {
  const none = () => ({ examined: 0, unreadable: 0 });
  const counts = { db: none(), cache: none(), http: none(), rpc: none(), messaging: none() };
  for (const { callClass, essence } of calls) {
    if (callClass === 'internal') continue;
    if (essence.identity.readable) counts[callClass].examined++;
    else counts[callClass].unreadable++;
  }
  return counts;
}
