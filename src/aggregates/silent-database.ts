// Requests without a database span in a service that has some in others. That is not the same as
// clean: server-side cursors and raw SQL beside an instrumented ORM leave no span.

import type { TraceContext } from '../analyses/analysis.ts';
import { logicalCalls } from '../analyses/calls/logical-calls.ts';
import { unitsOfWork } from '../analyses/calls/units-of-work.ts';
import { PartsMap } from '../lib/parts-map.ts';
import { count, name } from '../model/phrase.ts';
import type { RecurringFinding } from './recurring-finding.ts';
import type { WindowDetector, WindowWatch } from './window-detector.ts';
import { keptExample, type WindowExample, windowFinding } from './window-finding.ts';

const MAX_ENTRIES = 20_000;
/** Requests with and without a database call from which on the difference says something. */
const MIN_REQUESTS = 5;

interface Entry {
  readonly service: string;
  readonly name: string;
  requests: number;
  /** Requests with a database call. */
  asked: number;
  traces: number;
  example: WindowExample;
}

export const silentDatabase: WindowDetector = {
  meta: {
    id: 'silent-database',
    title: 'Silent databases',
    description:
      'Requests without a database span in a service that has some in others. That is not clean: server-side cursors and raw SQL beside an instrumented ORM leave no span.',
    kinds: ['silent-database'],
    failing: [],
    about: 'recording',
  },
  watch: () => new SilentDatabases(),
};

class SilentDatabases implements WindowWatch {
  readonly #entries = new PartsMap<Entry>();
  readonly #all: Entry[] = [];

  add(context: TraceContext): void {
    const { calls } = context.get(logicalCalls);
    const { units } = context.get(unitsOfWork);
    const asking = new Set<number>();
    const busy = new Set<number>();
    for (const call of calls) {
      busy.add(call.unit);
      if (call.callClass === 'db') asking.add(call.unit);
    }
    const seen = new Set<Entry>();
    for (const unit of units) {
      // A request that calls others may well leave its data to them.
      if (busy.has(unit.number) && !asking.has(unit.number)) continue;
      const entry = this.#of(context, unit.service, unit.name, unit.entry);
      if (!entry) continue;
      entry.requests++;
      if (asking.has(unit.number)) entry.asked++;
      if (!seen.has(entry)) entry.traces++;
      seen.add(entry);
    }
  }

  result(): RecurringFinding[] {
    const asked = new Map<string, number>();
    for (const entry of this.#all) {
      asked.set(entry.service, (asked.get(entry.service) ?? 0) + entry.asked);
    }
    const findings: RecurringFinding[] = [];
    for (const entry of this.#all) {
      if (entry.asked > 0 || entry.requests < MIN_REQUESTS) continue;
      if ((asked.get(entry.service) ?? 0) < MIN_REQUESTS) continue;
      findings.push(
        windowFinding({
          kind: 'silent-database',
          confidence: 'low',
          template: entry.name,
          count: entry.requests,
          traces: { affected: entry.traces, of: entry.traces },
          entryOperation: entry.name,
          example: entry.example,
          message: [
            'No database call recorded in ',
            count(entry.requests),
            ' requests ',
            name(entry.name),
            ' of ',
            name(entry.service),
            ', which records them in others',
          ],
          advice: [
            'If it uses the database, instrument that way too; a request without spans is not a clean one.',
          ],
        }),
      );
    }
    return findings;
  }

  #of(context: TraceContext, service: string, entryName: string, span: number): Entry | undefined {
    const key = [service, entryName];
    const known = this.#entries.get(key);
    if (known) {
      known.example = keptExample(known.example, context, span);
      return known;
    }
    if (this.#entries.size >= MAX_ENTRIES) return undefined;
    const example = keptExample(undefined, context, span);
    const created: Entry = { service, name: entryName, requests: 0, asked: 0, traces: 0, example };
    this.#entries.set(key, created);
    this.#all.push(created);
    return created;
  }
}
