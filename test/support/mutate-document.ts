// Ways to spoil a document: its structure, by paths into the parsed JSON, and its bytes. A mutation is
// plain data, so that a failing case can be shrunk and kept.

import fc from 'fast-check';
import {
  HOSTILE_IDS,
  HOSTILE_NUMBERS,
  HOSTILE_SHAPES,
  HOSTILE_STATEMENTS,
  HOSTILE_TEXTS,
  WATCHED_KEYS,
} from './hostile-values.ts';

export interface StructureMutation {
  readonly kind: (typeof STRUCTURE_KINDS)[number];
  /** Which of the places it could happen at. */
  readonly at: number;
  readonly value: number;
}

const STRUCTURE_KINDS = [
  'text',
  'number',
  'id',
  'shape',
  'delete',
  'repeat',
  'swap',
  'rename',
  'attribute',
  'statement',
  'same-parent',
  'copy-id',
  'nest',
] as const;

export const structureMutation: fc.Arbitrary<StructureMutation> = fc.record({
  kind: fc.constantFrom(...STRUCTURE_KINDS),
  at: fc.nat(1_000_000),
  value: fc.nat(1_000_000),
});

/** Values that repeating may add: copies of copies would fill the memory. */
const MOST_COPIED = 2000;

interface Place {
  readonly holder: Record<string, unknown> | unknown[];
  readonly key: string | number;
}

/** The document as text with the mutations applied one after the other. */
export function mutateStructure(
  document: unknown,
  mutations: readonly StructureMutation[],
): string {
  const root = { document: structuredClone(document) };
  const raw: string[] = [];
  for (const mutation of mutations) applyMutation(root, mutation, raw);
  const text = JSON.stringify(root.document) ?? 'null';
  return text.replace(/"@raw:(\d+)@"/g, (_, index) => raw[Number(index)] ?? 'null');
}

function applyMutation(root: object, mutation: StructureMutation, raw: string[]): void {
  const { kind, value } = mutation;
  const place = placeFor(root, mutation);
  if (place === undefined) return;
  const { holder, key } = place;
  const slots = holder as Record<string | number, unknown>;
  switch (kind) {
    case 'text':
      slots[key] = pick(HOSTILE_TEXTS, value);
      return;
    case 'number':
      raw.push(pick(HOSTILE_NUMBERS, value));
      slots[key] = `@raw:${raw.length - 1}@`;
      return;
    case 'id':
      slots[key] = pick(HOSTILE_IDS, value);
      return;
    case 'shape':
      slots[key] = structuredClone(pick(HOSTILE_SHAPES, value));
      return;
    case 'delete':
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete slots[key];
      return;
    case 'repeat':
      if (Array.isArray(holder)) {
        const size = placesIn({ element: slots[key] }).length;
        const copies = Math.min(1 + (value % 40), Math.floor(MOST_COPIED / size));
        for (let i = 0; i < copies; i++) holder.push(structuredClone(slots[key]));
      }
      return;
    case 'swap': {
      const keys = Object.keys(holder);
      const other = pick(keys, value);
      [slots[key], slots[other]] = [slots[other], slots[key]];
      return;
    }
    case 'rename':
      if (!Array.isArray(holder)) {
        define(holder, pick([...WATCHED_KEYS, ...HOSTILE_TEXTS], value), slots[key]);
        delete slots[key];
      }
      return;
    case 'attribute':
      slots[key] = attributeLike(
        slots[key],
        pick(WATCHED_KEYS, value),
        pick(HOSTILE_TEXTS, value >> 5),
      );
      return;
    case 'statement':
      slots[key] = attributeLike(
        slots[key],
        value % 2 === 0 ? 'db.statement' : 'db.query.text',
        pick(HOSTILE_STATEMENTS, value >> 1),
      );
      return;
    case 'same-parent':
    case 'copy-id': {
      const ids = placesIn(root).filter(({ key: name }) => /spanId$/i.test(String(name)));
      const from = ids[value % Math.max(1, ids.length)];
      const id = from && (from.holder as Record<string, unknown>)[from.key as string];
      // An object there, put into itself, would have no end.
      if (typeof id === 'string') slots[key] = id;
      return;
    }
    case 'nest': {
      let nested: unknown = slots[key];
      for (let i = 0; i < 1 + (value % 300); i++)
        nested = value % 2 === 0 ? [nested] : { a: nested };
      slots[key] = nested;
    }
  }
}

