// Input of any size in bounded memory: far more bytes than the heap may hold pass through it.

import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { BIN, start } from '../support/built-command.ts';

/** Half of what the whole input would take if it were held. */
const HEAP_MB = 40;
const INPUT_BYTES = 64 * 1024 * 1024;
const SPANS_PER_TRACE = 100;
const START_US = 1_760_000_000_000_000;

const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0');

/** A request with 99 queries, in about 90 KB as Jaeger writes them. */
function traceText(number: number): string {
  const traceID = hex(number + 1, 32);
  const spans = Array.from({ length: SPANS_PER_TRACE }, (_, i) => ({
    traceID,
    spanID: hex(i + 1, 16),
    operationName: i === 0 ? 'GET /orders' : 'SELECT shop',
    references: i === 0 ? [] : [{ refType: 'CHILD_OF', traceID, spanID: hex(1, 16) }],
    startTime: START_US + number * 200_000 + i * 1000,
    duration: i === 0 ? 100_000 + number : 900,
    tags: Array.from({ length: 10 }, (__, t) => ({
      key: `attribute.number.${t}`,
      type: 'string',
      value: `value ${number} ${i} ${t}, never twice the same`,
    })),
    logs: [],
    processID: 'p1',
    warnings: null,
  }));
  const processes = { p1: { serviceName: 'shop', tags: [] } };
  return JSON.stringify({ traceID, spans, processes, warnings: null });
}

describe('a stream larger than the heap', () => {
  it('is read to its end', { timeout: 120_000 }, async () => {
    const args = [
      `--max-old-space-size=${HEAP_MB}`,
      BIN,
      'find',
      '--file',
      '-',
      '-o',
      'json',
      '-q',
    ];
    const { child, finished } = start(process.execPath, args, {}, 'pipe');
    const { stdin } = child;
    if (!stdin) throw new Error('no stdin');
    // A reader that died tells more by its exit code and stderr than by a broken pipe.
    stdin.on('error', () => {});
    let traces = 0;
    stdin.write('{"data":[');
    for (let written = 0; written < INPUT_BYTES && !stdin.destroyed; traces++) {
      const text = (traces > 0 ? ',' : '') + traceText(traces);
      written += text.length;
      if (!stdin.write(text)) await Promise.race([once(stdin, 'drain'), finished]);
    }
    stdin.end(']}');
    const { code, stdout, stderr } = await finished;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { coverage } = JSON.parse(stdout) as { coverage: unknown };
    expect(coverage).toMatchObject({ traces, spans: traces * SPANS_PER_TRACE, complete: true });
  });
});
