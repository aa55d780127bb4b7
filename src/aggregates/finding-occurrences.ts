// All occurrences of one fingerprint: numbers, and for each kind the worst example.

import type { TraceContext } from '../analyses/analysis.ts';
import { unitsOfWork } from '../analyses/calls/units-of-work.ts';
import { nameWithoutValues } from '../analyses/templates/statement-name.ts';
import type { TraceFinding } from '../detectors/detector.ts';
import { confidenceOf } from '../detectors/severity.ts';
import { Int32Column } from '../lib/column.ts';
import { HashSample } from '../lib/hash-sample.ts';
import { type Point, robustSlope } from '../lib/robust-slope.ts';
import { count, duration, type Phrase } from '../model/phrase.ts';
import type { CountDistribution, RecurringFinding } from './recurring-finding.ts';
import { SavingSpreads } from './saving-spread.ts';

/** Span IDs kept of the worst example. */
const MAX_SPAN_IDS = 10_000;
const SLOPE_SAMPLE = 200;
const MIN_SLOPE_TRACES = 8;
const MIN_DIFFERENT_COUNTS = 3;
/** From here on, a count that never varies looks like a fixed list. */
const FIXED_COUNT_TRACES = 10;
const FEW_TRACES = 20;
/** Kinds in which the first call, or one for all, could answer for the others. */
const AVOIDABLE: ReadonlySet<string> = new Set([
  'nplus1',
  'repeated-call',
  'duplicate-call',
  'fan-out',
  'publish-loop',
]);

/** What is kept of one finding of one trace. */
interface Example {
  readonly finding: TraceFinding;
  readonly traceId: string;
  readonly anchorSpanId: string;
  readonly spanIds: readonly string[];
  readonly service: string;
  readonly operation: string;
}

export class FindingOccurrences {
  readonly entryService: string;
  readonly entryOperation: string;
  readonly #kinds = new Map<string, { traces: number; worst: Example }>();
  readonly #counts = new Int32Column(4);
  readonly #savings = new SavingSpreads();
  readonly #times = new HashSample<Point>(SLOPE_SAMPLE);
  readonly #perRow = new HashSample<Point>(SLOPE_SAMPLE);

  constructor(context: TraceContext, finding: TraceFinding) {
    const { units, unitOf } = context.get(unitsOfWork);
    const unit = units[unitOf[finding.entry] as number];
    this.entryService = unit?.service ?? context.trace.service(finding.entry);
    this.entryOperation =
      finding.entryName ?? unit?.name ?? nameWithoutValues(context.trace.name(finding.entry));
  }

  add(context: TraceContext, finding: TraceFinding, sourceRows: number | undefined): void {
    const { trace } = context;
    this.#counts.push(finding.count);
    this.#savings.add(finding.savingNs);
    if (isRepeatedCall(finding))
      this.#times.add(trace.id, { x: finding.count, y: finding.onPathNs });
    if (sourceRows !== undefined) this.#perRow.add(trace.id, { x: sourceRows, y: finding.count });
    const known = this.#kinds.get(finding.kind);
    if (!known) {
      this.#kinds.set(finding.kind, { traces: 1, worst: exampleOf(context, finding) });
      return;
    }
    known.traces++;
    if (isWorse(finding, trace.id, known.worst)) known.worst = exampleOf(context, finding);
  }

  /**
   * `entryTraces` is how many traces serve the entry operation, `small` the counts of those in
   * which the group stayed below its minimum.
   */
  result(entryTraces: number, small?: Int32Column): RecurringFinding {
    const { worst } = this.#settledKind();
    const { finding } = worst;
    const all = joined(this.#counts, small);
    const counts = distribution(all);
    const growth = AVOIDABLE.has(finding.kind) ? this.#growth() : {};
    const points = finding.confidencePoints + confidenceChange(counts, all.length, finding);
    return {
      kind: finding.kind,
      fingerprint: finding.fingerprint,
      looseFingerprint: finding.looseFingerprint ?? finding.fingerprint,
      severity: finding.severity,
      confidence: confidenceOf(Math.min(finding.confidenceCap ?? 100, Math.max(0, points))),
      callClass: finding.callClass,
      shape: finding.shape,
      service: worst.service,
      operation: worst.operation,
      entryService: this.entryService,
      entryOperation: this.entryOperation,
      template: finding.template,
      counts,
      traces: { affected: all.length, of: Math.max(entryTraces, all.length) },
      worst: {
        traceId: worst.traceId,
        anchorSpanId: worst.anchorSpanId,
        spanIds: worst.spanIds,
        count: finding.count,
      },
      onPathNs: finding.onPathNs,
      savingNs: finding.savingNs,
      savings: this.#savings.result(small?.length ?? 0),
      avoidableCalls: AVOIDABLE.has(finding.kind) ? callsBeyondFirst(all) : undefined,
      message: finding.message,
      advice: finding.advice,
      remarks: [
        ...finding.remarks,
        ...this.#remarks(finding.kind, counts, all.length, entryTraces, growth),
      ],
      ...growth,
    };
  }

  // What is waves in one trace may be fan-out in the next: the commonest counts, ties go to the
  // kind that fails checks.
  #settledKind(): { traces: number; worst: Example } {
    const kinds = [...this.#kinds].sort(
      ([a, { traces: some }], [b, { traces: others }]) =>
        others - some || Number(b === 'nplus1') - Number(a === 'nplus1') || (a < b ? -1 : 1),
    );
    return (kinds[0] as [string, { traces: number; worst: Example }])[1];
  }

