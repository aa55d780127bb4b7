// One trace of one shape, as Jaeger JSON: a parent with all spans as its children, a chain in which
// each span calls the next, or a request of steps one after another, for the waterfall.

import { closeSync, openSync, writeSync } from 'node:fs';

const TRACE_ID = '0123456789abcdef0123456789abcdef';
const BLOCK = 1 << 20;
const ROOT_ROOM_US = 10_000_000_000;

const SHAPES = {
  wide: (i) => ({ parent: 0, startUs: i, durationUs: 1, name: `step ${i % 20}` }),
  deep: (i, size) => ({
    parent: i - 1,
    startUs: i,
    durationUs: 2 * size - 2 * i,
    name: `step ${i % 20}`,
  }),
  steps: (i) => ({ parent: 0, startUs: i * 1000, durationUs: 900, name: `step ${i % 20}` }),
};

/** Writes a trace of `size` spans. */
export function writeShape(file, shape, size) {
  const descriptor = openSync(file, 'w');
  let block = '';
  const put = (text) => {
    block += text;
    if (block.length < BLOCK) return;
    writeSync(descriptor, block);
    block = '';
  };
  put(`{"data":[{"traceID":"${TRACE_ID}","spans":[`);
  for (let i = 0; i < size; i++) put((i > 0 ? ',' : '') + JSON.stringify(spanOf(shape, i, size)));
  put('],"processes":{"p1":{"serviceName":"shop","tags":[]}},"warnings":null}]}\n');
  writeSync(descriptor, block);
  closeSync(descriptor);
}

function spanOf(shape, i, size) {
  const root = { parent: -1, startUs: 0, durationUs: ROOT_ROOM_US, name: 'request' };
  const { parent, startUs, durationUs, name } = i === 0 ? root : SHAPES[shape](i, size);
  return {
    traceID: TRACE_ID,
    spanID: idOf(i),
    operationName: name,
    references:
      parent < 0 ? [] : [{ refType: 'CHILD_OF', traceID: TRACE_ID, spanID: idOf(parent) }],
    startTime: 1_760_000_000_000_000 + startUs,
    duration: durationUs,
    tags: [{ key: 'span.kind', type: 'string', value: 'internal' }],
    logs: [],
    processID: 'p1',
    warnings: null,
  };
}

function idOf(i) {
  return (i + 1).toString(16).padStart(16, '0');
}
