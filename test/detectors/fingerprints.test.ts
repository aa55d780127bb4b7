// One place in the code, one fingerprint: however it was recorded, wrapped, or how large it was.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { AttributeValue } from '../../src/model/span-table.ts';
import { CallSketch } from '../support/call-sketch.ts';
import { repeatedIn } from '../support/find-in-trace.ts';
import { makeTrace } from '../support/make-trace.ts';
import { LAYER_SCENARIOS } from '../support/scenarios/layer-scenarios.ts';
import { QUERY_SCENARIOS } from '../support/scenarios/query-scenarios.ts';

const ALL = [...QUERY_SCENARIOS, ...LAYER_SCENARIOS];

function fingerprintOf(scenario: string): string {
  const found = ALL.find(({ title }) => title.startsWith(`${scenario} `));
  return repeatedIn(found?.trace ?? makeTrace([]))[0]?.fingerprint ?? '';
}

test.each([
  ['2', '1'],
  ['5', '4'],
  ['98a', '98b'],
  ['98a', '53'],
  ['73a', '73b'],
])('scenarios %s and %s have one fingerprint', (a, b) => {
  expect(fingerprintOf(a)).toMatch(/^np1:[0-9a-f]{16}$/);
  expect(fingerprintOf(a)).toBe(fingerprintOf(b));
});

describe('scenario 35: one application traced with old and with new names', () => {
  const renamed: Readonly<Record<string, string>> = {
    'db.system.name': 'db.system',
    'db.query.text': 'db.statement',
    'db.namespace': 'db.name',
    'http.request.method': 'http.method',
    'url.full': 'http.url',
    'server.address': 'net.peer.name',
  };

  test('gives the same fingerprints', () => {
    const s = new CallSketch();
    const root = s.server(800);
    s.times(8, (i) =>
      s.db(root, 'SELECT * FROM a WHERE b = $1', 5 + i * 20, 15, {
        attributes: { 'db.namespace': 'shop' },
      }),
    );
    s.times(8, (i) =>
      s.http(root, `http://stock/items/${i}`, 200 + i * 20, 15, {
        attributes: { 'server.address': 'stock' },
      }),
    );
    const old = s.spans.map((span) => ({
      ...span,
      attributes: Object.fromEntries(
        Object.entries(span.attributes ?? {}).map(([key, value]): [string, AttributeValue] => [
          renamed[key] ?? key,
          value,
        ]),
      ),
    }));
    const fingerprints = (spans: typeof s.spans) =>
      repeatedIn(makeTrace(spans)).map((f) => [f.kind, f.fingerprint]);
    expect(fingerprints(old)).toEqual(fingerprints(s.spans));
    expect(fingerprints(old)).toHaveLength(2);
  });
});

test('scenario 56: spans shuffled and IDs repeated, byte-identical findings', () => {
  const s = new CallSketch();
  const root = s.server(400);
  s.times(12, (i) => s.db(root, 'SELECT * FROM items WHERE order_id = $1', 5 + i * 20, 15));
  const spans = [...s.spans, ...s.spans.slice(3, 6)];
  const shuffled = [...spans].sort((a, b) => (a.id + a.startUs < b.id + b.startUs ? 1 : -1));
  const found = (list: typeof spans) => JSON.stringify(repeatedIn(makeTrace(list)));
  expect(found(shuffled)).toBe(found(spans));
  expect(repeatedIn(makeTrace(spans))).toMatchObject([{ count: 12 }]);
});

test('another entry, table or service is another place', () => {
  const draw = (route: string, table: string, service: string) => {
    const s = new CallSketch();
    const root = s.server(400, {
      service,
      attributes: { 'http.request.method': 'GET', 'http.route': route },
    });
    s.times(6, (i) => s.db(root, `SELECT * FROM ${table} WHERE order_id = $1`, 5 + i * 20, 15));
    return repeatedIn(s.trace())[0]?.fingerprint;
  };
  const all = [
    draw('/a', 't', 's'),
    draw('/b', 't', 's'),
    draw('/a', 'u', 's'),
    draw('/a', 't', 'r'),
  ];
  expect(new Set(all).size).toBe(4);
});

test('all 108 scenarios have a test', () => {
  const roots = ['.', '../support/scenarios', '../aggregates'];
  const text = roots
    .map((root) => fileURLToPath(new URL(`${root}/`, import.meta.url)))
    .flatMap((folder) => readdirSync(folder).map((file) => `${folder}${file}`))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const numbers = new Set(
    [...text.matchAll(/['"](?:none for )?(?:scenarios? )?(\d{1,3})[a-c]?(?:: | |')/g)].map(
      ([, number]) => Number(number),
    ),
  );
  const missing = Array.from({ length: 108 }, (_, i) => i + 1).filter(
    (number) => !numbers.has(number),
  );
  expect(missing).toEqual([]);
});
