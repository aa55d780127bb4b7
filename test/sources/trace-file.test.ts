import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import type { TracescopeError } from '../../src/errors.ts';
import type { Trace } from '../../src/model/trace.ts';
import type { TraceQuery } from '../../src/model/trace-query.ts';
import { openError } from '../../src/sources/input/trace-paths.ts';
import type { TraceSource } from '../../src/sources/source.ts';
import { openTraceFiles } from '../../src/sources/trace-file.ts';
import { chunksOf } from '../support/json-pieces.ts';
import { asyncBytes } from '../support/read-text.ts';

const cwd = mkdtempSync(join(tmpdir(), 'tracescope-file-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const START = 1_717_000_000_000_000;
const json = JSON.stringify;

interface TestSpan {
  readonly id: string;
  readonly parent?: string;
  readonly service?: string;
  readonly kind?: string;
  readonly durationUs?: number;
}

const jaegerTrace = (traceID: string, ...spans: TestSpan[]) => ({
  traceID,
  spans: spans.map(({ id, parent, service = 'web', kind, durationUs = 1000 }) => ({
    traceID,
    spanID: id,
    operationName: `op ${id}`,
    references: parent ? [{ refType: 'CHILD_OF', traceID, spanID: parent }] : [],
    startTime: START,
    duration: durationUs,
    tags: kind ? [{ key: 'span.kind', type: 'string', value: kind }] : [],
    processID: service,
  })),
  processes: { web: { serviceName: 'web' }, cart: { serviceName: 'cart' } },
});
const answer = (...data: unknown[]) => json({ data });
const otlp = (traceId: string, spanId: string) =>
  json({
    resourceSpans: [
      {
        scopeSpans: [
          { spans: [{ traceId, spanId, name: 'otlp', startTimeUnixNano: `${START}000` }] },
        ],
      },
    ],
  });

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(cwd, name), content);
  return name;
}

function open(paths: string[], stdin = '', format?: string): TraceSource {
  return openTraceFiles(paths, { cwd, format, stdin: asyncBytes([Buffer.from(stdin)]) });
}

const ALL: TraceQuery = { tags: [], error: false, limit: Number.POSITIVE_INFINITY };

async function search(source: TraceSource, query: Partial<TraceQuery> = {}): Promise<string[]> {
  const traces: Trace[] = [];
  for await (const trace of source.search({ ...ALL, ...query })) traces.push(trace);
  return traces.map(({ id, size }) => `${id.replace(/^0+/, '')} ${size}`);
}

const notesOf = (source: TraceSource) =>
  source.coverage.notes.list().map(({ code, count }) => `${code} ${count}`);

async function errorOf(run: Promise<unknown>): Promise<TracescopeError> {
  return run.then(
    () => expect.unreachable('it succeeded'),
    (error: TracescopeError) => error,
  );
}

describe('several inputs are one', () => {
  test('files, a directory and standard input, each once', async () => {
    mkdirSync(join(cwd, 'dir/sub.json'), { recursive: true });
    file('dir/b.jsonl', otlp('b', '1'));
    file('dir/a.json', answer(jaegerTrace('a', { id: '1' })));
    file('dir/c.json.gz', gzipSync(answer(jaegerTrace('c', { id: '1' }))));
    file('dir/notes.txt', 'x');
    file('dir/package.json', '{"name":"x"}');
    const source = open(['dir/c.json.gz', 'dir', '-', 'dir/a.json'], otlp('d', '1'));
    expect(await search(source)).toEqual(['c 1', 'a 1', 'b 1', 'd 1']);
    expect(notesOf(source)).toEqual(['file-skipped 3']);
    expect(source.coverage).toMatchObject({ traces: 4, spans: 4, complete: true });
    expect(source.description).toBe('dir/c.json.gz, dir, standard input, dir/a.json');
  });

  test('a trace spread over files and formats is one trace', async () => {
    const a = file('part-a.json', answer(jaegerTrace('ab', { id: '1' })));
    const b = file('part-b.json', otlp('000000000000000000000000000000ab', '2'));
    expect(await search(open([a, b]))).toEqual(['ab 2']);
  });

  test('details say what each one is', async () => {
    const source = open([
      file('x.json', answer(jaegerTrace('a', { id: '1' }))),
      file('y.json', gzipSync(otlp('b', '1'))),
    ]);
    const lines: string[] = [];
    source.onDetail = (line) => lines.push(line);
    await search(source);
    expect(lines).toEqual([
      'x.json: Jaeger JSON (API answer or UI download)',
      'y.json: OTLP JSON in gzip',
    ]);
  });
});

