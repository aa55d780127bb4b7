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
   * Paths of the arrays whose elements are decoded one by one: a key at depth 1 (`data`), one in an
   * object at depth 1 (`result.resourceSpans`), '' for a bare top-level array. A document without
   * such an array is decoded whole. Empty: documents stand one a line and are decoded whole.
   */
  readonly elementKeys: readonly string[];
  /**
   * Where the spans of one trace stand: in one element, so that it can be handed out at once; as a
   * rule in elements next to each other, of no other trace; or anywhere.
   */
  readonly spansOfATrace: 'one-element' | 'neighbours' | 'anywhere';
  /**
   * Appends the element's spans; what was skipped or repaired goes to `notes`, its place named from
   * `place` on (`a.json: data[3]`). Errors: InputError when the element is a server's error message
   * instead of traces.
   */
  decode(element: unknown, table: SpanTable, notes: Notes, place: string): void;
  /** Notes what stands around the array of elements and matters, such as a server's errors. */
  noteFields?(fields: Readonly<Record<string, unknown>>, notes: Notes, place: string): void;
}

/** What the first kilobytes of a document tell. */
export interface DocumentHead {
  /** First structural character: `{`, `[`, or anything else; '' when there is none. */
  readonly first: string;
  /** Keys seen at depth 1 of an object, or in the objects of an array. */
  readonly keys: readonly string[];
  /** Keys seen in the objects one level deeper: `data[0]`, `result`. */
  readonly innerKeys: readonly string[];
  /** True when the document is a sequence of JSON objects, one a line. */
  readonly lines: boolean;
}
