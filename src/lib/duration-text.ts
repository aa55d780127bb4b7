// Durations as people type them on a command line (`10m`, `2h30m`, `1.5s`) and as Jaeger's query
// API wants them. A bare number is refused: nobody can know which unit was meant.

const UNIT_NS: ReadonlyMap<string, number> = new Map([
  ['ns', 1],
  ['us', 1e3],
  ['µs', 1e3],
  ['μs', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
  ['m', 60e9],
  ['h', 3_600e9],
  ['d', 86_400e9],
  ['w', 604_800e9],
]);
const PART = /(\d+(?:\.\d*)?|\.\d+)\s*(ns|us|µs|μs|ms|s|m|h|d|w)\s*/gy;

/**
 * The duration that `text` names, in integer nanoseconds (rounded). Units: ns, us, ms, s, m, h, d
 * and w, each at most once, largest first.
 * Throws RangeError with a sentence fit for the user.
 */
export function parseDuration(text: string): number {
  const input = text.trim();
  if (/^\d+(\.\d+)?$/.test(input) && Number(input) !== 0) {
    throw new RangeError(`"${input}" has no unit: write ${input}ms, ${input}s or ${input}m`);
  }
  if (input.startsWith('-')) throw new RangeError(`"${input}" is negative: a duration cannot be`);
  if (input === '0') return 0;
  let ns = 0;
  let lastUnit = Number.POSITIVE_INFINITY;
  PART.lastIndex = 0;
  let position = 0;
  while (position < input.length) {
    const part = PART.exec(input);
    const unit = UNIT_NS.get(part?.[2] ?? '');
    if (!part || unit === undefined || unit >= lastUnit) throw notADuration(input);
    ns += Number(part[1]) * unit;
    lastUnit = unit;
    position = PART.lastIndex;
  }
  if (input === '') throw notADuration(input);
  if (!Number.isFinite(ns) || ns > 1e21) throw new RangeError(`"${input}" is too long a time`);
  return Math.round(ns);
}

/** True when `text` is meant as a duration: digits followed by a known unit. */
export function looksLikeDuration(text: string): boolean {
  return /^(\d+(\.\d*)?|\.\d+)\s*(ns|us|µs|μs|ms|s|m|h|d|w)/.test(text.trim());
}

/** An integer number of nanoseconds in Go's duration syntax, which is what Jaeger reads. */
export function goDuration(ns: number): string {
  const whole = Math.max(0, Math.round(ns));
  if (whole % 1e9 === 0) return `${whole / 1e9}s`;
  if (whole % 1e6 === 0) return `${whole / 1e6}ms`;
  return whole % 1e3 === 0 ? `${whole / 1e3}us` : `${whole}ns`;
}

/**
 * The duration in a Go duration text such as `-1m5.025s` or `1.5ms`, in integer nanoseconds, or
 * undefined when it is none.
 */
export function parseGoDuration(text: string): number | undefined {
  const negative = text.startsWith('-');
  const digits = text.replace(/^[+-]/, '');
  if (digits === '' || digits.startsWith('-')) return undefined;
  try {
    const ns = parseDuration(digits);
    return negative ? -ns : ns;
  } catch {
    return undefined;
  }
}

function notADuration(input: string): RangeError {
  return new RangeError(
    `"${input}" is not a duration: write for example 250us, 500ms, 1.5s, 2h30m`,
  );
}
