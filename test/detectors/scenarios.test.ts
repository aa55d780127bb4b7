// The cases that detection must get right, each a small trace.

import { describe, expect, test } from 'vitest';
import { inShort, repeatedIn } from '../support/find-in-trace.ts';
import { QUERY_SCENARIOS } from '../support/scenarios/query-scenarios.ts';

const ALL = [...QUERY_SCENARIOS];

describe('scenarios', () => {
  test.each(ALL.map((one) => [one.title, one] as const))('%s', (_, { trace, finds, check }) => {
    const findings = repeatedIn(trace);
    expect(inShort(findings)).toEqual([...finds].sort());
    check?.(findings, trace);
  });
});
