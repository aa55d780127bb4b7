import { describe, expect, it } from 'vitest';
import { type DemoSpan, type DemoTrace, findAttribute } from '../../src/demo/demo-trace.ts';
import { DEMO_SEED, generateDemo, generateTrace } from '../../src/demo/generate-demo.ts';
import { generateOrdinary } from '../../src/demo/ordinary-traffic.ts';
import { SCENARIOS } from '../../src/demo/scenarios/scenarios.ts';
import { writeJson } from '../../src/demo/write-json.ts';
import { SeededRandom } from '../../src/lib/seeded-random.ts';
import { KIND_CONSUMER, KIND_PRODUCER, STATUS_ERROR } from '../../src/model/span-kind.ts';

const NOW_MS = Date.parse('2026-03-01T12:00:00Z');
const demo = generateDemo({ nowMs: NOW_MS });

const of = (id: string): DemoTrace[] => {
  const found = demo.filter((trace) => trace.scenario === id);
  expect(found.length).toBeGreaterThan(0);
  return found;
};
const service = (span: DemoSpan) => findAttribute(span.resource.attributes, 'service.name');
const root = (trace: DemoTrace): DemoSpan => {
  const found = trace.spans.find((span) => span.parentSpanId === '');
  if (!found) throw new Error('no root');
  return found;
};
const ms = (span: DemoSpan) => Number(span.endNs - span.startNs) / 1e6;
const statement = (span: DemoSpan) =>
  findAttribute(span.attributes, 'db.query.text') ?? findAttribute(span.attributes, 'db.statement');

describe('generateDemo', () => {
  it('is the same for the same seed and another for another', () => {
    const text = (seed: number) =>
      writeJson(generateDemo({ seed, nowMs: NOW_MS, traces: 40 }).map(({ spans }) => spans));
    expect(text(DEMO_SEED)).toBe(text(DEMO_SEED));
    expect(text(DEMO_SEED)).not.toBe(text(DEMO_SEED + 1));
  });

  it('makes 320 traces, or about as many as asked for, of every scenario', () => {
    expect(demo).toHaveLength(320);
    for (const traces of [20, 1000]) {
      const made = generateDemo({ nowMs: NOW_MS, traces });
      expect(Math.abs(made.length - traces)).toBeLessThan(10);
      expect(new Set(made.map((trace) => trace.scenario)).size).toBe(SCENARIOS.length);
    }
  });

  it('stays within the last ten minutes, in whole microseconds and order of start', () => {
    let before = 0n;
    for (const trace of demo) {
      const starts = trace.spans.map((span) => span.startNs).sort((a, b) => Number(a - b));
      expect(starts[0]).toBeGreaterThanOrEqual(before);
      before = starts[0] ?? 0n;
      for (const span of trace.spans) {
        expect(span.startNs % 1000n).toBe(0n);
        expect(span.endNs % 1000n).toBe(0n);
        expect(span.endNs).toBeGreaterThan(span.startNs);
        expect(span.startNs).toBeGreaterThan(BigInt(NOW_MS - 600_000) * 1_000_000n);
        expect(span.endNs).toBeLessThan(BigInt(NOW_MS) * 1_000_000n);
      }
    }
  });

  it('gives unique IDs of the right length', () => {
    expect(new Set(demo.map((trace) => trace.traceId)).size).toBe(demo.length);
    for (const { traceId, spans } of demo) {
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(new Set(spans.map((span) => span.spanId)).size).toBe(spans.length);
      for (const span of spans) expect(span.spanId).toMatch(/^[0-9a-f]{16}$/);
    }
  });

  it('keeps children inside their parents, but for detached and skewed ones', () => {
    for (const trace of demo.filter((one) => one.scenario !== 'clock-skew')) {
      const byId = new Map(trace.spans.map((span) => [span.spanId, span]));
      for (const span of trace.spans) {
        const parent = byId.get(span.parentSpanId);
        if (!parent || span.kind === KIND_CONSUMER) continue;
        expect(span.startNs).toBeGreaterThanOrEqual(parent.startNs);
        expect(span.endNs).toBeLessThanOrEqual(parent.endNs);
      }
    }
  });

  it('begins every trace in order-service', () => {
    for (const trace of demo) expect(service(root(trace))).toBe('order-service');
  });
});

