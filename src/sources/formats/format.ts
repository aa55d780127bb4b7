// The interface of all input formats. A format turns one parsed JSON element (a Jaeger trace, an
// OTLP resourceSpans entry or export request, a list of Zipkin spans) into columns. This is the
// reference reader; nothing outside this folder knows a parsed JSON object.

import type { Notes } from '../../model/notes.ts';
import type { SpanTable } from '../../model/span-table.ts';

export interface TraceFormat {
  /** The name for `--format`, kebab-case. */
  readonly id: string;
  readonly title: string;
  /** Does a document with this head look like the format? Gets what `sniffHead` saw. */
  matches(head: DocumentHead): boolean;
  /**
   * Key of the top-level array whose elements are decoded one by one (`data`, `resourceSpans`,
   * `batches`), tried in this order; '' stands for a bare top-level array, and none for the whole
   * document (a bare trace, one export request per line).
   */
  readonly elementKeys: readonly string[];
  /**
   * True when one element holds all spans of its traces, so a trace can be handed out at once;
   * false when spans of a trace may be spread over elements.
   */
  readonly elementsAreWholeTraces: boolean;
  /** Appends the element's spans; what was skipped or repaired goes to `notes`. */
  decode(element: unknown, table: SpanTable, notes: Notes): void;
}

/** What the first kilobytes of a document tell. */
export interface DocumentHead {
  /** First structural character: `{`, `[`, or anything else. */
  readonly first: string;
  /** Keys seen at depth 1 of an object, or of the first object of an array. */
  readonly keys: readonly string[];
  /** Keys seen one level deeper, in the first object below: `data[0]`, `result`. */
  readonly innerKeys: readonly string[];
  /** True when the document is a sequence of JSON objects, one a line. */
  readonly lines: boolean;
}
