// OTLP's AnyValue to attribute values. Arrays and maps become JSON text, written as Jaeger writes
// it (keys in order, integers exact), so that a value is the same whichever way it came.

import { compareText } from '../../lib/text-order.ts';
import type { Notes } from '../../model/notes.ts';
import type { AttributeType, AttributeValue } from '../../model/span-table.ts';
import type { AttributeSink } from './recorded-span.ts';
import {
  asDouble,
  asInteger,
  asList,
  asObject,
  asText,
  EMPTY_VALUE,
  type TypedValue,
  type WireObject,
} from './wire-values.ts';

/** Deeper values are cut: recursion must end, and nobody reads them. */
const DEEPEST = 32;

/** A `value` of a key-value pair; absent and unknown ones are empty text. */
export function decodeAnyValue(raw: unknown): TypedValue {
  const value = asObject(raw);
  if (!value) return decodeBareValue(raw);
  if (typeof value.stringValue === 'string') return { type: 'string', value: value.stringValue };
  if ('intValue' in value) return orText('int', asInteger(value.intValue), value.intValue);
  if ('boolValue' in value) return decodeBool(value.boolValue);
  if ('doubleValue' in value) {
    return orText('double', asDouble(value.doubleValue), value.doubleValue);
  }
  if ('bytesValue' in value) return { type: 'bytes', value: asText(value.bytesValue) ?? '' };
  if (asObject(value.arrayValue) || asObject(value.kvlistValue)) {
    return { type: 'json', value: jsonText(value, 0) };
  }
  const text = asText(value.stringValue);
  return text === undefined ? EMPTY_VALUE : { type: 'string', value: text };
}

/**
 * Hands the pairs of a list of `{key, value}` to `sink`. Entries without key are counted as
 * `attribute-unreadable`, a list that is none as `attributes-unreadable`.
 */
export function decodeKeyValues(
  raw: unknown,
  sink: AttributeSink,
  notes: Notes,
  place: string,
): void {
  const pairs = asList(raw, notes, place, 'attributes');
  for (let i = 0; i < pairs.length; i++) {
    const pair = pairs[i] as WireObject | null | undefined;
    const key = pair?.key;
    const text = (pair?.value as WireObject | null | undefined)?.stringValue;
    // Nearly all pairs: nothing to convert, and no object in between.
    if (typeof key === 'string' && typeof text === 'string') sink.attribute(key, 'string', text);
    else decodeOddPair(pair, sink, notes, place, i);
  }
}

function decodeOddPair(
  raw: unknown,
  sink: AttributeSink,
  notes: Notes,
  place: string,
  index: number,
): void {
  const pair = asObject(raw);
  const key = pair === undefined ? undefined : asText(pair.key);
  if (pair === undefined || key === undefined) {
    notes.add('attribute-unreadable', `${place}[${index}] has no key, it was skipped`);
    return;
  }
  const { type, value } = decodeAnyValue(pair.value);
  sink.attribute(key, type, value);
}

// Not OTLP, but what a hand-written file may hold: the value itself.
function decodeBareValue(raw: unknown): TypedValue {
  if (typeof raw === 'string') return { type: 'string', value: raw };
  if (typeof raw === 'boolean') return { type: 'bool', value: raw };
  if (typeof raw === 'number')
    return { type: Number.isInteger(raw) ? 'int' : 'double', value: raw };
  return EMPTY_VALUE;
}

function decodeBool(raw: unknown): TypedValue {
  if (typeof raw === 'boolean') return { type: 'bool', value: raw };
  if (raw === 'true' || raw === 'false') return { type: 'bool', value: raw === 'true' };
  return { type: 'string', value: asText(raw) ?? '' };
}

function orText(type: AttributeType, value: AttributeValue | undefined, raw: unknown): TypedValue {
  return value === undefined ? { type: 'string', value: asText(raw) ?? '' } : { type, value };
}

function jsonText(raw: unknown, depth: number): string {
  const value = asObject(raw);
  const array = asObject(value?.arrayValue);
  const map = asObject(value?.kvlistValue);
  if (array || map) {
    if (depth === DEEPEST) return '"…"';
    return array ? arrayText(array, depth) : mapText(map as WireObject, depth);
  }
  // In a list or map an empty value is null, where a whole attribute would be empty text.
  if (value && Object.keys(value).length === 0) return 'null';
  const { type, value: scalar } = decodeAnyValue(raw);
  // Integers beyond 2^53 are held as digits; as JSON they are a number all the same.
  return type === 'int' ? String(scalar) : JSON.stringify(scalar);
}

function arrayText(array: WireObject, depth: number): string {
  const values = Array.isArray(array.values) ? array.values : [];
  return `[${values.map((value) => jsonText(value, depth + 1)).join(',')}]`;
}

function mapText(map: WireObject, depth: number): string {
  const fields: [key: string, text: string][] = [];
  for (const raw of Array.isArray(map.values) ? map.values : []) {
    const pair = asObject(raw);
    if (pair) fields.push([asText(pair.key) ?? '', jsonText(pair.value, depth + 1)]);
  }
  fields.sort(([a], [b]) => compareText(a, b));
  return `{${fields.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(',')}}`;
}
