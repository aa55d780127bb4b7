// Sizes and depths that nobody means well with, through the whole command: an answer in bounded time,
// or a sentence, and nothing that a terminal would act on.

import { describe, expect, it } from 'vitest';
import { checkSafe } from '../support/exercise-input.ts';
import {
  HOSTILE_IDS,
  HOSTILE_NUMBERS,
  HOSTILE_STATEMENTS,
  HOSTILE_TEXTS,
} from '../support/hostile-values.ts';
import { runCli } from '../support/run-cli.ts';

/** Far more than any of these needs here, and far less than quadratic work would take. */
const LONGEST_MS = 15_000;

interface SpanParts {
  readonly id?: string;
  readonly parent?: string;
  readonly name?: string;
  readonly startUs?: number;
  readonly durationUs?: number;
  readonly tags?: readonly unknown[];
  readonly logs?: readonly unknown[];
}

const T = '4bf92f3577b34da6a3ce929d0e0e4736';
const START_US = 1_777_000_000_000_000;
const tag = (key: string, value: unknown): unknown => ({ key, type: 'string', value });

function span(parts: SpanParts): unknown {
  const {
    id = 'a1',
    parent,
    name = 'GET /',
    startUs = 0,
    durationUs = 1000,
    tags = [],
    logs = [],
  } = parts;
  return {
    traceID: T,
    spanID: id,
    operationName: name,
    references: parent === undefined ? [] : [{ refType: 'CHILD_OF', traceID: T, spanID: parent }],
    startTime: START_US + startUs,
    duration: durationUs,
    tags,
    logs,
    processID: 'p1',
  };
}

function jaeger(
  spans: readonly unknown[],
  processes: unknown = { p1: { serviceName: 'shop' } },
): string {
  return JSON.stringify({ data: [{ traceID: T, spans, processes }] });
}

function children(count: number, part: (i: number) => SpanParts): string {
  const spans = [span({ id: 'r', durationUs: count * 10 })];
  for (let i = 0; i < count; i++) {
    spans.push(span({ id: `c${i}`, parent: 'r', startUs: i * 10, durationUs: 9, ...part(i) }));
  }
  return jaeger(spans);
}

const MB = 1_000_000;
const deep = (count: number, open: string, close: string): string =>
  open.repeat(count) + close.repeat(count);

