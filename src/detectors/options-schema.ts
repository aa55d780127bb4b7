// Reads detection options from a configuration: a section of any file, already parsed. The schema
// follows from the defaults, so a threshold has one place. Loaded only when there is something to
// read: zod is not free.
//
// Names are those of the options, without `Ns`: durations are texts such as `20ms`
// (`serialIndependent.minCall`); a bare `ns` is called `time`.

import * as z from 'zod/mini';
import { parseDuration } from '../lib/duration-text.ts';
import { nearestNames } from '../lib/nearest-name.ts';
import { DEFAULT_DETECTION_OPTIONS, type DetectionOptions } from './options.ts';

/** Options read, and what is wrong with the input: one sentence each, naming the key. */
export interface OptionsReading {
  readonly options: DetectionOptions;
  readonly problems: readonly string[];
}

type Json = { readonly [key: string]: unknown };

const NO_TEXT = 'is no text';
const NO_LIST = 'is no list';
const NO_COUNT = 'is no whole number of at least 2';
const NO_DAY = 'is no day like 2026-12-31';
const text = z.string(NO_TEXT).check(z.minLength(1, 'is empty'));
const positive = z.number('is no number').check(z.positive('is not above 0'));
const routes = z.array(
  z.strictObject({
    service: z._default(text, '*'),
    route: text,
    minimum: z.number(NO_COUNT).check(z.int(NO_COUNT), z.gte(2, NO_COUNT)),
  }),
  NO_LIST,
);
const suppressions = z.array(
  z.strictObject({
    fingerprint: z
      .string('is missing or no text')
      .check(z.regex(/^[a-z]\w*:[0-9a-f]{16}$/, 'is no fingerprint')),
    reason: z.string('needs a reason').check(z.regex(/\S/, 'needs a reason')),
    until: z.optional(z.string(NO_DAY).check(z.refine(isDay, NO_DAY))),
  }),
  NO_LIST,
);
const duration = z.pipe(
  z.string('is no duration such as "20ms"'),
  z.transform((value, context) => {
    try {
      return parseDuration(value);
    } catch (error) {
      context.issues.push({ code: 'custom', message: (error as Error).message, input: value });
      return z.NEVER;
    }
  }),
);

/**
 * Reads options over the defaults; what is wrong is left at its default and reported. `kinds` are
 * all kinds a finding can be of, those of many traces included.
 */
export function readDetectionOptions(value: unknown, kinds: ReadonlySet<string>): OptionsReading {
  const parsed = z.safeParse(schemaOf(DEFAULT_DETECTION_OPTIONS as unknown as Json), value ?? {});
  if (parsed.success) {
    const given = parsed.data as Json;
    const options = merged(DEFAULT_DETECTION_OPTIONS as unknown as Json, given);
    const unknown = unknownKinds(given, kinds);
    return { options: options as unknown as DetectionOptions, problems: unknown };
  }
  return {
    options: DEFAULT_DETECTION_OPTIONS,
    problems: parsed.error.issues.flatMap((issue) => describe(issue)),
  };
}

/** False for the 30th of February: dates that do not exist would never come, or too late. */
function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

function schemaOf(defaults: Json): z.ZodMiniType {
  const shape: Record<string, z.ZodMiniType> = {};
  for (const [key, value] of Object.entries(defaults)) {
    shape[outerName(key)] = z.optional(valueSchema(key, value));
  }
  return z.strictObject(shape, 'is no section with keys');
}

function valueSchema(key: string, value: unknown): z.ZodMiniType {
  if (key === 'routes' && isRouteList(value)) return routes;
  if (key === 'suppressions') return suppressions;
  if (typeof value === 'number') return isDuration(key) ? duration : positive;
  if (!Array.isArray(value)) return schemaOf(value as Json);
  return z.array(typeof value[0] === 'number' ? positive : text, NO_LIST);
}

// Routes of loops are objects with a minimum, those of `exclude` are patterns.
const isRouteList = (value: unknown): boolean => value === DEFAULT_DETECTION_OPTIONS.loops.routes;

const isDuration = (key: string): boolean => key === 'ns' || key.endsWith('Ns');

function outerName(key: string): string {
  if (key === 'ns') return 'time';
  return key.endsWith('Ns') ? key.slice(0, -2) : key;
}

function merged(defaults: Json, given: Json): Json {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(defaults)) {
    const set = given[outerName(key)];
    const nested = typeof value === 'object' && !Array.isArray(value);
    if (set === undefined) result[key] = value;
    else result[key] = nested ? merged(value as Json, set as Json) : set;
  }
  return result;
}

function describe(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') {
    const at = path === '' ? 'the detection options' : `"${path}"`;
    return [`${at}: ${issue.message}`];
  }
  const known = knownKeys(issue.path.map(String));
  return issue.keys.map((key) => {
    const near = nearestNames(key, known, 1)[0];
    const full = [...issue.path, key].join('.');
    return near === undefined
      ? `unknown key "${full}"; known here: ${known.join(', ')}`
      : `unknown key "${full}"; did you mean "${near}"?`;
  });
}

function knownKeys(path: readonly string[]): string[] {
  let at: unknown = DEFAULT_DETECTION_OPTIONS;
  for (const step of path) {
    if (Array.isArray(at)) break;
    const key = Object.keys(at as Json).find((one) => outerName(one) === step);
    at = key === undefined ? {} : (at as Json)[key];
  }
  if (Array.isArray(at)) {
    return path.includes('suppressions')
      ? ['fingerprint', 'reason', 'until']
      : ['service', 'route', 'minimum'];
  }
  return Object.keys(at as Json).map(outerName);
}

// A kind that no detector returns would switch off nothing, silently.
function unknownKinds(given: Json, known: ReadonlySet<string>): string[] {
  const kinds = (given.exclude as { kinds?: string[] } | undefined)?.kinds ?? [];
  return kinds
    .filter((kind) => !known.has(kind))
    .map((kind) => {
      const near = nearestNames(kind, [...known], 1)[0];
      return `"exclude.kinds": there is no kind "${kind}"${near ? `; did you mean "${near}"?` : ''}`;
    });
}
