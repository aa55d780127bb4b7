// How long the database calls of each statement take over all traces.
//
// A slow call is a finding of its trace, with its place (service, entry, template). What the window
// knows about the statement is told there, as the p50 and p95 of all its calls by that service, and
// never as a second finding: the p95 is one of the calls, so where it is over the limit that call
// has its finding. Only where that one is missing (more findings than are followed) the statement is
// reported by itself. Of several databases asked the same the slowest counts.

import type { TraceContext } from '../analyses/analysis.ts';
import type { Call } from '../analyses/calls/call.ts';
import { logicalCalls } from '../analyses/calls/logical-calls.ts';
import { unitsOfWork } from '../analyses/calls/units-of-work.ts';
import type { DetectionOptions } from '../detectors/options.ts';
import { ownCallNs } from '../detectors/own-call-time.ts';
import { isExcluded } from '../detectors/place-finding.ts';
import { PartsMap } from '../lib/parts-map.ts';
import { type Note, Notes } from '../model/notes.ts';
import { count, duration, name, type Phrase } from '../model/phrase.ts';
import { QuantileSketch } from './quantile-sketch.ts';
import type { CallTimes, RecurringFinding } from './recurring-finding.ts';
import type { WindowDetector, WindowWatch } from './window-detector.ts';
import { exampleAt, type WindowExample, windowFinding } from './window-finding.ts';

const KIND = 'slow-query';
const MAX_STATEMENTS = 10_000;
/** From here on a p95 below the limit says that slow calls are the exception. */
const MANY_CALLS = 20;

interface Statement {
  readonly service: string;
  readonly target: string;
  readonly template: string;
  readonly times: QuantileSketch;
  /** Traces that run it, and those in which it is slow; the number of the last one counted. */
  traces: number;
  slowTraces: number;
  last: number;
  lastSlow: number;
  slowestNs: number;
  slowest: WindowExample;
}

interface Judged {
  readonly statement: Statement;
  readonly callTimes: CallTimes;
}

export const slowQueryP95: WindowDetector = {
  meta: {
    id: 'slow-query-p95',
    title: 'Slow statements',
    description:
      'A statement that one service runs at least three times, with a p95 of half a second and more. Reported as `slow-query`: where single calls are reported already, they tell the p50 and p95 of all.',
    kinds: [KIND],
    failing: [],
  },
  watch: (options) => new StatementTimes(options),
};

class StatementTimes implements WindowWatch {
  readonly #statements = new PartsMap<Statement>();
  readonly #all: Statement[] = [];
  #traces = 0;
  #other = 0;
  #slowest: ReadonlyMap<string, Judged> | undefined;

  constructor(private readonly options: DetectionOptions) {}

  add(context: TraceContext): void {
    this.#traces++;
    const { calls, unitStart } = context.get(logicalCalls);
    for (const { number, service, entry } of context.get(unitsOfWork).units) {
      const from = unitStart[number] as number;
      const to = unitStart[number + 1] as number;
      if (from === to || isExcluded(context, this.options, entry)) continue;
      for (let c = from; c < to; c++) {
        const call = calls[c] as Call;
        if (call.callClass === 'db') this.#addCall(context, service, call);
      }
    }
  }

