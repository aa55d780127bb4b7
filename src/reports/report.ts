// The report as data in a small closed vocabulary. `data` is the contract for scripts; `blocks`
// are what people read. Renderers see only the types of this file: a new report costs no renderer
// anything, and a new block kind breaks every renderer's exhaustive switch at compile time.

import type { Note } from '../model/notes.ts';
import type { Phrase, PhraseValue } from '../model/phrase.ts';

export type { Note } from '../model/notes.ts';
export type { Phrase, PhraseValue } from '../model/phrase.ts';

/** What the command line's exit code follows from: `none` means "nothing was to be decided". */
export type Verdict = 'none' | 'pass' | 'fail' | 'inconclusive' | 'no-data';

export interface Report {
  readonly verdict: Verdict;
  /** JSON-serialisable, deterministic, complete; has a `schema` field. */
  readonly data: { readonly schema: string };
  /** Keys of `data` whose arrays become one line per element in ndjson. */
  readonly recordKeys: readonly string[];
  readonly blocks: readonly Block[];
}

export type Block =
  | FactsBlock
  | TextBlock
  | DistributionBlock
  | TableBlock
  | GridBlock
  | WaterfallBlock
  | FindingsBlock
  | AttributesBlock
  | NotesBlock
  | NextBlock;

/** One line of short facts, the first one strong; wraps between facts. */
export interface FactsBlock {
  readonly kind: 'facts';
  readonly facts: readonly Phrase[];
}

/** A paragraph. */
export interface TextBlock {
  readonly kind: 'text';
  readonly phrase: Phrase;
  readonly tone: 'plain' | 'strong' | 'good' | 'bad' | 'dim';
  /** Printed in front, in the style of a heading: "Slowest". */
  readonly label?: string;
}

/** One percentile with its interval; null means the sample cannot bound it on that side. */
export interface PercentileValue {
  readonly label: string;
  readonly ns: number;
  readonly lowNs: number | null;
  readonly highNs: number | null;
  readonly reliable: boolean;
  /** Traces needed to make it reliable. */
  readonly needs: number;
}

/** A distribution of latencies: percentiles, then a one-line histogram. */
export interface DistributionBlock {
  readonly kind: 'distribution';
  readonly label: string;
  readonly count: number;
  readonly percentiles: readonly PercentileValue[];
  readonly minNs: number;
  readonly maxNs: number;
  /** Counts of bins from `histogramFromNs` to `histogramToNs`, of equal width or equal ratio. */
  readonly logarithmic: boolean;
  readonly histogram: readonly number[];
  readonly histogramFromNs: number;
  readonly histogramToNs: number;
}

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Narrow screens drop columns with the highest number first; 0 is never dropped. */
  readonly drop: number;
  /** Weight by which this column gives way when width is missing; 0 keeps its natural width. */
  readonly flex: number;
  /** Narrowest a flexible column may get before others are dropped; 10 unless told. */
  readonly least?: number;
}

/** A value in a cell: raw and typed, formatted by the renderer. */
export type Cell =
  | PhraseValue
  /** Local wall time with milliseconds. */
  | { readonly type: 'clock'; readonly us: number }
  | { readonly type: 'text'; readonly text: string; readonly tone?: 'good' | 'bad' | 'dim' }
  | { readonly type: 'phrase'; readonly phrase: Phrase }
  | { readonly type: 'none' };

/** Rows whose number the data sets: printed as they come, cut to the width. */
export interface TableBlock {
  readonly kind: 'table';
  readonly title?: Phrase;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Line under the table: "12 more; --top 30 shows them". */
  readonly more?: Phrase;
}

/** A small table, at most 50 rows, whole cells wrapped instead of cut. */
export interface GridBlock {
  readonly kind: 'grid';
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** One line of the waterfall: a span, several folded into one, or what was left out. */
export interface WaterfallRow {
  readonly type: 'span' | 'fold' | 'hidden';
  readonly service: string;
  readonly name: string;
  readonly depth: number;
  /** Tree guides, at most twelve: is it the last among its siblings, down to this row's own? */
  readonly last: readonly boolean[];
  /** The only child of the row above; chains take no further levels. */
  readonly chain: boolean;
  /** Spans drawn by this row; for `hidden`, the number left out. */
  readonly count: number;
  readonly startNs: number;
  readonly endNs: number;
  readonly durationNs: number;
  readonly selfNs: number;
  readonly onPathNs: number;
  /** When its spans ran. */
  readonly runs: readonly (readonly [startNs: number, endNs: number])[];
  /** Critical-path stretches of this row itself, ascending and disjoint. */
  readonly own: readonly (readonly [startNs: number, endNs: number])[];
  /** Stretches in which the path runs through it or what is below it. */
  readonly below: readonly (readonly [startNs: number, endNs: number])[];
  readonly detached: boolean;
  readonly failed: boolean;
  /** Short words behind the bar: "N+1 ×41", "detached". */
  readonly marks: readonly string[];
  /** What went wrong, one line under the row: exception type and message. */
  readonly problem?: Phrase;
}

export interface WaterfallBlock {
  readonly kind: 'waterfall';
  readonly startNs: number;
  readonly endNs: number;
  readonly rows: readonly WaterfallRow[];
}

export interface FindingView {
  readonly title: Phrase;
  readonly severity: 'low' | 'medium' | 'high' | 'critical';
  readonly confidence: 'low' | 'medium' | 'high';
  readonly message: Phrase;
  readonly advice: Phrase;
  readonly remarks: readonly Phrase[];
  readonly fingerprint: string;
  /** Where it differs: survives another way of instrumenting the same code. */
  readonly looseFingerprint?: string;
}

export interface FindingsBlock {
  readonly kind: 'findings';
  readonly title: Phrase;
  readonly findings: readonly FindingView[];
  readonly more?: Phrase;
}

/** Key and value pairs of one span or event, in full. */
export interface AttributesBlock {
  readonly kind: 'attributes';
  readonly title: Phrase;
  readonly entries: readonly (readonly [key: string, value: string])[];
}

/** What was skipped, repaired, cut short or not looked at. */
export interface NotesBlock {
  readonly kind: 'notes';
  readonly title: string;
  readonly notes: readonly Note[];
}

/** The commands to run next, as argument lists (quoted by the renderer). */
export interface NextBlock {
  readonly kind: 'next';
  readonly commands: readonly (readonly string[])[];
}
