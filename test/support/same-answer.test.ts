import { describe, expect, it } from 'vitest';
import { type ComparableAnswer, differences } from './same-answer.ts';

const answer = (body: unknown, headers: Record<string, string> = {}): ComparableAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

const compare = (a: unknown, b: unknown) =>
  differences(answer(a), answer(b), { tracesInOrder: false });

const trace = (spans: object[], processes: object) => ({ data: [{ spans, processes }] });

describe('differences', () => {
  it('takes spans, tags and services as sets', () => {
    expect(compare({ services: ['a', 'b'] }, { services: ['b', 'a'] })).toEqual([]);
    expect(compare({ spans: [{ tags: [1, 2] }] }, { spans: [{ tags: [2, 1] }] })).toEqual([]);
  });

  it('counts repeated elements', () => {
    expect(compare({ services: ['a', 'b', 'b'] }, { services: ['a', 'a', 'b'] })).toHaveLength(1);
  });

  it('keeps events and references in order', () => {
    expect(compare({ events: [1, 2] }, { events: [2, 1] })).toHaveLength(1);
    expect(compare({ references: ['a', 'b'] }, { references: ['b', 'a'] })).toHaveLength(1);
  });

  it('compares processes, not their IDs', () => {
    const here = trace([{ processID: 'p1' }], { p1: { serviceName: 'a' } });
    const there = trace([{ processID: 'p9' }], { p9: { serviceName: 'a' } });
    const other = trace([{ processID: 'p1' }], { p1: { serviceName: 'b' } });
    expect(compare(here, there)).toEqual([]);
    expect(compare(here, other)).toHaveLength(1);
  });

  it('sees status, type, presence of headers and order of traces', () => {
    const one = answer(
      [
        { traceID: 'a', spans: [] },
        { traceID: 'b', spans: [] },
      ],
      {
        traceresponse: '',
      },
    );
    const two = {
      ...answer(
        [
          { traceID: 'b', spans: [] },
          { traceID: 'a', spans: [] },
        ],
        {
          'content-type': 'text/plain',
          traceresponse: '00-1-1-00',
        },
      ),
      status: 404,
    };
    const found = differences(one, two, { tracesInOrder: true });
    expect(found.map((line) => line.split(':')[0])).toEqual([
      'status',
      'content-type',
      'traceresponse',
      'order of traces',
    ]);
  });
});