// Where a mutation makes most trouble: attributes where attributes are, IDs where IDs are.
function placeFor(root: object, { kind, at }: StructureMutation): Place | undefined {
  const places = placesIn(root);
  const suited = places.filter(({ holder, key }) => {
    const value = (holder as Record<string | number, unknown>)[key];
    if (kind === 'attribute' || kind === 'statement') return isAttribute(value);
    if (kind === 'id' || kind === 'same-parent' || kind === 'copy-id')
      return /id$/i.test(String(key));
    if (kind === 'number') return /time|duration|nano|count|flags|kind/i.test(String(key));
    return true;
  });
  const from = suited.length > 0 && at % 8 !== 0 ? suited : places;
  return from[at % Math.max(1, from.length)];
}

function isAttribute(value: unknown): value is { key: unknown; value: unknown } {
  return typeof value === 'object' && value !== null && 'key' in value && 'value' in value;
}

function attributeLike(old: unknown, key: string, text: string): unknown {
  if (!isAttribute(old)) return { key, type: 'string', value: text };
  const isOtlp = typeof old.value === 'object' && old.value !== null;
  return { ...old, key, value: isOtlp ? { stringValue: text } : text };
}

function placesIn(root: object): Place[] {
  const places: Place[] = [];
  const open: object[] = [root];
  for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
    for (const key of Array.isArray(holder) ? holder.keys() : Object.keys(holder)) {
      places.push({ holder: holder as Place['holder'], key });
      const value = (holder as Record<string | number, unknown>)[key];
      if (typeof value === 'object' && value !== null) open.push(value);
    }
  }
  return places;
}

// An assignment to __proto__ would set the prototype instead.
function define(holder: object, key: string, value: unknown): void {
  Object.defineProperty(holder, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

export interface ByteMutation {
  readonly kind: 'flip' | 'cut' | 'insert' | 'copy' | 'end' | 'zero' | 'bracket';
  /** Shares of the length, 0 to 1. */
  readonly at: number;
  readonly length: number;
  readonly value: number;
}

export const byteMutation: fc.Arbitrary<ByteMutation> = fc.record({
  kind: fc.constantFrom('flip', 'cut', 'insert', 'copy', 'end', 'zero', 'bracket'),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  length: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  value: fc.nat(1_000_000),
});

export function mutateBytes(bytes: Uint8Array, mutations: readonly ByteMutation[]): Uint8Array {
  let all: Uint8Array = Uint8Array.from(bytes);
  for (const { kind, at, length, value } of mutations) {
    const start = Math.floor(at * all.length);
    const size = Math.floor(length ** 4 * (all.length - start));
    const [head, middle, tail] = [
      all.subarray(0, start),
      all.subarray(start, start + size),
      all.subarray(start + size),
    ];
    if (kind === 'flip') all[start] = (all[start] ?? 0) ^ (1 << (value % 8));
    else if (kind === 'cut') all = Buffer.concat([head, tail]);
    else if (kind === 'insert') all = Buffer.concat([head, junk(value), middle, tail]);
    else if (kind === 'copy') all = Buffer.concat([head, middle, middle, tail]);
    else if (kind === 'end') all = Uint8Array.from(head);
    else if (kind === 'zero') middle.fill(value % 256);
    else all = Buffer.concat([head, Buffer.from(pick([...'{}[]":,\\'], value)), middle, tail]);
  }
  return all;
}

function junk(value: number): Uint8Array {
  const texts = [
    ...HOSTILE_TEXTS,
    ...HOSTILE_NUMBERS,
    '\xff\xfe',
    '{"__proto__":{"x":1}},',
    '[[[[[[',
  ];
  return Buffer.from(pick(texts, value), value % 3 === 0 ? 'latin1' : 'utf8');
}

function pick<T>(items: readonly T[], index: number): T {
  return items[index % items.length] as T;
}
