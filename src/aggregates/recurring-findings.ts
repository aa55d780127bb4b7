// Findings over many traces: one per place in the code, with the traces affected out of those that
// serve its entry operation, how its size is spread, and its worst example. Keeps numbers and
// examples, never traces; the result does not depend on the order of traces.

import type { TraceContext } from '../analyses/analysis.ts';
import {
  fingerprintParts,
  loopFingerprint,
  looseFingerprint,
} from '../analyses/calls/loop-fingerprint.ts';
import { repeatedCalls } from '../analyses/calls/repeated-calls.ts';
import { unitsOfWork } from '../analyses/calls/units-of-work.ts';
import { type CallClass, SEVERITIES, type TraceFinding } from '../detectors/detector.ts';
import { DEFAULT_DETECTION_OPTIONS, type DetectionOptions } from '../detectors/options.ts';
import type { Int32Column } from '../lib/column.ts';
import { PartsMap } from '../lib/parts-map.ts';
import { compareText } from '../lib/text-order.ts';
import { type Note, Notes } from '../model/notes.ts';
import { count, name } from '../model/phrase.ts';
import { callsBeyondFirst, callsWord, FindingOccurrences } from './finding-occurrences.ts';
import type { RecurringFinding } from './recurring-finding.ts';
import { NO_SAVING_SPREAD } from './saving-spread.ts';
import { callsPerRow, SmallGroups, type SmallPlace } from './small-groups.ts';
import { WindowWatches } from './window-watches.ts';

export type { CountDistribution, RecurringFinding } from './recurring-finding.ts';

/** Different findings and entry operations that are followed. */
const MAX_FINDINGS = 10_000;
const MAX_ENTRIES = 50_000;

/** Traces that serve an entry operation, and the number of the last one counted. */
interface EntryTraces {
  traces: number;
  last: number;
}

/** `add` every trace with its findings, then `result` once. */
export class RecurringFindings {
  readonly #occurrences = new Map<string, FindingOccurrences>();
  readonly #entryTraces = new PartsMap<EntryTraces>();
  readonly #small = new SmallGroups();
  readonly #window: WindowWatches;
  #traces = 0;
  #otherFindings = 0;

  constructor(private readonly options: DetectionOptions = DEFAULT_DETECTION_OPTIONS) {
    this.#window = new WindowWatches(options);
  }

  add(context: TraceContext, findings: readonly TraceFinding[]): void {
    this.#traces++;
    this.#countEntries(context);
    this.#window.add(context, findings);
    const { found, small } = context.get(repeatedCalls(this.options.loops));
    const rows = new Map<string, number>();
    for (const { fingerprint, source } of found) {
      const returned = source && (source.call.essence.rows ?? source.call.rows);
      if (returned !== undefined) rows.set(fingerprint, returned);
    }
    for (const finding of largestOfEach(findings)) {
      this.#of(context, finding)?.add(context, finding, rows.get(finding.fingerprint));
    }
    const places = found.map(({ loop, kind }) => JSON.stringify(fingerprintParts(loop, kind)));
    this.#small.add(context, small, new Set(places));
  }