describe('what cannot be read is named, with what to do', () => {
  test('a file that is not there', async () => {
    file('checkout.json', '[]');
    const error = await errorOf(search(open(['chekout.json'])));
    expect(error).toMatchObject({ exitCode: 4, message: 'there is no file chekout.json' });
    expect(error.hint).toBe('Did you mean checkout.json?');
    expect((await errorOf(search(open(['no/such/dir/x.json'])))).hint).toContain('relative');
  });

  test('a directory without trace files', async () => {
    mkdirSync(join(cwd, 'empty'), { recursive: true });
    mkdirSync(join(cwd, 'other/deeper'), { recursive: true });
    file('other/readme.md', 'x');
    expect(await errorOf(search(open(['empty'])))).toMatchObject({
      message: 'the directory empty holds no trace files',
      hint: expect.stringContaining('It is empty.'),
    });
    const { hint } = await errorOf(search(open(['other'])));
    expect(hint).toContain('It holds deeper/, readme.md.');
  });

  test('a directory of other JSON', async () => {
    mkdirSync(join(cwd, 'config'), { recursive: true });
    file('config/a.json', '{"a":1}');
    const error = await errorOf(search(open(['config'])));
    expect(error.message).toContain(
      'config/a.json is no trace file: a JSON object with the keys a',
    );
  });

  test.each([
    ['EACCES', 'secret.json may not be read: permission denied'],
    ['EMFILE', 'secret.json cannot be read (EMFILE)'],
    ['EIO', 'secret.json cannot be read (EIO)'],
  ])('a file the system refuses with %s', async (code, message) => {
    const refusal = Object.assign(new Error(code), { code });
    expect((await openError(refusal, join(cwd, 'secret.json'), 'secret.json')).message).toBe(
      message,
    );
  });

  test('an unknown format, at once', () => {
    expect(() => open(['x.json'], '', 'otlp-jsno')).toThrow('there is no format "otlp-jsno"');
    expect(() => open([])).toThrow('--file needs a path');
  });

  test('the wrong format', async () => {
    const path = file('v1.json', answer(jaegerTrace('a', { id: '1' })));
    const error = await errorOf(search(open([path], '', 'otlp-json')));
    expect(error.message).toContain('v1.json: $ has no resourceSpans');
  });

  test('an empty file', async () => {
    const error = await errorOf(search(open([file('empty.json', '')])));
    expect(error.message).toBe('empty.json is no trace file: it is empty');
  });

  test('standard input a second time', async () => {
    const source = open(['-'], answer(jaegerTrace('a', { id: '1' })));
    expect(await search(source)).toEqual(['a 1']);
    expect((await errorOf(search(source))).message).toContain('only once');
  });
});

describe('a cut-off file', () => {
  const whole = answer(jaegerTrace('a', { id: '1' }), jaegerTrace('b', { id: '1' }));
  const cut = whole.indexOf('"b"') + 10;

  test('gives its whole traces, and names file and byte', async () => {
    const source = open([file('cut.json', whole.slice(0, cut))]);
    expect(await search(source)).toEqual(['a 1']);
    expect(source.coverage).toMatchObject({ complete: false, unreadable: 1 });
    expect(source.coverage.notes.list()).toEqual([
      {
        code: 'input-cut-off',
        count: 1,
        text: `cut.json ends too early: at byte ${cut}, in the middle of a value; what is whole before it was read`,
      },
    ]);
  });

  test('is an error when no trace in it is whole', async () => {
    const error = await errorOf(search(open([file('cut.json', whole.slice(0, 30))])));
    expect(error.message).toBe('cut.json ends too early: at byte 30, in the middle of a value');
  });

  test('packed', async () => {
    const long = answer(
      ...Array.from({ length: 2000 }, (_, i) => jaegerTrace(`${i + 1}`, { id: `${i * 7919}` })),
    );
    const packed = gzipSync(long);
    const source = open([file('cut.json.gz', packed.subarray(0, packed.length >> 1))]);
    const traces = await search(source);
    expect(traces.length).toBeGreaterThan(500);
    expect(traces.length).toBeLessThan(2000);
    expect(notesOf(source)).toEqual(['input-cut-off 1']);
    expect(source.coverage.notes.list()[0]?.text).toMatch(
      /its gzip data is cut off after \d+ unpacked bytes/,
    );
  });

  test('of lines', async () => {
    const lines = `${otlp('a', '1')}\n${otlp('b', '1')}\n`;
    const source = open([file('cut.jsonl', lines.slice(0, -20))]);
    expect(await search(source)).toEqual(['a 1']);
    expect(notesOf(source)).toEqual(['input-cut-off 1']);
    expect(source.coverage.notes.list()[0]?.text).toContain(`at byte ${lines.length - 20}`);
  });

  test('damaged in the middle, also when the first line is long', async () => {
    const long = otlp('a', '1').replace('"otlp"', `"${'x'.repeat(300_000)}"`);
    const lines = `${long}\n${otlp('b', '1').slice(0, -9)}\n${otlp('c', '1')}\n`;
    for (const size of [1 << 20, 50_000, long.length + 1]) {
      const stdin = asyncBytes(chunksOf(Buffer.from(lines), [size]));
      const source = openTraceFiles(['-'], { cwd, stdin });
      expect(await search(source)).toEqual(['a 1', 'c 1']);
      expect(notesOf(source)).toEqual(['element-damaged 1']);
    }
  });

  test('damaged in the middle', async () => {
    const lines = `${otlp('a', '1')}\n${otlp('b', '1').slice(0, -9)}\n${otlp('c', '1')}\n`;
    const source = open([file('damaged.jsonl', lines)]);
    expect(await search(source)).toEqual(['a 1', 'c 1']);
    expect(notesOf(source)).toEqual(['element-damaged 1']);
    expect(source.coverage.complete).toBe(false);
  });
});

