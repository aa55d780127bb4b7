// The ways in that people really have: base path, token, tenant, private certificates. Each works
// with the right options, and says what is missing without them.

import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FindData } from '../../src/reports/contract.ts';
import { tracescope } from './run-tracescope.ts';
import { sendTrace } from './send-otlp.ts';
import { ROOT, stackCommand, start, startJaeger } from './stack-commands.ts';
import { describeOrderSystem } from './with-order-system.ts';

const FIND = ['find', '--service', 'order-service', '--since', '10m'];
const UNREADABLE = 4;

type Jaeger = Awaited<ReturnType<typeof startJaeger>>;

const found = (data: FindData) => data.traces.map((trace) => trace.traceId);

function certificateFile(name: string): string {
  return join(ROOT, 'fixtures', 'tls', name);
}

/** Asks until something is found: what was sent a moment ago may still be on its way. */
async function findOnce(flags: readonly string[], env: Record<string, string> = {}) {
  for (let attempt = 1; ; attempt++) {
    const args = [...FIND, ...flags, '-o', 'json'];
    const { code, stdout, stderr } = await tracescope(args, env);
    // While the service itself is unknown there is nothing to report about.
    if (code === 0) return JSON.parse(stdout) as FindData;
    if (code !== 3 || attempt === 20) throw new Error(`${args.join(' ')}: exit ${code}\n${stderr}`);
    await sleep(100);
  }
}

/** Fails with exit 4 and a message of ours, without a stack. */
async function refusal(args: readonly string[], env: Record<string, string> = {}) {
  const result = await tracescope([...FIND, ...args], env);
  expect(result.code, result.stdout + result.stderr).toBe(UNREADABLE);
  expect(result.stderr).not.toMatch(/^\s+at /m);
  return result.stderr;
}

describeOrderSystem('a base path', () => {
  for (const version of ['1.57', '2.13']) {
    test(`${version}: found below it; outside, the right one is named`, async () => {
      const jaeger = await startJaeger(version, `path-${version}`, '--base-path', '/jaeger');
      try {
        const traceId = await sendTrace(jaeger.otlpHttp);
        for (const api of ['v1', 'v3']) {
          expect(found(await findOnce(['--url', jaeger.url, '--api', api]))).toEqual([traceId]);
        }
        expect(found(await findOnce(['--url', `${jaeger.url}/trace/${traceId}`]))).toEqual([
          traceId,
        ]);
        const outside = jaeger.url.replace('/jaeger', '');
        expect(await refusal(['--url', outside])).toContain('/jaeger');
        expect(await refusal(['--url', `${outside}/wrong`])).toContain('/jaeger');
      } finally {
        await jaeger.stop();
      }
    });
  }
});

describeOrderSystem('a proxy that demands a bearer token', ({ servers, truth }) => {
  let proxy: Server;
  let url: string;
  beforeAll(async () => {
    const target = new URL(servers.find(({ version }) => version === '2.13')?.url as string);
    proxy = createServer((request, response) => {
      if (request.headers.authorization !== 'Bearer the-secret-token') {
        response.writeHead(401, { 'www-authenticate': 'Bearer realm="jaeger"' });
        response.end('token required\n');
        return;
      }
      const { method, url: path, headers } = request;
      const { hostname, port } = target;
      httpRequest({ hostname, port, method, path, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      }).end();
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    proxy?.close();
  });

  test('works with the token, from the environment only', async () => {
    const data = await findOnce(
      ['--url', url, '--since', new Date(truth.startUs / 1000).toISOString()],
      {
        TRACESCOPE_TOKEN: 'the-secret-token',
      },
    );
    expect(data.traces.length).toBeGreaterThan(0);
  });

  test('says what is missing without it, and never shows a wrong one', async () => {
    expect(await refusal(['--url', url])).toMatch(/401[\s\S]*TRACESCOPE_TOKEN/);
    const wrong = await refusal(['--url', url, '--verbose'], { TRACESCOPE_TOKEN: 'wrong-secret' });
    expect(wrong).toContain('401');
    expect(wrong).not.toContain('wrong-secret');
  });
});

describeOrderSystem('tenants', () => {
  // 2.13 accepts tenants on queries, but its storage exporter writes for none of them.
  for (const version of ['1.57', '1.76']) {
    test(`${version}: a tenant reads its own traces; no tenant is told to name one`, async () => {
      const name = `tenants-${version}`;
      const jaeger = await startJaeger(version, name, '--tenants', 'acme,globex');
      // Tenants are written over gRPC only, which the collector speaks.
      const feed = ['--to', name, '--header', 'x-tenant=acme', '--name', `feed-${version}`];
      const offers = await start('collector', ...feed);
      try {
        const [, http] = Object.entries(offers).find(([key]) => key.endsWith('_HTTP')) ?? [];
        const traceId = await sendTrace(http as string);
        for (const api of ['v1', 'v3']) {
          const at = ['--url', jaeger.url, '--api', api];
          expect(found(await findOnce([...at, '--tenant', 'acme']))).toEqual([traceId]);
          expect(found(await findOnce([...at, '-H', 'x-tenant: acme']))).toEqual([traceId]);
          const other = await tracescope([...FIND, ...at, '--tenant', 'globex']);
          expect(other.code).toBe(3);
        }
        expect(await refusal(['--url', jaeger.url])).toContain('--tenant');
        expect(await refusal(['--url', jaeger.url, '--tenant', 'nobody'])).toMatch(/tenant/);
      } finally {
        await stackCommand('stop', `collector-feed-${version}`);
        await jaeger.stop();
      }
    });
  }
});

describeOrderSystem('TLS', () => {
  const server = [
    '--tls-cert',
    certificateFile('server.pem'),
    '--tls-key',
    certificateFile('server-key.pem'),
  ];
  const ca = ['--ca', certificateFile('ca.pem')];

  for (const version of ['1.57', '2.13']) {
    test(`${version}: a private authority`, async () => {
      const jaeger = await startJaeger(version, `tls-${version}`, ...server);
      try {
        const traceId = await sendTrace(jaeger.otlpHttp);
        const at = ['--url', jaeger.url];
        expect(found(await findOnce([...at, ...ca]))).toEqual([traceId]);
        expect(await refusal(at)).toContain('--ca');
        const insecure = await tracescope([...FIND, ...at, '--insecure']);
        expect(insecure.code).toBe(0);
        expect(insecure.stderr).toMatch(/insecure|not verified|not checked/i);
        const plain = jaeger.url.replace('https:', 'http:');
        expect(await refusal(['--url', plain])).toMatch(/https/i);
      } finally {
        await jaeger.stop();
      }
    });

    test(`${version}: a client certificate`, async () => {
      const clients = ['--tls-client-ca', certificateFile('ca.pem')];
      const jaeger: Jaeger = await startJaeger(version, `mtls-${version}`, ...server, ...clients);
      try {
        const traceId = await sendTrace(jaeger.otlpHttp);
        const at = ['--url', jaeger.url, ...ca];
        const own = [
          '--cert',
          certificateFile('client.pem'),
          '--key',
          certificateFile('client-key.pem'),
        ];
        expect(found(await findOnce([...at, ...own]))).toEqual([traceId]);
        expect(await refusal(at)).toContain('--cert');
      } finally {
        await jaeger.stop();
      }
    });
  }

  test('https to a server without it', async () => {
    const jaeger = await startJaeger('2.13', 'plain');
    try {
      const https = jaeger.url.replace('http:', 'https:');
      expect(await refusal(['--url', https])).toMatch(/http:/);
    } finally {
      await jaeger.stop();
    }
  });
});
