import { describe, expect, test } from 'vitest';
import { factsIn, readText } from '../../support/read-text.ts';

const START = 1_717_000_000_000_000;
const span = (id: string, overrides: object = {}) => ({
  traceId: '4bf92f3577b34da6',
  id,
  name: `op ${id}`,
  timestamp: START,
  duration: 1000,
  localEndpoint: { serviceName: 'cart', ipv4: '10.0.0.1' },
  ...overrides,
});
const json = JSON.stringify;

async function onlySpan(overrides: object) {
  const [facts] = await factsIn(json([span('a', overrides)]));
  return facts?.spans[0];
}

describe('the shapes it comes in', () => {
  const spans = [span('a'), span('b', { parentId: 'a' }), span('c', { traceId: '1' })];

  test('a list of spans, a list of traces, spans of a trace apart', async () => {
    const facts = await factsIn(json(spans));
    expect(facts.map(({ id, spans: s }) => [id, s.map((x) => [x.spanId, x.parentSpanId])])).toEqual(
      [
        ['00000000000000000000000000000001', [['c', undefined]]],
        [
          '00000000000000004bf92f3577b34da6',
          [
            ['a', undefined],
            ['b', 'a'],
          ],
        ],
      ],
    );
    expect(await factsIn(json([[spans[0], spans[1]], [spans[2]]]))).toEqual(facts);
    expect(await factsIn(json([spans[1], spans[2], spans[0]]))).toEqual(facts);
  });

  test('one span a document', async () => {
    const lines = spans.map((each) => json(each)).join('\n');
    expect(await factsIn(lines)).toEqual(await factsIn(json(spans)));
  });
});

test('a server that shares its client’s ID becomes the child', async () => {
  const facts = await factsIn(
    json([
      span('a', { kind: 'CLIENT' }),
      span('a', { kind: 'SERVER', shared: true, localEndpoint: { serviceName: 'db' } }),
      span('b', { parentId: 'a', localEndpoint: { serviceName: 'db' } }),
    ]),
  );
  expect(facts[0]?.spans.map(({ spanId, parentSpanId }) => [spanId, parentSpanId])).toEqual([
    ['a', undefined],
    ['a#server', 'a'],
    ['b', 'a#server'],
  ]);
});

test('endpoints, tags and annotations', async () => {
  expect(
    await onlySpan({
      kind: 'CLIENT',
      tags: { 'http.path': '/x', n: 5 },
      remoteEndpoint: { serviceName: 'db', port: 1 },
      annotations: [{ timestamp: START + 2, value: 'sent' }],
    }),
  ).toMatchObject({
    service: 'cart',
    kind: 'client',
    resource: ['ip=string:10.0.0.1'],
    attributes: ['http.path=string:/x', 'n=string:5', 'peer.service=string:db'],
    events: ['2000 sent '],
  });
});

test.each([
  [{ error: '' }, 2, undefined],
  [{ error: 'true' }, 2, undefined],
  [{ error: 'timed out' }, 2, 'timed out'],
  [{ error: 'false' }, 0, undefined],
  [{ 'otel.status_code': 'ERROR' }, 2, undefined],
])('tags %j', async (tags, status, statusMessage) => {
  expect(await onlySpan({ tags })).toMatchObject({ status, statusMessage, failed: status === 2 });
});

test.each([
  [5, 'span-unreadable 1'],
  [{ traceId: 'a' }, 'span-unreadable 1'],
  [{ id: 'a' }, 'span-unreadable 1'],
  [span('x', { tags: [] }), 'attributes-unreadable 1'],
  [span('x', { annotations: {} }), 'events-unreadable 1'],
  [span('x', { annotations: [1] }), 'event-unreadable 1'],
])('%j is noted and the rest read', async (odd, note) => {
  const { traces, notes, error } = await readText(json([span('a'), odd]));
  expect(error).toBeUndefined();
  expect(traces[0]?.findSpan('a')).toBeGreaterThanOrEqual(0);
  expect(notes).toEqual([note]);
});

test('a span without times or endpoint', async () => {
  const odd = span('b', { timestamp: undefined, duration: undefined, localEndpoint: null });
  const { traces } = await readText(json([span('a'), { ...odd, parentId: 'a' }]));
  expect(traces[0]?.service(1)).toBe('unknown-service');
  expect(traces[0]?.warnings.map(({ code }) => code)).toEqual([
    'bad-start',
    'bad-duration',
    'missing-process',
  ]);
});