  #addCall(context: TraceContext, service: string, call: Call): void {
    const statement = this.#of(context, service, call);
    if (!statement) return;
    const ownNs = ownCallNs(context, call);
    statement.times.add(ownNs);
    if (statement.last !== this.#traces) statement.traces++;
    statement.last = this.#traces;
    if (ownNs >= this.options.slowQuery.ns) {
      if (statement.lastSlow !== this.#traces) statement.slowTraces++;
      statement.lastSlow = this.#traces;
    }
    const { slowestNs, slowest } = statement;
    // Of equally slow ones the smallest trace ID, and the first of its trace.
    if (ownNs < slowestNs || (ownNs === slowestNs && context.trace.id >= slowest.traceId)) return;
    statement.slowest = exampleAt(context, call.span);
    statement.slowestNs = ownNs;
  }

  complete(finding: RecurringFinding): RecurringFinding {
    if (finding.kind !== KIND) return finding;
    const judged = this.#judged().get(placeOf(finding.entryService, finding.template));
    if (!judged) return finding;
    const { callTimes } = judged;
    const { calls, p50Ns, p95Ns } = callTimes;
    const remarks: Phrase[] = [
      ['p50 ', duration(p50Ns), ' and p95 ', duration(p95Ns), ' of ', count(calls), ' calls'],
    ];
    if (calls >= MANY_CALLS && p95Ns < this.options.slowQuery.mostNs)
      remarks.push(['slow in few of them: rather a lock or a wait than its plan']);
    return { ...finding, callTimes, remarks: [...finding.remarks, ...remarks] };
  }

  result(found: readonly RecurringFinding[]): RecurringFinding[] {
    const told = new Set(
      found
        .filter(({ kind }) => kind === KIND)
        .map(({ entryService, template }) => placeOf(entryService, template)),
    );
    return [...this.#judged()]
      .filter(([place, { callTimes }]) => {
        return callTimes.p95Ns >= this.options.slowQuery.ns && !told.has(place);
      })
      .map(([, judged]) => toFinding(judged));
  }

  notes(): Note[] {
    const text = `database calls of statements beyond the ${MAX_STATEMENTS} different ones whose times are followed`;
    const notes = new Notes();
    if (this.#other > 0) notes.add('statements-beyond-limit', text, this.#other);
    return notes.list();
  }

  // By place the statement of the highest p95. Those that were never slow are not even looked at.
  #judged(): ReadonlyMap<string, Judged> {
    if (this.#slowest) return this.#slowest;
    const { mostNs, seen } = this.options.slowQuery;
    const slowest = new Map<string, Judged>();
    for (const statement of this.#all) {
      const calls = statement.times.count;
      if (calls < seen || statement.slowestNs < mostNs) continue;
      const [p50Ns = 0, p95Ns = 0] = statement.times.percentiles([0.5, 0.95]);
      const judged = { statement, callTimes: { calls, p50Ns, p95Ns } };
      const place = placeOf(statement.service, statement.template);
      const known = slowest.get(place);
      if (!known || isSlower(judged, known)) slowest.set(place, judged);
    }
    this.#slowest = slowest;
    return slowest;
  }

  #of(context: TraceContext, service: string, call: Call): Statement | undefined {
    const key = [service, call.target, call.template];
    const known = this.#statements.get(key);
    if (known) return known;
    if (this.#statements.size >= MAX_STATEMENTS) {
      this.#other++;
      return undefined;
    }
    const created: Statement = {
      service,
      target: call.target,
      template: call.template,
      times: new QuantileSketch(),
      traces: 0,
      slowTraces: 0,
      last: 0,
      lastSlow: 0,
      slowestNs: 0,
      slowest: exampleAt(context, call.span),
    };
    this.#statements.set(key, created);
    this.#all.push(created);
    return created;
  }
}

const placeOf = (service: string, template: string): string => `${service}\n${template}`;

function isSlower(a: Judged, b: Judged): boolean {
  const difference = a.callTimes.p95Ns - b.callTimes.p95Ns;
  return difference !== 0 ? difference > 0 : a.statement.target < b.statement.target;
}

function toFinding({ statement, callTimes }: Judged): RecurringFinding {
  const { service, template, traces, slowTraces, slowest } = statement;
  const { calls, p50Ns, p95Ns } = callTimes;
  return {
    ...windowFinding({
      kind: KIND,
      confidence: 'high',
      template,
      count: calls,
      traces: { affected: slowTraces, of: traces },
      entryOperation: '',
      example: { ...slowest, service },
      message: [
        name(service),
        ' waits for ',
        name(template),
        ': p50 ',
        duration(p50Ns),
        ' and p95 ',
        duration(p95Ns),
        ' of ',
        count(calls),
        ' calls',
      ],
      advice: ['Look at its plan: a missing index, too many rows, a lock it waits for.'],
    }),
    severity: 'medium',
    callClass: 'db',
    callTimes,
  };
}
