// The shells that OTLP JSON comes in: an export request, an answer of api_v3 or Tempo around it,
// or one `resourceSpans` entry of either. Requests with logs or metrics are counted and skipped.

import { InputError } from '../../errors.ts';
import { quotedText } from '../../lib/quoted-text.ts';
import type { Notes } from '../../model/notes.ts';
import type { SpanTable } from '../../model/span-table.ts';
import { decodeResourceSpans } from './otlp-spans.ts';
import { asList, asObject, asText, kindOfValue, type WireObject } from './wire-values.ts';

/** Lists of `resourceSpans` entries. */
const SPAN_KEYS = ['resourceSpans', 'batches'];
/** Objects around them; `result` may also be a list of such objects. */
const SHELL_KEYS = ['result', 'trace'];
const ENTRY_KEYS = ['scopeSpans', 'instrumentationLibrarySpans', 'resource'];

const OTHER_SIGNALS = new Map([
  ['resourceLogs', 'logs'],
  ['resourceMetrics', 'metrics'],
  ['resourceProfiles', 'profiles'],
]);

/** Keys at the top of an export request, whatever its signal. */
export const REQUEST_KEYS: readonly string[] = ['resourceSpans', ...OTHER_SIGNALS.keys()];

/** Decodes a document, a shell or a single entry; see TraceFormat.decode. */
export function decodeOtlp(element: unknown, table: SpanTable, notes: Notes, place: string): void {
  const fields = asObject(element);
  if (!fields) {
    notes.add('element-unreadable', `${place} is ${kindOfValue(element)}, no OTLP: skipped`);
    return;
  }
  if (decodeFields(fields, table, notes, place)) return;
  if (ENTRY_KEYS.some((key) => key in fields)) {
    decodeResourceSpans(fields, table, notes, place);
  } else if (hasKeys(fields)) {
    throwIfError(fields, place);
    notes.add('element-unreadable', `${place} has no resourceSpans: skipped`);
  }
}

/** Counts the other signals in the fields around an array of entries. */
export function noteOtherSignals(fields: WireObject, notes: Notes, place: string): boolean {
  let isFound = false;
  for (const [key, signal] of OTHER_SIGNALS) {
    if (!(key in fields)) continue;
    isFound = true;
    notes.add(`${signal}-skipped`, `${place} holds ${signal}, which are not traces: skipped`);
  }
  return isFound;
}

function decodeFields(fields: WireObject, table: SpanTable, notes: Notes, place: string): boolean {
  let isFound = noteOtherSignals(fields, notes, place);
  for (const key of SPAN_KEYS) {
    if (!(key in fields)) continue;
    isFound = true;
    const entries = asList(fields[key], notes, `${place}.${key}`, 'resource-spans');
    for (let i = 0; i < entries.length; i++) {
      decodeResourceSpans(entries[i], table, notes, `${place}.${key}[${i}]`);
    }
  }
  for (const key of SHELL_KEYS) {
    const shell = fields[key];
    const shells = Array.isArray(shell) ? shell : [shell];
    if (!(key in fields)) continue;
    isFound = true;
    for (const inner of shells) {
      const object = asObject(inner);
      if (object) {
        throwIfError(object, `${place}.${key}`);
        if (!decodeFields(object, table, notes, `${place}.${key}`) && hasKeys(object)) {
          notes.add('element-unreadable', `${place}.${key} has no resourceSpans: skipped`);
        }
      } else if (inner !== null) {
        notes.add('element-unreadable', `${place}.${key} is ${kindOfValue(inner)}: skipped`);
      }
    }
  }
  return isFound;
}

function hasKeys(fields: WireObject): boolean {
  return Object.keys(fields).length > 0;
}

function throwIfError(fields: WireObject, place: string): void {
  const error = asObject(fields.error);
  if (!error) return;
  const text = asText(error.message) ?? 'an error without message';
  const code = asText(error.httpCode);
  throw new InputError(
    `${place} holds a server's error instead of traces: ${quotedText(code ? `${text} (${code})` : text)}`,
    'The request that was saved there had failed. Ask again and save the answer.',
  );
}
