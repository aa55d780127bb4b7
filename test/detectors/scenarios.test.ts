// The cases that detection must get right, each a small trace.

import { describe, expect, test } from 'vitest';
import { inShort, repeatedIn } from '../support/find-in-trace.ts';
import { LAYER_SCENARIOS } from '../support/scenarios/layer-scenarios.ts';
import { QUERY_SCENARIOS } from '../support/scenarios/query-scenarios.ts';
import { REMOTE_SCENARIOS } from '../support/scenarios/remote-scenarios.ts';
import { UNIT_SCENARIOS } from '../support/scenarios/unit-scenarios.ts';

const ALL = [...QUERY_SCENARIOS, ...LAYER_SCENARIOS, ...REMOTE_SCENARIOS, ...UNIT_SCENARIOS];

describe('scenarios', () => {
  test.each(ALL.map((one) => [one.title, one] as const))('%s', (_, { trace, finds, check }) => {
    const findings = repeatedIn(trace);
    expect(inShort(findings)).toEqual([...finds].sort());
    check?.(findings, trace);
  });
});