describe('searching', () => {
  const path = () =>
    file(
      'search.json',
      answer(
        jaegerTrace('a', { id: '1', durationUs: 5000 }),
        jaegerTrace('b', { id: '1', service: 'cart', durationUs: 9000 }),
        jaegerTrace('c', { id: '1', durationUs: 9000 }, { id: '2', parent: '1', service: 'cart' }),
      ),
    );

  test('filters, and everything without one', async () => {
    expect(await search(open([path()]))).toEqual(['a 1', 'b 1', 'c 2']);
    expect(await search(open([path()]), { service: 'cart' })).toEqual(['b 1', 'c 2']);
    expect(await search(open([path()]), { minDurationNs: 9e6 })).toEqual(['b 1', 'c 2']);
    const window = { startUs: START + 1, endUs: START + 2 };
    expect(await search(open([path()]), { window })).toEqual([]);
  });

  test('says when the limit kept others out, and only then', async () => {
    const limited = open([path()]);
    expect(await search(limited, { limit: 2 })).toEqual(['a 1', 'b 1']);
    expect(notesOf(limited)).toEqual(['limit-reached 1']);
    expect(limited.coverage.complete).toBe(false);
    const exact = open([path()]);
    expect(await search(exact, { limit: 2, service: 'cart' })).toEqual(['b 1', 'c 2']);
    expect(exact.coverage).toMatchObject({ complete: true, traces: 3, spans: 4 });
  });
});

describe('one trace by its ID', () => {
  const T = '4bf92f3577b34da6a3ce929d0e0e4736';
  const path = () =>
    file(
      'ids.json',
      answer(
        jaegerTrace(T, { id: '1' }),
        jaegerTrace('00ab00000000cd01', { id: '1' }),
        jaegerTrace('00ab00000000cd02', { id: '1' }),
      ),
    );

  test.each([
    [T],
    [T.toUpperCase()],
    [` ${T}\n`],
    ['4bf9'],
    ['4BF9'],
    ['00ab00000000cd01'],
    ['ab00000000cd01'],
    ['000000000000000000ab00000000cd01'],
  ])('%j', async (id) => {
    expect((await open([path()]).fetch(id)).size).toBe(1);
  });

  test('that is not there is answered with those that are', async () => {
    const error = await errorOf(open([path()]).fetch('beef'));
    expect(error).toMatchObject({ exitCode: 3, message: 'there is no trace beef in ids.json' });
    expect(error.hint).toBe(
      `It holds 3 traces: ${T}, 000000000000000000ab00000000cd01, 000000000000000000ab00000000cd02.`,
    );
  });

  test('of many, the first ten and how many more', async () => {
    const many = Array.from({ length: 30 }, (_, i) => jaegerTrace(`c${i + 100}`, { id: '1' }));
    const source = open([file('many.json', answer(...many))]);
    const { hint } = await errorOf(source.fetch('beef'));
    expect(hint).toMatch(/^It holds 30 traces: .*0c100, .*c109 and 20 more\.$/);
    expect((await errorOf(open([file('none.json', '[]')]).fetch('beef'))).hint).toBe(
      'It holds no traces at all.',
    );
  });

  test('whose beginning several have', async () => {
    const error = await errorOf(open([path()]).fetch('00ab'));
    expect(error).toMatchObject({ exitCode: 2, message: '2 traces begin with 00ab' });
    expect(error.hint).toContain('cd01, ');
    expect((await errorOf(open([path()]).fetch('  '))).exitCode).toBe(2);
  });
});

test('services and their operations', async () => {
  const source = open([
    file(
      'services.json',
      answer(
        jaegerTrace('a', { id: '2', kind: 'server' }, { id: '1', parent: '2', service: 'cart' }),
        jaegerTrace('b', { id: '2', kind: 'client' }, { id: '1', kind: 'server' }),
      ),
    ),
  ]);
  expect(await source.services()).toEqual(['cart', 'web']);
  expect(await source.operations('web')).toEqual([
    { name: 'op 1', kind: 'server' },
    { name: 'op 2', kind: 'client' },
    { name: 'op 2', kind: 'server' },
  ]);
  expect(await source.operations('cart')).toEqual([{ name: 'op 1', kind: '' }]);
  expect(await source.operations('none')).toEqual([]);
  expect(source.coverage).toMatchObject({ traces: 2, spans: 4 });
});
