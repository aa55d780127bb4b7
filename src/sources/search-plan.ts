// What of a query a server may be asked to filter. A filter is pushed down when no trace can be lost
// by it; servers test single spans, so a filter on the whole trace is at best a hint for a second,
// targeted search, made only when the first one was cut off by its limit.

import {
  isErrorFilter,
  type TagFilter,
  type TimeWindow,
  type TraceQuery,
} from '../model/trace-query.ts';

/** One search as a server understands it. */
export interface ServerSearch {
  readonly service?: string | undefined;
  readonly operation?: string | undefined;
  readonly tags: readonly TagFilter[];
  readonly minDurationNs?: number | undefined;
  readonly maxDurationNs?: number | undefined;
  readonly window: TimeWindow;
  readonly limit: number;
}

/** A search for one filter that only counts here. */
export interface SearchHint {
  /** The flag: `--error`. */
  readonly flag: string;
  readonly search: ServerSearch;
}

export interface SearchPlan {
  /** Finds every trace that matches, unless the limit cuts it off. */
  readonly exact: ServerSearch;
  /** Find more of them when it did; may bring others too. */
  readonly hints: readonly SearchHint[];
  /** Filters that only count here, as flags: `--error`. */
  readonly appliedHere: readonly string[];
  /** Filters the server applies as well. */
  readonly pushedDown: readonly string[];
}

/** What the plan needs to know of the server. */
export interface SearchAbilities {
  /** Tags are honoured as in Jaeger: on spans, resources and events. */
  readonly tags: boolean;
  /** Tags may be honoured in part: fit for hints. */
  readonly tagHints: boolean;
  /** Largest limit the server takes. */
  readonly maxLimit: number;
}

/** With filters applied here, so many times the limit is read. */
const READ_AHEAD = 10;
/** …but no more than this, the most that Jaeger's own interface asks for. */
const MOST_READ_AHEAD = 1500;

export function planSearch(
  query: TraceQuery & { readonly window: TimeWindow },
  abilities: SearchAbilities,
): SearchPlan {
  const tags = query.tags.filter((tag) => !isErrorFilter(tag));
  const error = query.error || tags.length < query.tags.length;
  const seen = new Set<string>();
  const pushed = tags.filter((tag) => {
    const safe = abilities.tags && isSafeTag(tag) && !seen.has(tag.key);
    if (safe) seen.add(tag.key);
    return safe;
  });
  const rest = tags.filter((tag) => !pushed.includes(tag));
  const { service, operation, minDurationNs, maxDurationNs, window } = query;
  const appliedHere = [
    ...(error ? ['--error'] : []),
    ...rest.map(({ key, value }) => `--tag ${key}=${value}`),
    ...(minDurationNs === undefined ? [] : ['--min-duration']),
    ...(maxDurationNs === undefined ? [] : ['--max-duration']),
  ];
  const wanted = Math.min(query.limit, abilities.maxLimit);
  const limit = appliedHere.length === 0 ? wanted : readAhead(wanted, abilities.maxLimit);
  const exact = { service, operation, tags: pushed, window, limit };
  const hint = { ...exact, limit: wanted };
  const hints: SearchHint[] = [];
  if (error && abilities.tagHints) {
    const search = { ...hint, tags: [...pushed, { key: 'error', value: 'true' }] };
    hints.push({ flag: '--error', search });
  }
  if (minDurationNs !== undefined || maxDurationNs !== undefined) {
    const flag = minDurationNs === undefined ? '--max-duration' : '--min-duration';
    hints.push({ flag, search: { ...hint, minDurationNs, maxDurationNs } });
  }
  const hinted = rest.filter(({ key }) => abilities.tagHints && !isField(key) && !seen.has(key));
  if (hinted.length > 0) {
    hints.push({ flag: '--tag', search: { ...hint, tags: [...pushed, ...hinted] } });
  }
  return {
    exact,
    hints,
    appliedHere,
    pushedDown: [
      ...(service === undefined ? [] : ['service']),
      ...(operation === undefined ? [] : ['operation']),
      ...pushed.map(({ key, value }) => `--tag ${key}=${value}`),
    ],
  };
}

function readAhead(limit: number, maxLimit: number): number {
  return Math.min(Math.max(limit, Math.min(limit * READ_AHEAD, MOST_READ_AHEAD)), maxLimit);
}

// Some stores know these as tags, some as fields, some under another meaning, some not at all.
const FIELDS =
  /^(error|event|ip|peer\.ipv4|service\.name|span\.(kind|status)|w3c\.tracestate|sampler\..*|internal\..*|opentracing\.ref_type|otel\.(status_|scope\.|library\.).*|(resource|scope|link)\..*)$/;

function isField(key: string): boolean {
  return FIELDS.test(key);
}

// Elasticsearch reads values as regular expressions over the whole value, so only characters that
// mean themselves there (or, the dot, something wider) are safe; Cassandra indexes less than 256
// bytes; and all compare text, so a number or a truth value must be spelled as they would.
const SAFE_VALUE = /^[\p{L}\p{N} _.,:=%/-]+$/u;
const MOST_SAFE_BYTES = 200;

/** True when every Jaeger finds at least the spans that carry this tag. */
export function isSafeTag({ key, value }: TagFilter): boolean {
  if (isField(key) || !SAFE_VALUE.test(value)) return false;
  if (Buffer.byteLength(key) > MOST_SAFE_BYTES || Buffer.byteLength(value) > MOST_SAFE_BYTES) {
    return false;
  }
  if (/^(true|false)$/i.test(value)) return value === value.toLowerCase();
  const number = Number(value);
  if (Number.isNaN(number)) return value !== 'NaN';
  const size = Math.abs(number);
  const plain = size === 0 || (size >= 1e-4 && size < 1e15);
  return value.trim() !== '' && plain && String(number) === value;
}
