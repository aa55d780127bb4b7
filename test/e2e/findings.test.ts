// With faults on, the right thing is named; with faults off, nothing is; and every Jaeger says the
// same through both dialects.

import { expect, test } from 'vitest';
import type {
  CheckData,
  ExplainData,
  FindData,
  FindingData,
  Nplus1Data,
} from '../../src/reports/contract.ts';
import { at, type Endpoint, endpoints, wholeWindow, windowOf } from './find-window.ts';
import { tracescope, tracescopeJson } from './run-tracescope.ts';
import { ofScenario, sampled } from './truth.ts';
import { describeOrderSystem } from './with-order-system.ts';

/** An ordinary order takes a few dozen milliseconds. */
const QUICK_NS = 100e6;
const EVERYTHING = ['--limit', '500'];
const ORDERS = ['--service', 'order-service', ...EVERYTHING];

describeOrderSystem('findings', (system) => {
  const { truth } = system;
  const everywhere = endpoints(system);
  const explain = (endpoint: Endpoint, traceId: string) =>
    tracescopeJson<ExplainData>(['explain', traceId, ...at(endpoint)]);
  const find = (endpoint: Endpoint, ...flags: string[]) =>
    tracescopeJson<FindData>(['find', ...at(endpoint), ...flags]);

  test('find: the same findings, traces and bottlenecks everywhere', async () => {
    // Clocks of microseconds and of nanoseconds round differently; nothing else may differ.
    const finding = (f: FindingData) => [
      ...[f.kind, f.fingerprint, f.severity, f.confidence, f.service, f.operation, f.template],
      ...[f.count, f.counts, f.traces],
    ];
    const answers = [];
    const slowest = new Map<string, FindData['traces'][number]>();
    for (const endpoint of everywhere) {
      const data = await find(endpoint, ...ORDERS, ...wholeWindow(truth));
      expect(data.coverage.complete, endpoint.label).toBe(true);
      answers.push({
        findings: data.findings.map(finding).sort(),
        traces: data.traces.map((t) => [t.traceId, t.spanCount, t.errorSpanCount]).sort(),
        services: data.services,
      });
      for (const trace of data.traces) {
        const first = slowest.get(trace.traceId) ?? trace;
        slowest.set(trace.traceId, first);
        const label = `${endpoint.label} ${trace.traceId}`;
        const same = slowest.get(`${endpoint.api} ${trace.traceId}`) ?? trace;
        slowest.set(`${endpoint.api} ${trace.traceId}`, same);
        expect(trace.slowest.operation, label).toBe(same.slowest.operation);
        if (trace.slowest.operation === first.slowest.operation) continue;
        // Two operations of the same length: of two clocks a microsecond a span decides between them.
        const apartNs = Math.abs(trace.slowest.onPathNs - first.slowest.onPathNs);
        expect(apartNs, label).toBeLessThanOrEqual(trace.spanCount * 1000);
      }
    }
    expect(answers[0]?.findings.length).toBeGreaterThan(0);
    for (const [i, answer] of answers.entries()) {
      expect(answer, everywhere[i]?.label).toEqual(answers[0]);
    }
  });

  test('slow inventory: check-inventory is the bottleneck, with its share', async () => {
    for (const endpoint of everywhere) {
      for (const request of ofScenario(truth, 'slow-inventory')) {
        const { bottleneck, trace } = await explain(endpoint, request.traceId);
        expect(bottleneck, endpoint.label).toMatchObject({
          service: 'inventory-service',
          operation: 'check-inventory',
        });
        // It waits 600 ms of what the client saw.
        const least = Math.min(0.6, 580 / request.latencyMs);
        expect(bottleneck?.share).toBeGreaterThanOrEqual(least);
        expect(bottleneck?.onPathNs).toBeGreaterThanOrEqual(600e6 - 5e6);
        expect(trace.durationNs / 1e6).toBeLessThanOrEqual(request.latencyMs + 100);
      }
    }
  });

  test('slow inventory seen from Python: the same bottleneck behind another entry', async () => {
    for (const endpoint of everywhere) {
      const [request] = ofScenario(truth, 'python-slow');
      const { bottleneck, trace } = await explain(endpoint, request?.traceId as string);
      expect(trace.service).toBe('order-service-py');
      expect(bottleneck, endpoint.label).toMatchObject({
        service: 'inventory-service',
        operation: 'check-inventory',
      });
    }
  });

  test('slow query: the database span is the bottleneck', async () => {
    for (const endpoint of everywhere) {
      const [request] = ofScenario(truth, 'slow-query');
      const { bottleneck } = await explain(endpoint, request?.traceId as string);
      expect(bottleneck?.service, endpoint.label).toBe('inventory-service');
      expect(bottleneck?.operation).toMatch(/pg\.query|raw/);
    }
  });

  test('N+1 in pricing: one finding with its count, where it happens', async () => {
    const requests = ofScenario(truth, 'n-plus-one');
    for (const endpoint of everywhere) {
      const args = ['nplus1', ...at(endpoint), ...ORDERS, ...windowOf(requests)];
      const data = await tracescopeJson<Nplus1Data>(args);
      const loops = data.findings.filter((f) => f.kind === 'nplus1');
      expect(loops, endpoint.label).toHaveLength(1);
      expect(loops[0]).toMatchObject({
        service: 'pricing-service',
        operation: 'calculate-price',
        count: requests[0]?.items,
        traces: { affected: requests.length, of: requests.length },
      });
      expect(loops[0]?.template.toLowerCase()).toContain('prices');
      expect(data.examined.db.examined).toBeGreaterThan(0);
    }
  });

  test('one after the other: the two calls that could run at once', async () => {
    for (const endpoint of everywhere) {
      for (const request of ofScenario(truth, 'sequential')) {
        const { findings } = await explain(endpoint, request.traceId);
        const [pair] = findings.filter((f) => f.kind === 'serial-independent');
        expect(pair, endpoint.label).toBeDefined();
        // Each waits 250 ms; at once they would take as long as one.
        expect(pair?.savingNs.high).toBeGreaterThan(200e6);
        expect(pair?.savingNs.high).toBeLessThan(350e6);
      }
    }
  });

  test('exception: the failed trace shows what was thrown and where', async () => {
    for (const endpoint of everywhere) {
      const [request] = ofScenario(truth, 'exception');
      const { stdout } = await tracescope(['explain', request?.traceId as string, ...at(endpoint)]);
      expect(stdout, endpoint.label).toContain('PriceMissingError');
      const { spans } = await explain(endpoint, request?.traceId as string);
      const thrown = spans.find((span) => span.operation === 'calculate-price');
      expect(thrown?.error).toBe(true);
      expect(thrown?.events.map((event) => event.name)).toContain('exception');
    }
  });

  test('late message: the consumer is not part of the latency', async () => {
    for (const endpoint of everywhere) {
      for (const request of ofScenario(truth, 'late-message')) {
        const { trace, spans, criticalPath } = await explain(endpoint, request.traceId);
        expect(trace.durationNs / 1e6).toBeLessThan(request.latencyMs + 100);
        expect(trace.extentNs / 1e6).toBeGreaterThan(1400);
        const consumer = spans.find((span) => span.operation === 'process order.placed');
        expect(consumer?.detached, endpoint.label).not.toBeNull();
        expect(criticalPath.map((part) => part.spanId)).not.toContain(consumer?.spanId);
      }
    }
  });

  test('the broken chain: the time is given to the call that nobody answers for', async () => {
    for (const endpoint of everywhere) {
      const [request] = ofScenario(truth, 'legacy-hop');
      const { bottleneck, spans } = await explain(endpoint, request?.traceId as string);
      expect(
        spans.some((span) => span.service === 'inventory-service' && span.kind === 'server'),
      ).toBe(false);
      expect(bottleneck?.service, endpoint.label).toBe('order-service');
      const part = await explain(endpoint, request?.brokenOffTraceId as string);
      expect(part.trace.service).toBe('inventory-service');
    }
  });

  test('faults off: nothing above low', async () => {
    const requests = ofScenario(truth, 'ordinary');
    for (const endpoint of everywhere) {
      const data = await find(endpoint, ...ORDERS, ...windowOf(requests));
      expect(data.traces.length).toBe(requests.length);
      expect(data.examined.db.examined).toBeGreaterThan(0);
      // A machine that stalls makes real slow queries. What was quick has nothing wrong with it, and
      // whatever is slow, nothing loops.
      const quick = data.traces.filter((trace) => trace.durationNs < QUICK_NS);
      expect(quick.length, endpoint.label).toBeGreaterThan(requests.length / 4);
      const serious = quick.flatMap((trace) => trace.findings.filter((f) => f.severity !== 'low'));
      expect(
        serious.map((f) => `${f.severity} ${f.kind} ${f.template}`),
        endpoint.label,
      ).toEqual([]);
      expect(data.findings.filter((f) => f.kind === 'nplus1').map((f) => f.template)).toEqual([]);
    }
  });

  test('check: passes, fails and abstains with its exit codes', async () => {
    const ordinary = windowOf(ofScenario(truth, 'ordinary'));
    const loops = windowOf(ofScenario(truth, 'n-plus-one'));
    for (const endpoint of everywhere) {
      const check = (codes: number[], ...flags: string[]) =>
        tracescopeJson<CheckData>(['check', ...at(endpoint), ...flags], {}, codes);
      const pass = await check(
        [0],
        ...[...ORDERS, ...ordinary, '--max-p95', '5s', '--max-error-rate', '10%', '--no-nplus1'],
      );
      expect(pass.verdict, endpoint.label).toBe('pass');
      expect((await check([1], ...ORDERS, ...ordinary, '--max-p95', '1ms')).verdict).toBe('fail');
      expect((await check([1], ...ORDERS, ...loops, '--no-nplus1')).verdict).toBe('fail');
      const few = await check(
        [3],
        ...ORDERS,
        ...ordinary,
        '--max-p95',
        '5s',
        '--min-traces',
        '400',
      );
      expect(few.verdict).toBe('inconclusive');
    }
  });

  test('errors are counted as the client saw them', async () => {
    const failed = sampled(truth, (r) => r.service === 'order-service' && r.failed);
    for (const endpoint of everywhere) {
      const data = await find(endpoint, ...ORDERS, ...wholeWindow(truth));
      expect(data.errorTraceCount, endpoint.label).toBe(failed.length);
    }
  });
});
