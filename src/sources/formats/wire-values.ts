// Guards for values of unknown shape: every reader asks these before it believes a field. They are
// lenient where writers are (numbers as text, text as numbers) and never throw.

import type { Notes } from '../../model/notes.ts';
import type { AttributeType, AttributeValue } from '../../model/span-table.ts';

export type WireObject = Readonly<Record<string, unknown>>;

/** An attribute value with the type it was recorded as. */
export interface TypedValue {
  readonly type: AttributeType;
  readonly value: AttributeValue;
}

export const EMPTY_VALUE: TypedValue = { type: 'string', value: '' };

/** A JSON object that is no array, or undefined. */
export function asObject(value: unknown): WireObject | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as WireObject) : undefined;
}

const NOTHING: readonly unknown[] = [];

/**
 * A list; null and absent ones are empty, and so is anything else, which is counted as
 * `<what>-unreadable`.
 */
export function asList(
  value: unknown,
  notes: Notes,
  place: string,
  what: string,
): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value !== undefined && value !== null) {
    notes.add(`${what}-unreadable`, `${place} is ${kindOfValue(value)}, not a list: skipped`);
  }
  return NOTHING;
}

/** Text, also of numbers and booleans; undefined for everything else. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/** A number, also written as text; NaN for everything else. */
export function asNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : Number.NaN;
}

/** A 64-bit integer: a number where that is exact, otherwise its digits; undefined if it is none. */
export function asInteger(value: unknown): AttributeValue | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  if (typeof value !== 'string' || !/^[-+]?\d{1,20}$/.test(value)) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.replace(/^\+/, '');
}

/** A double; what JSON cannot write arrives as text and stays text: NaN, Infinity, -Infinity. */
export function asDouble(value: unknown): AttributeValue | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const special = /^([-+]?)(?:inf|infinity)$/i.exec(value);
  if (special) return special[1] === '-' ? '-Infinity' : 'Infinity';
  if (/^nan$/i.test(value)) return 'NaN';
  return NUMBER.test(value) ? Number(value) : undefined;
}

/** What a value is, for messages: `null`, `a number`, `an object without spans`. */
export function kindOfValue(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return 'a text';
  return typeof value === 'number' ? 'a number' : 'true or false';
}
