// A Jaeger of the user's own, named by TRACESCOPE_E2E_URL: read only, nothing about its data is
// known. With TRACESCOPE_E2E_OTLP (host:port of its OTLP gRPC receiver) it also gets the load, and
// every other end-to-end test holds it against the truth.

import { describe, expect, test } from 'vitest';
import type { ExplainData, FindData, ServicesData } from '../../src/reports/contract.ts';
import { tracescope, tracescopeJson } from './run-tracescope.ts';

const url = process.env.TRACESCOPE_E2E_URL;

// Credentials for it, as the command takes them.
const environment: Record<string, string> = {};
for (const name of ['TRACESCOPE_TOKEN', 'TRACESCOPE_USER', 'TRACESCOPE_PASSWORD']) {
  const value = process.env[name];
  if (value !== undefined) environment[name] = value;
}

describe.skipIf(!url)(`the server of TRACESCOPE_E2E_URL (${url ?? 'not set'})`, () => {
  const at = ['--url', url ?? ''];
  const services = async () => {
    const data = await tracescopeJson<ServicesData>(['services', ...at], environment);
    return data.services.map((entry) => entry.service);
  };

  test('names its services', async () => {
    expect((await services()).length).toBeGreaterThan(0);
  });

  test('answers find and explain, and says the same twice', async () => {
    const until = new Date(Date.now() - 60_000).toISOString();
    for (const service of (await services()).slice(0, 3)) {
      const flags = ['--service', service, '--since', '2d', '--until', until, '--limit', '20'];
      const args = ['find', ...at, ...flags];
      const first = await tracescopeJson<FindData>(args, environment, [0, 3]);
      expect(first.traces.length).toBeLessThanOrEqual(20);
      const [trace] = first.traces;
      if (trace === undefined) continue;
      const again = await tracescopeJson<ExplainData>(
        ['explain', trace.traceId, ...at],
        environment,
      );
      expect(again.trace.durationNs).toBe(trace.durationNs);
      expect(again.trace.spanCount).toBe(trace.spanCount);
    }
  });

  test('a service that it does not know is no failure', async () => {
    const args = ['find', ...at, '--service', 'no-such-service-anywhere', '--since', '10m'];
    expect((await tracescope(args, environment)).code).toBe(3);
  });
});
