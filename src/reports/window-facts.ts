// What a window of traces comes to: numbers and names, never the traces. One trace is looked at
// and let go before the next one is read.

import { LatencyDistribution } from '../aggregates/latency-distribution.ts';
import { OperationTotals } from '../aggregates/operation-totals.ts';
import { type RecurringFinding, RecurringFindings } from '../aggregates/recurring-findings.ts';
import { TailDifferences } from '../aggregates/tail-difference.ts';
import { UnusualTraces } from '../aggregates/unusual-traces.ts';
import { TraceContext } from '../analyses/analysis.ts';
import { examinedCalls } from '../analyses/examined-calls.ts';
import { traceSummary } from '../analyses/trace-summary.ts';
import { DEFAULT_DETECTION_OPTIONS, type DetectionOptions } from '../detectors/options.ts';
import { runDetectors } from '../detectors/run-detectors.ts';
import { type Note, Notes } from '../model/notes.ts';
import type { Phrase } from '../model/phrase.ts';
import type { Trace } from '../model/trace.ts';
import { acceptFindings } from './accepted-findings.ts';
import type {
  ExaminedData,
  LatencyData,
  OperationTotalsData,
  TraceData,
  WarningData,
} from './contract.ts';
import { ExaminedTotals } from './examined.ts';
import { latencyData } from './latency.ts';
import { WarningTotals } from './source-data.ts';
import { tailSentence } from './tail-sentence.ts';
import { TraceRows } from './trace-rows.ts';

export interface WindowFacts {
  readonly traces: readonly TraceData[];
  readonly latency: LatencyData;
  /** Latencies that count, ascending. */
  readonly latenciesNs: Float64Array;
  readonly services: string[];
  readonly operations: OperationTotalsData[];
  /** Traces that the operations are of: incomplete ones may be left out. */
  readonly operationTraces: number;
  /** Worth most first. */
  readonly findings: readonly RecurringFinding[];
  readonly examined: ExaminedData;
  readonly warnings: WarningData[];
  /** What the latencies leave out or weigh. */
  readonly latencyNotes: readonly Note[];
  /** The same of the table of operations. */
  readonly operationNotes: readonly Note[];
  /** What detection left out: as accepted or excluded, beyond limits, because it broke. */
  readonly findingNotes: readonly Note[];
  /** Kinds of findings that are switched off. */
  readonly off: ReadonlySet<string>;
  /** Why the slow traces are slow, where the sample can say so. */
  readonly tail: Phrase | undefined;
}

/** `add` every trace, then `result` once. */
export class WindowFactsBuilder {
  readonly #traces = new TraceRows();
  readonly #services = new Set<string>();
  readonly #latency = new LatencyDistribution();
  readonly #operations = new OperationTotals();
  readonly #unusual = new UnusualTraces();
  readonly #tail = new TailDifferences();
  readonly #findings: RecurringFindings;
  readonly #examined = new ExaminedTotals();
  readonly #warnings = new WarningTotals();
  readonly #notes = new Notes();

  /** `today` is the day, `YYYY-MM-DD`, that suppressions must outlast. */
  constructor(
    readonly options: DetectionOptions = DEFAULT_DETECTION_OPTIONS,
    readonly today = '',
  ) {
    this.#findings = new RecurringFindings(options);
  }

  add(trace: Trace): void {
    const context = new TraceContext(trace);
    const findings = runDetectors(context, this.options, this.#notes);
    const summary = context.get(traceSummary);
    this.#traces.add(context, findings);
    for (const service of summary.services) this.#services.add(service);
    this.#latency.add(context);
    this.#operations.add(context);
    this.#unusual.add(context);
    this.#tail.add(context);
    this.#findings.add(context, findings);
    this.#examined.add(context.get(examinedCalls));
    this.#warnings.add(trace.id, summary.warnings);
  }

  result(): WindowFacts {
    const latency = this.#latency.result();
    const operations = this.#operations.result();
    const unusual = new Set(this.#unusual.result().map(({ traceId }) => traceId));
    const notes = this.#notes;
    const accepted = acceptFindings(this.#findings.result(), this.options, this.today, notes, {
      whole: true,
    });
    notes.addAll(this.#findings.notes());
    return {
      traces: this.#traces.list(unusual, accepted.fingerprints),
      latency: latencyData(latency),
      latenciesNs: latency.sortedNs,
      services: [...this.#services].sort(),
      operations: operations.operations.map((total) => ({
        service: total.service,
        operation: total.name,
        onPathNs: total.onPathNs,
        share: total.share,
        traces: total.traces,
        spans: total.spans,
        worstTraceId: total.worst.traceId,
        worstSpanId: total.worst.spanId,
        worstOnPathNs: total.worst.onPathNs,
      })),
      operationTraces: operations.traces,
      findings: accepted.kept,
      examined: this.#examined.data(),
      warnings: this.#warnings.list(),
      latencyNotes: latency.notes,
      operationNotes: operations.notes,
      findingNotes: notes.list(),
      off: new Set(this.options.exclude.kinds),
      tail: tailSentence(this.#tail.result()),
    };
  }
}
