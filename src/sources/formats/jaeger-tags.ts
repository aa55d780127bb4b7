// Jaeger's key-value lists (tags of spans and processes, fields of logs) to typed attributes.
// The declared type is a hint: servers that are only compatible declare everything as text.

import type { Notes } from '../../model/notes.ts';
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

/** Hands the entries of a list of `{key, type, value}` to `sink`; counts those without key. */
export function decodeTags(list: unknown, sink: AttributeSink, notes: Notes, place: string): void {
  const tags = asList(list, notes, place, 'attributes');
  for (let i = 0; i < tags.length; i++) {
    const tag = tags[i] as WireObject | null | undefined;
    const key = tag?.key;
    // Nearly all tags: nothing to convert, and no object in between.
    if (typeof key === 'string' && tag?.type === 'string' && typeof tag.value === 'string') {
      sink.attribute(key, 'string', tag.value);
    } else decodeOddTag(tag, sink, notes, place, i);
  }
}

function decodeOddTag(
  raw: unknown,
  sink: AttributeSink,
  notes: Notes,
  place: string,
  index: number,
): void {
  const tag = asObject(raw);
  const key = tag === undefined ? undefined : asText(tag.key);
  if (tag === undefined || key === undefined) {
    notes.add('attribute-unreadable', `${place}[${index}] has no key, it was skipped`);
    return;
  }
  const { type, value } = decodeTag(tag.type, tag.value);
  sink.attribute(key, type, value);
}

/** The value of a tag of declared type `type`, which may be absent, wrong or in any case. */
export function decodeTag(type: unknown, value: unknown): TypedValue {
  if (typeof value === 'string') return decodeText(type, value);
  if (typeof value === 'boolean') return { type: 'bool', value };
  if (typeof value === 'number') {
    const isWhole = Number.isInteger(value) && !isFloat(type);
    return { type: isWhole ? 'int' : 'double', value };
  }
  if (value === undefined || value === null) return EMPTY_VALUE;
  return { type: 'json', value: boundedJson(value) };
}

function decodeText(type: unknown, text: string): TypedValue {
  if (type === 'string' || type === undefined) return { type: 'string', value: text };
  const lower = typeof type === 'string' ? type.toLowerCase() : '';
  if (lower === 'int64' || lower === 'int') {
    const value = asInteger(text);
    if (value !== undefined) return { type: 'int', value };
  } else if (isFloat(type)) {
    const value = asDouble(text);
    if (value !== undefined) return { type: 'double', value };
  } else if (lower === 'bool' && /^(?:true|false)$/i.test(text)) {
    return { type: 'bool', value: text.toLowerCase() === 'true' };
  } else if (lower === 'binary') {
    return { type: 'bytes', value: text };
  }
  return { type: 'string', value: text };
}

function isFloat(type: unknown): boolean {
  return typeof type === 'string' && /^(?:float|float64|double)$/i.test(type);
}

// Not Jaeger's, but then it is at least shown. JSON.stringify recurses, hence the limit.
function boundedJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '"…"';
  }
}
