// Traces for tests, drawn: one line per span, children indented below their parent.
//
//   api GET /orders     [==========]  kind=server
//     db SELECT item    [ ==       ]  kind=client db.system=postgresql
//     db SELECT item    [    ==    ]  id=second error
//     api publish       [       |  ]
//     queue consume     [12..20]      kind=consumer follows
//
// A line is: service (no spaces), operation, bar, then `key=value` pairs and flags. One character
// of a bar is one millisecond unless told otherwise; `=` is running, `|` a span of length 0, and
// `[12..20]` gives start and end as numbers (in characters). Special keys: `id` (default s1, s2, …
// by line), `kind`; `resource.x=y` sets the resource's attribute x; flags: `error`, `follows`
// (FOLLOWS_FROM instead of CHILD_OF). Other keys are attributes: numbers and booleans as such, the
// rest (and anything in double quotes) as text.

import type { AttributeValue } from '../../src/model/span-table.ts';
import type { Trace } from '../../src/model/trace.ts';
import { makeTrace, type TestSpan, type TestTraceOptions } from './make-trace.ts';

export interface DrawOptions extends TestTraceOptions {
  /** Microseconds per character of a bar, 1000 by default. */
  readonly usPerCharacter?: number;
}

const LINE = /^(?<indent> *)(?<service>\S+) +(?<name>.*?) *\[(?<bar>[ =|.\d]*)\](?<rest>.*)$/;
const PAIR = /(?<key>[^\s=]+)(?:=(?:"(?<quoted>[^"]*)"|(?<plain>\S*)))?/g;

export function drawTrace(drawing: string, options: DrawOptions = {}): Trace {
  return makeTrace(drawSpans(drawing, options), options);
}

/** The spans of a drawing, to be changed or put into a larger trace. */
export function drawSpans(drawing: string, options: DrawOptions = {}): TestSpan[] {
  const usPerCharacter = options.usPerCharacter ?? 1000;
  const open: { indent: number; id: string }[] = [];
  const spans: TestSpan[] = [];
  for (const line of drawing.split('\n')) {
    if (line.trim() === '') continue;
    const parts = LINE.exec(line)?.groups;
    if (!parts) throw new Error(`not a span: ${line}`);
    const indent = (parts.indent as string).length;
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const { id = `s${spans.length + 1}`, follows, ...rest } = parsePairs(parts.rest as string);
    const [start, end] = parseBar(parts.bar as string, line);
    const parent = open.at(-1)?.id;
    spans.push({
      id,
      service: parts.service as string,
      name: parts.name as string,
      startUs: start * usPerCharacter,
      durationUs: (end - start) * usPerCharacter,
      ...(parent !== undefined && !follows ? { parent } : {}),
      ...(parent !== undefined && follows
        ? { references: [{ kind: 'follows-from' as const, spanId: parent }] }
        : {}),
      ...rest,
    });
    open.push({ indent, id });
  }
  return spans;
}

function parseBar(bar: string, line: string): [start: number, end: number] {
  const numbers = /^ *(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?) *$/.exec(bar);
  if (numbers) return [Number(numbers[1]), Number(numbers[2])];
  const marker = bar.indexOf('|');
  if (marker >= 0) return [marker, marker];
  const start = bar.indexOf('=');
  if (start < 0) throw new Error(`no bar: ${line}`);
  return [start, bar.lastIndexOf('=') + 1];
}

interface Pairs {
  id?: string;
  kind?: string;
  error?: boolean;
  follows?: boolean;
  attributes: Record<string, AttributeValue>;
  resource: Record<string, AttributeValue>;
}

function parsePairs(text: string): Pairs {
  const pairs: Pairs = { attributes: {}, resource: {} };
  for (const { groups } of text.matchAll(PAIR)) {
    const { key = '', quoted, plain } = groups ?? {};
    const value = quoted ?? plain;
    if (value === undefined) {
      if (key !== 'error' && key !== 'follows') throw new Error(`unknown flag ${key}`);
      pairs[key] = true;
    } else if (key === 'id' || key === 'kind') pairs[key] = value;
    else if (key.startsWith('resource.')) pairs.resource[key.slice(9)] = parseValue(quoted, value);
    else pairs.attributes[key] = parseValue(quoted, value);
  }
  return pairs;
}

function parseValue(quoted: string | undefined, value: string): AttributeValue {
  if (quoted !== undefined) return quoted;
  if (/^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  return value === 'true' || value === 'false' ? value === 'true' : value;
}
