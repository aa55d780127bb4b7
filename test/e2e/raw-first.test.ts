// Reading changes nothing: 2.13's memory store rewrites a trace that is read without `raw`, so every
// read of ours has to ask for raw, and what others did to a trace has to be undone or said.

import { expect, test } from 'vitest';
import type { ExplainData } from '../../src/reports/contract.ts';
import { at, endpoints, wholeWindow } from './find-window.ts';
import { inOrder, rawTrace } from './raw-jaeger.ts';
import { tracescope, tracescopeJson } from './run-tracescope.ts';
import { ofScenario } from './truth.ts';
import { describeOrderSystem } from './with-order-system.ts';

describeOrderSystem('reading a trace', (system) => {
  const { truth } = system;

  test('leaves it as it was', async () => {
    const traceId = ofScenario(truth, 'n-plus-one')[0]?.traceId as string;
    for (const endpoint of endpoints(system)) {
      const before = inOrder(await rawTrace(endpoint.url, traceId));
      expect(
        before.flatMap((span) => span.warnings ?? []),
        endpoint.label,
      ).toEqual([]);
      await tracescope(['explain', traceId, ...at(endpoint)]);
      const window = wholeWindow(truth);
      await tracescope(['find', '--service', 'pricing-service', ...at(endpoint), ...window]);
      expect(inOrder(await rawTrace(endpoint.url, traceId)), endpoint.label).toEqual(before);
    }
  });

  test('gives the same analysis after somebody read it adjusted', async () => {
    // Last of this file: from here on the trace is rewritten in 2.13.
    const traceId = ofScenario(truth, 'linked-message')[0]?.traceId as string;
    for (const endpoint of endpoints(system)) {
      const explain = () => tracescopeJson<ExplainData>(['explain', traceId, ...at(endpoint)]);
      const before = await explain();
      await (await fetch(`${endpoint.url}/api/v3/traces/${traceId}`)).text();
      await (await fetch(`${endpoint.url}/api/traces/${traceId}`)).text();
      const after = await explain();
      expect(after.trace, endpoint.label).toEqual(before.trace);
      expect(after.bottleneck, endpoint.label).toEqual(before.bottleneck);
      expect(after.criticalPath, endpoint.label).toEqual(before.criticalPath);
      expect(after.findings, endpoint.label).toEqual(before.findings);
    }
  });
});
