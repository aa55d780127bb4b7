// Every filter, from every version and through both dialects, gives the traces that the load wrote
// down: whatever the server made of the filter.

import { expect, test } from 'vitest';
import type { FindData } from '../../src/reports/contract.ts';
import { at, endpoints, wholeWindow, windowOf } from './find-window.ts';
import { tracescope, tracescopeJson } from './run-tracescope.ts';
import { ofScenario, type SentRequest, sampled, sorted, waitedMs } from './truth.ts';
import { describeOrderSystem } from './with-order-system.ts';

const LIMIT = ['--limit', '500'];
// A server span ends when the answer has left, which can be after the client has it.
const AFTER_THE_ANSWER_MS = 100;

describeOrderSystem('filters give the same traces everywhere', (system) => {
  const { truth } = system;
  const entry = (service: string) => (request: SentRequest) => request.service === service;
  const idsOf = (requests: readonly SentRequest[]) => sorted(requests.map((r) => r.traceId));
  const found = (data: FindData) => sorted(data.traces.map((trace) => trace.traceId));

  const exact: { name: string; flags: string[]; wanted: (request: SentRequest) => boolean }[] = [
    { name: '--service', flags: ['--service', 'order-service'], wanted: entry('order-service') },
    {
      name: '--service of the Python entry',
      flags: ['--service', 'order-service-py'],
      wanted: entry('order-service-py'),
    },
    {
      name: '--service of the sampled entry',
      flags: ['--service', 'order-service-sampled'],
      wanted: entry('order-service-sampled'),
    },
    {
      name: '--operation',
      flags: ['--service', 'order-service', '--operation', 'GET /orders/:orderId'],
      wanted: (r) => r.service === 'order-service' && r.operation === 'GET /orders/:orderId',
    },
    {
      name: '--tag user.id=12345, recorded as text',
      flags: ['--service', 'order-service', '--tag', 'user.id=12345'],
      wanted: (r) => r.service === 'order-service' && r.tags['user.id'] === '12345',
    },
    {
      name: '--tag user.id=12345, recorded as an integer',
      flags: ['--service', 'order-service-py', '--tag', 'user.id=12345'],
      wanted: (r) => r.service === 'order-service-py' && r.tags['user.id'] === '12345',
    },
    {
      name: '--tag with --operation',
      flags: [
        ...['--service', 'order-service', '--operation', 'POST /orders'],
        ...['--tag', 'user.id=12345'],
      ],
      wanted: (r) => r.service === 'order-service' && r.tags['user.id'] === '12345',
    },
    {
      name: '--tag error=true',
      flags: ['--service', 'order-service', '--tag', 'error=true'],
      wanted: (r) => r.service === 'order-service' && r.failed,
    },
    {
      name: '--error',
      flags: ['--service', 'order-service', '--error'],
      wanted: (r) => r.service === 'order-service' && r.failed,
    },
    {
      name: '--error of a service whose callee failed',
      flags: ['--service', 'order-service-py', '--error'],
      wanted: (r) => r.service === 'order-service-py' && r.failed,
    },
  ];

  for (const { name, flags, wanted } of exact) {
    test(name, async () => {
      const expected = idsOf(sampled(truth, wanted));
      expect(expected.length).toBeGreaterThan(0);
      for (const endpoint of endpoints(system)) {
        const args = ['find', ...at(endpoint), ...flags, ...wholeWindow(truth), ...LIMIT];
        expect(found(await tracescopeJson<FindData>(args)), endpoint.label).toEqual(expected);
      }
    });
  }

  test('a window holds what was sent in it', async () => {
    const requests = ofScenario(truth, 'sequential');
    const flags = ['--service', 'order-service', ...windowOf(requests), ...LIMIT];
    for (const endpoint of endpoints(system)) {
      const data = await tracescopeJson<FindData>(['find', ...at(endpoint), ...flags]);
      expect(found(data), endpoint.label).toEqual(idsOf(requests));
    }
  });

  test('--min-duration and --max-duration split the traces in two', async () => {
    const all = sampled(truth, entry('order-service'));
    const flags = ['--service', 'order-service', ...wholeWindow(truth), ...LIMIT];
    const answers = [];
    for (const endpoint of endpoints(system)) {
      const slow = found(
        await tracescopeJson(['find', ...at(endpoint), ...flags, '--min-duration', '390ms']),
      );
      const fast = found(
        await tracescopeJson(['find', ...at(endpoint), ...flags, '--max-duration', '390ms']),
      );
      // Whoever had to wait longer is slow; whoever was answered sooner is not.
      for (const request of all) {
        const message = `${endpoint.label}: ${request.scenario}, ${request.latencyMs} ms`;
        if (waitedMs(request) > 390) expect(slow, message).toContain(request.traceId);
        if (request.latencyMs + AFTER_THE_ANSWER_MS < 390) {
          expect(fast, message).toContain(request.traceId);
        }
      }
      expect(slow.filter((id) => fast.includes(id))).toEqual([]);
      expect(sorted([...slow, ...fast])).toEqual(idsOf(all));
      answers.push(slow);
    }
    for (const slow of answers) expect(slow).toEqual(answers[0]);
  });

  test('a limit below the window says that there is more, as text and as JSON', async () => {
    const flags = ['--service', 'order-service', ...wholeWindow(truth), '--limit', '5'];
    for (const endpoint of endpoints(system)) {
      const data = await tracescopeJson<FindData>(['find', ...at(endpoint), ...flags]);
      expect(data.traces.length, endpoint.label).toBe(5);
      expect(data.coverage.complete, endpoint.label).toBe(false);
      const text = await tracescope(['find', ...at(endpoint), ...flags]);
      expect(text.code).toBe(0);
      expect(text.stdout, endpoint.label).toMatch(/limit/i);
    }
  });

  test('--verbose says which filters the server was not trusted with', async () => {
    for (const endpoint of endpoints(system)) {
      const flags = ['--service', 'order-service', '--error', ...wholeWindow(truth), ...LIMIT];
      const result = await tracescope(['find', ...at(endpoint), ...flags, '--verbose']);
      expect(result.stderr, endpoint.label).toContain('--error');
    }
  });
});