describe('the scenarios', () => {
  it('ordinary orders: one in ten is slow', () => {
    const placed = of('ordinary-orders').filter((t) => root(t).name === 'POST /orders');
    const latencies = placed.map((trace) => ms(root(trace))).sort((a, b) => a - b);
    const median = latencies[latencies.length >> 1] ?? 0;
    const slow = latencies.filter((latency) => latency > 1.35 * median).length;
    expect(slow / latencies.length).toBeGreaterThan(0.04);
    expect(slow / latencies.length).toBeLessThan(0.2);
  });

  it('slow inventory: check-inventory has about 800 ms of about 1 s', () => {
    for (const trace of of('slow-inventory')) {
      const check = trace.spans.find((span) => span.name === 'check-inventory');
      expect(check && service(check)).toBe('inventory-service');
      expect(check && ms(check)).toBeGreaterThan(650);
      expect(check && ms(check)).toBeLessThan(950);
      expect(ms(root(trace))).toBeLessThan(1300);
    }
  });

  it('N+1: up to 41 equal statements below check-inventory, one after the other', () => {
    const counts = of('stock-n-plus-one').map((trace) => {
      const check = trace.spans.find((span) => span.name === 'check-inventory');
      const stock = trace.spans
        .filter((span) => String(statement(span)).endsWith('FROM stock WHERE sku = $1'))
        .sort((a, b) => Number(a.startNs - b.startNs));
      stock.forEach((span, i) => {
        expect(span.parentSpanId).toBe(check?.spanId);
        const next = stock[i + 1];
        if (next) expect(next.startNs).toBeGreaterThanOrEqual(span.endNs);
      });
      return stock.length;
    });
    expect(Math.max(...counts)).toBe(41);
    expect(Math.min(...counts)).toBeGreaterThan(20);
  });

  it('cousins: one statement below each load-price, none beside another', () => {
    for (const trace of of('price-cousins')) {
      const wrappers = trace.spans.filter((span) => span.name === 'load-price');
      expect(wrappers.length).toBeGreaterThanOrEqual(14);
      for (const wrapper of wrappers) {
        expect(service(wrapper)).toBe('pricing-service');
        const below = trace.spans.filter((span) => span.parentSpanId === wrapper.spanId);
        expect(below.map(statement)).toEqual([
          'SELECT amount, currency FROM prices WHERE sku = %s',
        ]);
      }
    }
  });

  it('sequential calls: calculate-price begins after check-inventory ended', () => {
    for (const trace of of('sequential-calls')) {
      const check = trace.spans.find((span) => span.name === 'check-inventory');
      const price = trace.spans.find((span) => span.name === 'calculate-price');
      expect(price && check && price.startNs > check.endNs).toBe(true);
    }
  });

  it('failures carry exceptions, in a callee too', () => {
    for (const trace of of('failed-payment')) {
      const failed = trace.spans.filter((span) => span.status === STATUS_ERROR);
      expect(failed.map(service)).toContain('payment-service');
      const events = failed.flatMap((span) => span.events);
      const keys = events.flatMap((event) => event.attributes.map(([key]) => key));
      expect(keys).toEqual(
        expect.arrayContaining(['exception.type', 'exception.message', 'exception.stacktrace']),
      );
    }
    for (const trace of of('hidden-error')) {
      const failed = trace.spans.filter((span) => span.status === STATUS_ERROR);
      expect(new Set(failed.map(service))).toEqual(new Set(['pricing-service']));
    }
  });

  it('orphaned branch: one parent is missing', () => {
    for (const trace of of('orphaned-branch')) {
      const ids = new Set(trace.spans.map((span) => span.spanId));
      const orphans = trace.spans.filter((s) => s.parentSpanId !== '' && !ids.has(s.parentSpanId));
      expect(orphans.map(service)).toEqual(['inventory-service']);
    }
  });

  it('late consumers: seconds after their producer', () => {
    for (const trace of of('late-consumers')) {
      const producer = trace.spans.find((span) => span.kind === KIND_PRODUCER);
      const consumers = trace.spans.filter((span) => span.kind === KIND_CONSUMER);
      expect(consumers).toHaveLength(2);
      for (const consumer of consumers) {
        expect(consumer.parentSpanId).toBe(producer?.spanId);
        expect(consumer.startNs - root(trace).endNs).toBeGreaterThan(1_000_000_000n);
      }
    }
  });

  it('clock skew: the server span is 70 ms ahead of its client', () => {
    for (const trace of of('clock-skew')) {
      const server = trace.spans.find((span) => span.name === 'POST /inventory/check');
      const client = trace.spans.find((span) => span.spanId === server?.parentSpanId);
      expect(server && client && server.startNs - client.startNs).toBeGreaterThan(70_000_000n);
      expect(server && client && server.endNs > client.endNs).toBe(true);
    }
  });

  it('user 12345 is slow, and nobody else is 12345', () => {
    for (const trace of demo) {
      const user = findAttribute(root(trace).attributes, 'user.id');
      expect(user === 12345n).toBe(trace.scenario === 'slow-user');
      if (user === 12345n) expect(ms(root(trace))).toBeGreaterThan(700);
    }
  });

  it('retries: two refusals, then a success', () => {
    for (const trace of of('payment-retries')) {
      const calls = trace.spans
        .filter((span) => String(findAttribute(span.attributes, 'http.url')).endsWith('/payments'))
        .sort((a, b) => Number(a.startNs - b.startNs));
      expect(calls.map((span) => findAttribute(span.attributes, 'http.status_code'))).toEqual([
        503n,
        503n,
        200n,
      ]);
    }
  });

  it('sampled traffic: the IDs would have been kept at 10 %', () => {
    for (const trace of of('sampled-orders')) {
      for (const span of trace.spans) expect(span.traceState).toBe('ot=th:e666');
      expect(BigInt(`0x${trace.traceId.slice(-14)}`)).toBeGreaterThanOrEqual(0xe6660000000000n);
    }
  });

  it('makes a trace of each scenario at a given time', () => {
    for (const scenario of SCENARIOS) {
      const trace = generateTrace(scenario, NOW_MS * 1000, new SeededRandom(7));
      expect(root(trace).startNs).toBe(BigInt(NOW_MS) * 1_000_000n);
      expect(trace.scenario).toBe(scenario.id);
    }
  });
});

describe('generateOrdinary', () => {
  const traces = generateOrdinary(3, 400);

  it('is the same for the same seed', () => {
    expect(writeJson(generateOrdinary(3, 400))).toBe(writeJson(traces));
    expect(writeJson(generateOrdinary(4, 400))).not.toBe(writeJson(traces));
  });

  it('repeats no statement, function or request more than twice in a trace', () => {
    for (const trace of traces) {
      const counts = new Map<string, number>();
      for (const span of trace.spans) {
        const key = `${service(span)} ${span.name} ${statement(span)} ${span.kind} ${findAttribute(span.attributes, 'url.full')}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      // The root's own route may be called twice more.
      expect(Math.max(...counts.values())).toBeLessThanOrEqual(3);
    }
  });

  it('varies in size, depth and services', () => {
    const sizes = traces.map((trace) => trace.spans.length);
    expect(Math.min(...sizes)).toBeLessThan(4);
    expect(Math.max(...sizes)).toBeGreaterThan(40);
    expect(
      new Set(traces.map((trace) => trace.spans.map((s) => s.name).join())).size,
    ).toBeGreaterThan(380);
  });
});
