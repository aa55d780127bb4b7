import { describe, expect, it } from 'vitest';
import { samplingWeight, weightOfTraceState } from '../../src/analyses/sampling-weight.ts';
import type { TestAttributes } from '../support/make-trace.ts';
import { requestContext } from '../support/request-traces.ts';

describe('weightOfTraceState', () => {
  it.each([
    ['ot=th:0', 1],
    ['ot=th:8', 2],
    ['ot=th:c', 4],
    ['vendor=x, ot=rv:abcdef;th:C0 ', 4],
    ['ot=th:fd70a3d70a3d71', 100],
    ['ot=th:ffffffffffffff', 2 ** 56],
    ['ot=rv:8', undefined],
    ['other=th:8', undefined],
    ['ot=th:', undefined],
    ['ot=th:123456789abcdef', undefined],
    ['ot=th:xyz', undefined],
    [8, undefined],
    [undefined, undefined],
  ])('%j is %j', (state, weight) => {
    const actual = weightOfTraceState(state);
    if (weight === undefined) expect(actual).toBeUndefined();
    else expect((actual as number) / weight).toBeCloseTo(1, 9);
  });
});

describe('samplingWeight', () => {
  const weightOf = (attributes: TestAttributes) =>
    requestContext({ ownUs: 1, attributes }).get(samplingWeight);

  it('reads the attributes of samplers, numbers and texts', () => {
    expect(weightOf({ 'sampler.type': 'probabilistic', 'sampler.param': 0.25 })).toBe(4);
    expect(weightOf({ 'sampler.type': 'probabilistic', 'sampler.param': '0.1' })).toBe(10);
    expect(weightOf({ 'sampler.type': 'const', 'sampler.param': true })).toBe(1);
    expect(weightOf({ 'sampler.type': 'ratelimiting', 'sampler.param': 2 })).toBeUndefined();
    expect(weightOf({ 'sampler.type': 'probabilistic', 'sampler.param': 0 })).toBeUndefined();
    expect(weightOf({ 'sampler.type': 'probabilistic' })).toBeUndefined();
    expect(weightOf({})).toBeUndefined();
  });

  it('prefers the trace state', () => {
    expect(weightOf({ 'w3c.tracestate': 'ot=th:8', 'sampler.type': 'const' })).toBe(2);
  });
});
