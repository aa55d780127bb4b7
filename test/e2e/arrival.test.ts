// The order system itself: what was sent is in every Jaeger, and nothing else. If this fails, the
// other end-to-end tests say nothing.

import { expect, test } from 'vitest';
import { inOrder, rawTrace } from './raw-jaeger.ts';
import { ofScenario, sampled } from './truth.ts';
import { describeOrderSystem } from './with-order-system.ts';

// A server span ends when the answer has left, which can be after the client has it.
const AFTER_THE_ANSWER_MS = 100;

describeOrderSystem('requests → services → collector → Jaeger', ({ servers, truth }) => {
  test('every trace is the same in every Jaeger', async () => {
    const [first, ...others] = servers;
    for (const { traceId } of sampled(truth)) {
      const spans = inOrder(await rawTrace(first?.url as string, traceId));
      expect(spans.length).toBeGreaterThan(1);
      for (const { url, version } of others) {
        const same = inOrder(await rawTrace(url, traceId));
        const facts = (s: (typeof spans)[number]) => [s.spanID, s.operationName, s.startTime];
        expect(same.map(facts), `trace ${traceId} in ${version}`).toEqual(spans.map(facts));
      }
    }
  });

  test('10 % sampling keeps some traces and loses the others everywhere', async () => {
    const requests = truth.requests.filter((request) => request.scenario === 'sampled');
    const lost = requests.filter((request) => !request.sampled);
    expect(requests.length).toBeGreaterThanOrEqual(60);
    // Of 60, at one in ten: more than half lost is certain, all kept is not possible.
    expect(lost.length).toBeGreaterThan(requests.length / 2);
    for (const { url } of servers) {
      for (const { traceId } of lost.slice(0, 10)) {
        expect(await rawTrace(url, traceId)).toBeUndefined();
      }
    }
  });

  test('a root span lasts no longer than the client waited', async () => {
    for (const { traceId, operation, latencyMs } of sampled(truth)) {
      const trace = await rawTrace(servers[0]?.url as string, traceId);
      const root = trace?.spans.find((span) => span.operationName === operation);
      expect((root?.duration ?? 0) / 1000).toBeLessThanOrEqual(latencyMs + AFTER_THE_ANSWER_MS);
    }
  });

  test('an exception is recorded on the span that threw it', async () => {
    for (const { traceId } of ofScenario(truth, 'exception')) {
      for (const { url } of servers) {
        const response = await fetch(`${url}/api/traces/${traceId}?raw=true`);
        const text = await response.text();
        expect(text).toContain('exception.stacktrace');
        expect(text).toContain('PriceMissingError');
      }
    }
  });

  test('the uninstrumented hop makes two traces of one request', async () => {
    for (const { traceId, brokenOffTraceId } of ofScenario(truth, 'legacy-hop')) {
      expect(brokenOffTraceId).toMatch(/^[0-9a-f]{32}$/);
      for (const { url } of servers) {
        const entry = await rawTrace(url, traceId);
        const part = await rawTrace(url, brokenOffTraceId as string);
        const names = (trace: typeof part) => trace?.spans.map((span) => span.operationName) ?? [];
        expect(names(entry)).not.toContain('check-inventory');
        expect(names(part)).toContain('check-inventory');
      }
    }
  });
});
