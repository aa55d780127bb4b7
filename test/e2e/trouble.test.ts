// What goes wrong at three in the morning: the wrong port, an empty Jaeger, a name mistyped, a
// server that dies in the middle of its answer, one attribute that makes every search fail.

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { FindData, ServicesData } from '../../src/reports/contract.ts';
import { at, endpoints, wholeWindow } from './find-window.ts';
import { tracescope, tracescopeJson } from './run-tracescope.ts';
import { type MadeSpan, SMALL, sendTrace } from './send-otlp.ts';
import { startJaeger } from './stack-commands.ts';
import { describeOrderSystem } from './with-order-system.ts';

const LAST_TEN_MINUTES = ['--since', '10m'];
const NO_DATA = 3;
const UNREADABLE = 4;

describeOrderSystem('the wrong port', ({ offers, servers }) => {
  const versions = servers.map(({ version }) => version).filter((version) => version !== 'own');
  const ports = [
    ['the OTLP/HTTP receiver', 'OTLP_HTTP', /OTLP|not found|takes traces in/i],
    ['the OTLP/gRPC receiver', 'OTLP_GRPC', /gRPC/i],
    ["the query service's gRPC port", 'GRPC', /gRPC/i],
    ['the admin port', 'ADMIN', /admin|health/i],
  ] as const;
  for (const version of versions) {
    for (const [name, key, said] of ports) {
      test(`${version}: ${name} is not taken for a Jaeger without traces`, async () => {
        const address = offers[`JAEGER_${version.replace('.', '_')}_${key}`] as string;
        const url = address.startsWith('http') ? address : `http://${address}`;
        const result = await tracescope(['find', '--url', url, '--service', 'order-service']);
        expect(result.code, result.stdout + result.stderr).toBe(UNREADABLE);
        expect(result.stderr).toMatch(said);
        expect(result.stderr).not.toMatch(/^\s+at /m);
      });
    }
  }

  test("the collector's metrics are recognised", async () => {
    const url = (offers.COLLECTOR_METRICS as string).replace('/metrics', '');
    const result = await tracescope(['find', '--url', url, '--service', 'order-service']);
    expect(result.code).toBe(UNREADABLE);
  });

  test('nobody listens there', async () => {
    const result = await tracescope(['find', '--url', 'http://127.0.0.1:29199', '--service', 'x']);
    expect(result.code).toBe(UNREADABLE);
    expect(result.stderr).toContain('127.0.0.1:29199');
  });
});

describeOrderSystem('names', (system) => {
  test('a service that does not exist: the nearest one is suggested', async () => {
    for (const endpoint of endpoints(system)) {
      const flags = ['--service', 'order-servise', ...wholeWindow(system.truth)];
      const result = await tracescope(['find', ...at(endpoint), ...flags]);
      expect(result.code, endpoint.label).toBe(NO_DATA);
      expect(result.stdout + result.stderr, endpoint.label).toContain('order-service');
    }
  });

  test('an operation that does not exist: the nearest one is suggested', async () => {
    for (const endpoint of endpoints(system)) {
      const flags = ['--service', 'order-service', '--operation', 'POST /order'];
      const window = wholeWindow(system.truth);
      const result = await tracescope(['find', ...at(endpoint), ...flags, ...window]);
      expect(result.code, endpoint.label).toBe(NO_DATA);
      expect(result.stdout + result.stderr, endpoint.label).toContain('POST /orders');
    }
  });

  test('services and operations are the same everywhere', async () => {
    for (const endpoint of endpoints(system)) {
      const { services } = await tracescopeJson<ServicesData>(['services', ...at(endpoint)]);
      expect(JSON.stringify(services), endpoint.label).toContain('order-service-py');
      const result = await tracescope(['operations', 'order-service', ...at(endpoint)]);
      expect(result.stdout, endpoint.label).toContain('GET /orders/:orderId');
    }
  });
});

describeOrderSystem('doctor', (system) => {
  test('names what each server speaks, and finds nothing wrong', async () => {
    for (const endpoint of endpoints(system)) {
      const { code, stdout } = await tracescope(['doctor', '--url', endpoint.url]);
      expect(code, endpoint.label).toBe(0);
      expect(stdout, endpoint.label).toMatch(/api_v3/);
      if (endpoint.version !== 'own') expect(stdout).toMatch(/v1 search/);
      expect(stdout, endpoint.label).not.toMatch(/knows no services/);
    }
  });
});

describeOrderSystem('an empty Jaeger', () => {
  for (const version of ['1.57', '1.76', '2.13']) {
    test(`${version}: says that there is nothing yet`, async () => {
      const jaeger = await startJaeger(version, `empty-${version}`);
      try {
        for (const api of ['v1', 'v3']) {
          const at = ['--url', jaeger.url, '--api', api];
          const find = await tracescope(['find', ...at, '--service', 'order-service']);
          expect(find.code, find.stderr).toBe(NO_DATA);
          const check = await tracescope([
            'check',
            ...at,
            '--service',
            'order-service',
            '--max-p95',
            '1s',
          ]);
          expect(check.code).toBe(NO_DATA);
          const explain = await tracescope(['explain', 'abcdef0123456789abcdef0123456789', ...at]);
          expect(explain.code).toBe(NO_DATA);
        }
      } finally {
        await jaeger.stop();
      }
    });
  }
});