  /** Worst first: severity, then what fixing it saves, then how many traces have it. */
  result(): RecurringFinding[] {
    const grown: RecurringFinding[] = [];
    const smallCounts = new Map<string, Int32Column>();
    for (const place of this.#small.places) {
      const fingerprint = loopFingerprint(place.parts);
      if (this.#occurrences.has(fingerprint)) smallCounts.set(fingerprint, place.counts);
      else {
        const slope = callsPerRow(place);
        if (slope !== undefined) grown.push(this.#grownFinding(place, fingerprint, slope));
      }
    }
    const findings = [...this.#occurrences].map(([fingerprint, occurrences]) => {
      const { entryService, entryOperation } = occurrences;
      // About a service, whatever it serves: of all traces.
      const of =
        entryOperation === '' ? this.#traces : this.#tracesOf(entryService, entryOperation);
      return occurrences.result(of, smallCounts.get(fingerprint));
    });
    return this.#window.result([...findings, ...grown]).sort(compareRecurring);
  }

  /** What was left out by limits. */
  notes(): Note[] {
    const notes = new Notes();
    if (this.#otherFindings > 0) {
      const text = `findings beyond the ${MAX_FINDINGS} different ones that are followed`;
      notes.add('findings-beyond-limit', text, this.#otherFindings);
    }
    if (this.#small.other > 0) {
      notes.add(
        'small-groups-beyond-limit',
        'small groups of calls that were not followed',
        this.#small.other,
      );
    }
    notes.addAll(this.#window.notes());
    return notes.list();
  }

  #of(context: TraceContext, finding: TraceFinding): FindingOccurrences | undefined {
    const known = this.#occurrences.get(finding.fingerprint);
    if (known) return known;
    if (this.#occurrences.size >= MAX_FINDINGS) {
      this.#otherFindings++;
      return undefined;
    }
    const created = new FindingOccurrences(context, finding);
    this.#occurrences.set(finding.fingerprint, created);
    return created;
  }

  #countEntries(context: TraceContext): void {
    const last = this.#traces;
    for (const { service, name: operation } of context.get(unitsOfWork).units) {
      const known = this.#entryTraces.get([service, operation]);
      if (!known) {
        const full = this.#entryTraces.size >= MAX_ENTRIES;
        if (!full) this.#entryTraces.set([service, operation], { traces: 1, last });
      } else if (known.last !== last) {
        known.traces++;
        known.last = last;
      }
    }
  }

  #tracesOf(service: string, operation: string): number {
    return this.#entryTraces.get([service, operation])?.traces ?? 0;
  }

  // Still small, but it grows with what is read: the loop is there already.
  #grownFinding(place: SmallPlace, fingerprint: string, slope: number): RecurringFinding {
    const [callClass = '', service = '', entry = '', , , template = ''] = place.parts;
    const sorted = place.counts.data.slice(0, place.counts.length).sort();
    const at = (share: number) =>
      sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
    const entryTraces = this.#tracesOf(service, entry);
    return {
      kind: 'nplus1',
      fingerprint,
      looseFingerprint: looseFingerprint(place.parts),
      severity: 'low',
      confidence: 'medium',
      callClass: callClass as CallClass,
      shape: undefined,
      service: place.example.service,
      operation: place.example.operation,
      entryService: service,
      entryOperation: entry,
      template,
      counts: { min: at(0), median: at(0.5), p95: at(0.95), max: at(1) },
      traces: { affected: place.counts.length, of: Math.max(entryTraces, place.counts.length) },
      worst: {
        traceId: place.example.traceId,
        anchorSpanId: place.example.anchorSpanId,
        spanIds: place.example.spanIds,
        count: place.example.count,
      },
      onPathNs: 0,
      savingNs: { low: 0, high: 0 },
      savings: NO_SAVING_SPREAD,
      avoidableCalls: callsBeyondFirst(sorted),
      message: [
        'N+1 in the making: ',
        name(service),
        ' ',
        name(entry),
        ' makes ',
        callsWord(slope),
        ' of ',
        name(template),
        ' per row of the read before it; still at most ',
        count(at(1)),
        ' calls',
      ],
      advice: ['Ask once for all rows now, before the lists grow.'],
      remarks: [],
      callsPerRow: Math.round(slope * 100) / 100,
    };
  }
}

// Several findings of one fingerprint in one trace are one occurrence.
function largestOfEach(findings: readonly TraceFinding[]): TraceFinding[] {
  const largest = new Map<string, TraceFinding>();
  for (const finding of findings) {
    const known = largest.get(finding.fingerprint);
    if (!known || finding.count > known.count) largest.set(finding.fingerprint, finding);
  }
  return [...largest.values()];
}

function compareRecurring(a: RecurringFinding, b: RecurringFinding): number {
  return (
    SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
    b.savingNs.low - a.savingNs.low ||
    b.savingNs.high - a.savingNs.high ||
    b.traces.affected - a.traces.affected ||
    compareText(a.fingerprint, b.fingerprint)
  );
}