  #growth(): { nsPerCall?: number; callsPerRow?: number } {
    const time = slopeOf(this.#times.values);
    const perRow = slopeOf(this.#perRow.values);
    return {
      ...(time !== undefined && time > 0 ? { nsPerCall: Math.round(time) } : {}),
      ...(perRow !== undefined && perRow > 0
        ? { callsPerRow: Math.round(perRow * 100) / 100 }
        : {}),
    };
  }

  #remarks(
    kind: string,
    { min, max }: CountDistribution,
    affected: number,
    entryTraces: number,
    growth: { nsPerCall?: number; callsPerRow?: number },
  ): Phrase[] {
    const remarks: Phrase[] = [];
    const { nsPerCall, callsPerRow } = growth;
    if (nsPerCall !== undefined) {
      remarks.push([
        duration(nsPerCall),
        ' per call over these traces; at 100 calls about ',
        duration(nsPerCall * 100),
      ]);
    }
    if (callsPerRow !== undefined) {
      remarks.push([callsWord(callsPerRow), ' per row of the read before']);
    }
    // Tries, pages and polls have a number of their own, which no list fixes.
    const repeated = AVOIDABLE.has(kind) && this.#times.values.length > 0;
    if (repeated && min === max && affected >= FIXED_COUNT_TRACES) {
      remarks.push(['fixed count: may be a fixed list']);
    }
    if (entryTraces > 1 && entryTraces < FEW_TRACES) {
      remarks.push(['only ', count(entryTraces), ' traces of this entry were seen']);
    }
    if (this.#kinds.size > 1) {
      const parts = [...this.#kinds].sort(([a], [b]) => (a < b ? -1 : 1));
      remarks.push(
        parts.flatMap(([kind, { traces }], i) => [i > 0 ? ', ' : '', `${kind} in `, count(traces)]),
      );
    }
    return remarks;
  }
}

function exampleOf({ trace }: TraceContext, finding: TraceFinding): Example {
  return {
    finding,
    traceId: trace.id,
    anchorSpanId: trace.spanId(finding.anchor),
    spanIds: finding.spans.slice(0, MAX_SPAN_IDS).map((span) => trace.spanId(span)),
    service: trace.service(finding.anchor),
    operation: nameWithoutValues(trace.name(finding.anchor)),
  };
}

/** Largest optimistic saving, then the count, then the smaller trace ID. */
function isWorse(
  finding: TraceFinding,
  traceId: string,
  { finding: known, traceId: id }: Example,
): boolean {
  const difference =
    finding.savingNs.high - known.savingNs.high ||
    finding.count - known.count ||
    finding.onPathNs - known.onPathNs;
  return difference !== 0 ? difference > 0 : traceId < id;
}

/** "1.0 call", "2.5 calls". */
export function callsWord(calls: number): string {
  const text = calls.toFixed(1);
  return `${text} ${text === '1.0' ? 'call' : 'calls'}`;
}

function slopeOf(points: readonly Point[]): number | undefined {
  const different = new Set(points.map(({ x }) => x)).size;
  if (points.length < MIN_SLOPE_TRACES || different < MIN_DIFFERENT_COUNTS) return undefined;
  return robustSlope(points)?.slope;
}

/** Loops have fingerprints of their own version; only they have a number that may grow. */
const isRepeatedCall = ({ fingerprint }: TraceFinding): boolean => fingerprint.startsWith('np1:');

// Another count in another trace: it depends on data. The same in many: it may be a fixed list.
function confidenceChange(
  { min, max }: CountDistribution,
  affected: number,
  finding: TraceFinding,
): number {
  // The same order and gap again and again is no accident of one trace.
  if (finding.kind === 'serial-independent') return affected >= 5 ? 15 : 0;
  if (!isRepeatedCall(finding)) return 0;
  if (min !== max) return 15;
  return affected >= FIXED_COUNT_TRACES ? -15 : 0;
}

/** Both columns' values, sorted. */
function joined(counts: Int32Column, small: Int32Column | undefined): Int32Array {
  const all = new Int32Array(counts.length + (small?.length ?? 0));
  all.set(counts.data.subarray(0, counts.length));
  if (small) all.set(small.data.subarray(0, small.length), counts.length);
  return all.sort();
}

export function callsBeyondFirst(counts: Int32Array): number {
  return counts.reduce((sum, calls) => sum + Math.max(0, calls - 1), 0);
}

function distribution(sorted: Int32Array): CountDistribution {
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
  return { min: at(0), median: at(0.5), p95: at(0.95), max: at(1) };
}