// Of a pass-through in front of Jaeger: after so many bytes of one answer, Jaeger is stopped.
const BYTES_BEFORE_THE_END = 200_000;

interface Passage {
  readonly url: string;
  readonly server: Server;
}

/** Passes bytes on, both ways; calls `onMany` once when one connection brought many. */
async function passage(target: URL, onMany: () => Promise<unknown>): Promise<Passage> {
  let told = false;
  const server = createServer((client: Socket) => {
    const jaeger = connect(Number(target.port), target.hostname);
    let bytes = 0;
    jaeger.on('data', (chunk) => {
      bytes += chunk.length;
      client.write(chunk);
      if (bytes > BYTES_BEFORE_THE_END && !told) {
        told = true;
        // Nothing more gets through until Jaeger is gone.
        jaeger.pause();
        void onMany().finally(() => jaeger.destroy());
      }
    });
    client.on('data', (chunk) => jaeger.write(chunk));
    jaeger.on('close', () => client.destroy());
    client.on('close', () => jaeger.destroy());
    jaeger.on('error', () => client.destroy());
    client.on('error', () => jaeger.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

describeOrderSystem('a Jaeger that stops in the middle of its answer', () => {
  for (const api of ['v1', 'v3']) {
    test(`${api}: what arrived is reported as a part, or nothing is claimed`, async () => {
      const name = `dying-${api}`;
      const jaeger = await startJaeger('2.13', name);
      const sent: string[] = [];
      const padding = 'x'.repeat(10_000);
      const wide: MadeSpan[] = SMALL.map((span) => ({ ...span, attributes: { padding } }));
      for (let i = 0; i < 60; i++) sent.push(await sendTrace(jaeger.otlpHttp, wide));
      const { url, server } = await passage(new URL(jaeger.url), () => jaeger.stop());
      try {
        const flags = ['--service', 'order-service', '--limit', '100', ...LAST_TEN_MINUTES];
        const result = await tracescope([
          'find',
          '--url',
          url,
          '--api',
          api,
          ...flags,
          '-o',
          'json',
        ]);
        expect(result.stderr).not.toMatch(/^\s+at /m);
        if (result.code === 0) {
          const data = JSON.parse(result.stdout) as FindData;
          expect(data.coverage.complete).toBe(false);
          expect(data.traces.length).toBeGreaterThan(0);
          expect(data.traces.length).toBeLessThan(sent.length);
        } else {
          expect(result.code).toBe(UNREADABLE);
          expect(result.stderr.length).toBeGreaterThan(0);
        }
      } finally {
        server.close();
        await jaeger.stop();
      }
    });
  }
});

describeOrderSystem('an attribute that is not a number', () => {
  for (const version of ['1.57', '1.76', '2.13']) {
    test(`${version}: makes the v1 search fail, and is got around and named`, async () => {
      const jaeger = await startJaeger(version, `nan-${version}`);
      try {
        const sent: string[] = [];
        for (let i = 0; i < 4; i++) {
          sent.push(await sendTrace(jaeger.otlpHttp));
          await sleep(5);
        }
        const [root, child] = SMALL as [MadeSpan, MadeSpan];
        const bad = await sendTrace(jaeger.otlpHttp, [
          root,
          { ...child, attributes: { 'pricing.discount': Number.NaN } },
        ]);
        const search = `${jaeger.url}/api/traces?service=order-service&limit=20`;
        expect((await fetch(search)).status).toBe(500);

        const flags = ['--service', 'order-service', '--limit', '20', ...LAST_TEN_MINUTES];
        const free = await tracescopeJson<FindData>(['find', '--url', jaeger.url, ...flags]);
        const all = [...sent, bad].sort();
        expect(free.traces.map((t) => t.traceId).sort()).toEqual(all);

        const forced = await tracescope([
          'find',
          '--url',
          jaeger.url,
          '--api',
          'v1',
          ...flags,
          '-o',
          'json',
        ]);
        expect(forced.code, forced.stderr).toBe(0);
        const data = JSON.parse(forced.stdout) as FindData;
        const ids = data.traces.map((t) => t.traceId);
        for (const id of sent) expect(ids).toContain(id);
        if (!ids.includes(bad)) expect(data.coverage.complete).toBe(false);
        const told = data.coverage.notes.map((note) => note.text).join('\n') + forced.stderr;
        expect(told).toMatch(/NaN|not a number/i);
      } finally {
        await jaeger.stop();
      }
    });
  }
});
