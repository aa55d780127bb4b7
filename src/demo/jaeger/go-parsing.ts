// Parameters read as Go's standard library reads them, with its error texts: clients see those
// texts, and tell servers and mistakes apart by them.

/** A text that Go refuses; the message is Go's. */
export class GoParseError extends Error {}

const INT32 = 2n ** 31n;
const INT64 = 2n ** 63n;

/** strconv.ParseInt or Atoi: a decimal integer within 32 or 64 bits. */
export function parseInteger(text: string, bits: 32 | 64, call: 'ParseInt' | 'Atoi'): number {
  const refuse = (why: string) =>
    new GoParseError(`strconv.${call}: parsing ${JSON.stringify(text)}: ${why}`);
  if (!/^[+-]?\d+$/.test(text)) throw refuse('invalid syntax');
  const value = BigInt(text.replace('+', ''));
  const bound = bits === 32 ? INT32 : INT64;
  if (value >= bound || value < -bound) throw refuse('value out of range');
  return Number(value);
}

/** strconv.ParseBool. */
export function parseBoolean(text: string): boolean {
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  if (/^(0|f|F|FALSE|false|False)$/.test(text)) return false;
  throw new GoParseError(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
}

const UNIT_NS = new Map([
  ['ns', 1],
  ['us', 1e3],
  ['µs', 1e3],
  ['μs', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
  ['m', 60e9],
  ['h', 3600e9],
]);

/** time.ParseDuration, in nanoseconds: `1.5s`, `-1m30s`; a number without unit is refused. */
export function parseDuration(text: string): bigint {
  const quoted = JSON.stringify(text);
  const refuse = () => new GoParseError(`time: invalid duration ${quoted}`);
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  let rest = text.slice(sign.length);
  if (rest === '0') return 0n;
  if (rest === '') throw refuse();
  let ns = 0;
  while (rest !== '') {
    const part = /^(\d+\.?\d*|\.\d+)([^\d.]*)/.exec(rest);
    if (!part) throw refuse();
    const [whole, amount = '', unit = ''] = part;
    if (unit === '') throw new GoParseError(`time: missing unit in duration ${quoted}`);
    const factor = UNIT_NS.get(unit);
    if (factor === undefined) {
      throw new GoParseError(`time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`);
    }
    ns += Number(amount) * factor;
    rest = rest.slice(whole.length);
  }
  const rounded = BigInt(Math.round(ns));
  return sign === '-' ? -rounded : rounded;
}

/** The pieces of RFC 3339 in order, as Go's layout names them and as text matches them. */
const TIME_PIECES: readonly (readonly [layout: string, pattern: RegExp])[] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^\d\d/],
  ['-', /^-/],
  ['02', /^\d\d/],
  ['T', /^T/],
  ['15', /^\d\d/],
  [':', /^:/],
  ['04', /^\d\d/],
  [':', /^:/],
  ['05', /^\d\d/],
  ['.999999999', /^(?:[.,]\d+)?/],
  ['Z07:00', /^(?:Z|[+-]\d\d:\d\d)/],
];
const LAYOUT = '2006-01-02T15:04:05.999999999Z07:00';

/** time.Parse with RFC 3339 and fractions, in nanoseconds since the epoch. */
export function parseTime(text: string): bigint {
  const quoted = JSON.stringify(text);
  const refuse = (why: string) => new GoParseError(`parsing time ${quoted}${why}`);
  const found: string[] = [];
  let rest = text;
  for (const [layout, pattern] of TIME_PIECES) {
    const piece = pattern.exec(rest)?.[0];
    if (piece === undefined) {
      throw refuse(` as "${LAYOUT}": cannot parse ${JSON.stringify(rest)} as "${layout}"`);
    }
    found.push(piece);
    rest = rest.slice(piece.length);
  }
  if (rest !== '') throw refuse(`: extra text: ${JSON.stringify(rest)}`);
  const fraction = found[11] ?? '';
  const zone = found[12] ?? 'Z';
  const ms = Date.parse(`${text.slice(0, 19)}${zone}`);
  if (Number.isNaN(ms)) throw refuse(': day out of range');
  const ns = BigInt(fraction.slice(1).padEnd(9, '0').slice(0, 9));
  return BigInt(ms) * 1_000_000n + ns;
}

/** A JSON object of strings, with the texts of encoding/json for what is not one. */
export function parseStringMap(text: string): Map<string, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new GoParseError(syntaxError(text));
  }
  if (value === null) return new Map();
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new GoParseError(
      `json: cannot unmarshal ${jsonType(value)} into Go value of type map[string]string`,
    );
  }
  const map = new Map<string, string>();
  for (const [key, item] of Object.entries(value)) {
    if (typeof item !== 'string') {
      throw new GoParseError(
        `json: cannot unmarshal ${jsonType(item)} into Go value of type string`,
      );
    }
    map.set(key, item);
  }
  return map;
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'object' ? 'object' : typeof value;
}

/** What encoding/json says about text that is not JSON; exact for a wrong first character. */
export function syntaxError(text: string): string {
  const first = text.trimStart()[0];
  if (first === undefined || /^[{["\d-]/.test(first)) return 'unexpected end of JSON input';
  return `invalid character '${first}' looking for beginning of value`;
}

/** time.Duration.String: `5.025s`, `-20ms`, `498716h32m0.025s`. */
export function durationText(ns: bigint): string {
  if (ns === 0n) return '0s';
  const sign = ns < 0n ? '-' : '';
  const size = ns < 0n ? -ns : ns;
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${decimal(size, 1_000n)}µs`;
  if (size < 1_000_000_000n) return `${sign}${decimal(size, 1_000_000n)}ms`;
  const seconds = `${decimal(size % 60_000_000_000n, 1_000_000_000n)}s`;
  const minutes = size / 60_000_000_000n;
  if (minutes === 0n) return sign + seconds;
  const hours = minutes / 60n;
  return hours === 0n
    ? `${sign}${minutes}m${seconds}`
    : `${sign}${hours}h${minutes % 60n}m${seconds}`;
}

function decimal(value: bigint, unit: bigint): string {
  const digits = unit.toString().length - 1;
  const fraction = (value % unit).toString().padStart(digits, '0').replace(/0+$/, '');
  return fraction === '' ? `${value / unit}` : `${value / unit}.${fraction}`;
}

/** time.Time.String in UTC: `2026-11-22 20:32:00.01 +0000 UTC`. */
export function timeText(ns: bigint): string {
  const seconds = ns / 1_000_000_000n;
  const whole = new Date(Number(seconds) * 1000).toISOString();
  const fraction = (ns % 1_000_000_000n).toString().padStart(9, '0').replace(/0+$/, '');
  const point = fraction === '' ? '' : `.${fraction}`;
  return `${whole.slice(0, 10)} ${whole.slice(11, 19)}${point} +0000 UTC`;
}