const EXTREMES: Readonly<Record<string, () => string>> = {
  'a name of a megabyte': () => jaeger([span({ name: 'n'.repeat(MB) })]),
  'a name of a megabyte of escapes': () => jaeger([span({ name: '\x1b[31m'.repeat(MB / 5) })]),
  'a name of a megabyte of marks': () => jaeger([span({ name: 'e\u0301'.repeat(MB / 2) })]),
  'a name of a megabyte of spaces': () => jaeger([span({ name: ' '.repeat(MB) })]),
  'a service of a megabyte': () => jaeger([span({})], { p1: { serviceName: '语'.repeat(MB / 3) } }),
  'a key of a megabyte': () => jaeger([span({ tags: [tag('k'.repeat(MB), 'v')] })]),
  'an ID of a megabyte': () => jaeger([span({ id: 'f'.repeat(MB) })]),
  '10,000 attributes': () =>
    jaeger([
      span({ tags: Array.from({ length: 10_000 }, (_, i) => tag(`key.${i}`, `value ${i}`)) }),
    ]),
  '50,000 equal attributes': () =>
    jaeger([span({ tags: Array.from({ length: 50_000 }, () => tag('error', 'true')) })]),
  '20,000 events': () =>
    jaeger([
      span({
        logs: Array.from({ length: 20_000 }, (_, i) => ({
          timestamp: START_US - i,
          fields: [tag('event', 'exception'), tag('exception.message', '\x1b[2J')],
        })),
      }),
    ]),
  '20,000 processes': () =>
    jaeger(
      [span({})],
      Object.fromEntries(
        Array.from({ length: 20_000 }, (_, i) => [`p${i}`, { serviceName: `s${i}` }]),
      ),
    ),
  '3,000 services': () =>
    JSON.stringify({
      data: [
        {
          traceID: T,
          spans: Array.from({ length: 3000 }, (_, i) => ({
            ...(span({ id: `s${i}`, ...(i === 0 ? {} : { parent: `s${i - 1}` }) }) as object),
            processID: `p${i}`,
          })),
          processes: Object.fromEntries(
            Array.from({ length: 3000 }, (_, i) => [`p${i}`, { serviceName: `service ${i}` }]),
          ),
        },
      ],
    }),
  '4,000 spans of one ID': () => children(4000, () => ({ id: 'same' })),
  '4,000 spans in a chain': () => children(4000, (i) => ({ parent: i === 0 ? 'r' : `c${i - 1}` })),
  '4,000 spans in a ring': () => children(4000, (i) => ({ parent: `c${(i + 1) % 4000}` })),
  '4,000 roots': () => children(4000, (i) => ({ parent: `nobody${i}` })),
  '4,000 calls at once': () => children(4000, () => ({ startUs: 0, durationUs: 100_000 })),
  '4,000 different statements': () =>
    children(4000, (i) => ({
      tags: [
        tag('db.system', 'mysql'),
        tag('db.statement', `SELECT c${i} FROM t${i} WHERE id = ${i}`),
      ],
    })),
  '4,000 equal statements': () =>
    children(4000, () => ({
      tags: [tag('db.system', 'mysql'), tag('db.statement', 'SELECT * FROM t WHERE id = ?')],
    })),
  '4,000 failures': () =>
    children(4000, (i) => ({
      tags: [tag('error', true), tag('http.url', `http://h/${i}`), tag('http.method', 'GET')],
    })),
  'a million brackets in an attribute': () =>
    jaeger([span({ tags: [tag('a', '@')] })]).replace('"@"', deep(500_000, '[', ']')),
  'a million braces that never close': () => `{"data":[${'{"a":'.repeat(500_000)}`,
  'a million brackets': () => deep(500_000, '[', ']'),
  'deep OTLP values': () =>
    `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${T}","spanId":"00f067aa0ba902b7","name":"x","startTimeUnixNano":"1777000000000000000","endTimeUnixNano":"1777000000000001000","attributes":[{"key":"deep","value":${'{"arrayValue":{"values":['.repeat(50_000)}${']}}'.repeat(50_000)}}]}]}]}]}`,
  'deep OTLP maps': () =>
    `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${T}","spanId":"00f067aa0ba902b7","name":"x","startTimeUnixNano":"1777000000000000000","endTimeUnixNano":"1777000000000001000","attributes":[{"key":"deep","value":${'{"kvlistValue":{"values":[{"key":"k","value":'.repeat(50_000)}{}${'}]}}'.repeat(50_000)}}]}]}]}]}`,
  'keys that are properties of every object': () =>
    `{"__proto__":{"data":1},"data":[{"traceID":"${T}","__proto__":{"spans":[]},"spans":[${JSON.stringify(
      span({ tags: [tag('__proto__', 'x'), tag('constructor', 'y'), tag('toString', 'z')] }),
    ).replace(
      '"p1"',
      '"__proto__"',
    )}],"processes":{"__proto__":{"serviceName":"proto"},"constructor":{"serviceName":"x"}}}]}`,
  'services named as properties of every object': () =>
    JSON.stringify({
      data: [
        {
          traceID: T,
          spans: ['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map((name, i) => ({
            ...(span({ id: `f${i}`, name }) as object),
            processID: name,
          })),
          processes: JSON.parse(
            '{"__proto__":{"serviceName":"__proto__"},"constructor":{"serviceName":"constructor"},"toString":{"serviceName":"toString"},"hasOwnProperty":{"serviceName":"hasOwnProperty"}}',
          ) as object,
        },
      ],
    }),
  'every text everywhere': () =>
    jaeger(
      HOSTILE_TEXTS.map((text, i) =>
        span({
          id: `e${i}`,
          ...(i === 0 ? {} : { parent: 'e0' }),
          name: text,
          tags: [tag(text, text)],
        }),
      ),
      { p1: { serviceName: HOSTILE_TEXTS.join('') } },
    ),
  'every number everywhere': () =>
    `{"data":[{"traceID":"${T}","processes":{},"spans":[${HOSTILE_NUMBERS.flatMap((a, i) =>
      HOSTILE_NUMBERS.map(
        (b, j) =>
          `{"traceID":"${T}","spanID":"n${i}x${j}","operationName":"x","startTime":${a},"duration":${b}}`,
      ),
    ).join(',')}]}]}`,
  'every ID everywhere': () =>
    jaeger(HOSTILE_IDS.flatMap((id) => HOSTILE_IDS.map((parent) => span({ id, parent })))),
  'every statement, a thousand times as long': () =>
    children(HOSTILE_STATEMENTS.length, (i) => ({
      tags: [
        tag('db.system', ['mysql', 'postgresql', 'redis', 'mongodb'][i % 4]),
        tag('db.statement', HOSTILE_STATEMENTS[i]?.repeat(40)),
      ],
    })),
  'URLs that go on': () =>
    children(200, (i) => ({
      tags: [
        tag('http.method', 'GET'),
        tag('http.url', `http://h/${['a/', '%2', '1-', 'x?y=', ';'][i % 5]?.repeat(20_000)}`),
      ],
    })),
};

const COMMANDS = [
  'find -o json',
  'find -o text',
  'explain -o text',
  'explain -o json',
  'nplus1 --all -o text',
  'check --max-p95 1s --no-findings -o text',
];

describe.each(Object.entries(EXTREMES))('%s', (_, make) => {
  it('ends in time, without a crash, and shows nothing raw', async () => {
    const stdin = make();
    for (const command of COMMANDS) {
      const argv = [...command.split(' '), '--file', '-'];
      const beganMs = performance.now();
      const { exitCode, stdout, stderr } = await runCli(argv, { stdin, columns: 80 });
      expect(performance.now() - beganMs, command).toBeLessThan(LONGEST_MS);
      expect(exitCode, `${command}\n${stderr.slice(0, 2000)}`).toBeLessThan(70);
      checkSafe(stdout, command);
      checkSafe(stderr, `stderr of ${command}`);
      expect(stderr.length, command).toBeLessThan(4000);
      if (command.endsWith('text')) expect(stdout.length, command).toBeLessThan(60_000);
      else if (stdout !== '') JSON.parse(stdout);
    }
  });
});
