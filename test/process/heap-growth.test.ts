// The settings that keep the heap small do so: what a program of many short-lived objects takes.

import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { DIST, start } from '../support/built-command.ts';

const MAIN = pathToFileURL(path.join(DIST, 'main.js')).href;

// Half of what is made lives for a while, so that the young generation has reason to grow.
const script = (before: string) => `
import v8 from 'node:v8';
${before}
const young = () => v8.getHeapSpaceStatistics().find((s) => s.space_name === 'new_space').space_size;
let most = 0;
let held = [];
for (let turn = 0; turn < 200; turn++) {
  await new Promise((resolve) => setTimeout(resolve, turn < 20 ? 2 : 0));
  for (let i = 0; i < 10_000; i++) held.push({ turn, list: [i, i] });
  if (held.length > 100_000) held = held.slice(50_000);
  most = Math.max(most, young());
}
console.log(most);
`;

async function largestYoung(before: string): Promise<number> {
  const args = ['--input-type=module', '-e', script(before)];
  const { code, stdout, stderr } = await start(process.execPath, args).finished;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return Number(stdout);
}

it('the young generation stays at a fraction of what it would take', async () => {
  const free = await largestYoung('');
  const kept = await largestYoung(`import { keepHeapSmall } from '${MAIN}'; keepHeapSmall();`);
  expect(kept).toBeLessThanOrEqual(free / 2);
});
