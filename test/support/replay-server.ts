// A recorded Jaeger behind a real HTTP server on loopback, for what only shows over a socket.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RecordedJaeger } from './recorded-jaeger.ts';

export interface ReplayServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly asked: readonly string[];
  close(): Promise<void>;
}

export async function startReplayServer(jaeger: RecordedJaeger): Promise<ReplayServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const tenant = request.headers['x-tenant'];
    const headers = typeof tenant === 'string' ? { 'x-tenant': tenant } : {};
    const answer = jaeger.answer(url.pathname, [...url.searchParams], headers);
    // Recorded bodies were unzipped, so the header that said otherwise must go.
    const kept = Object.entries(answer.headers).filter(([name]) => name !== 'content-encoding');
    response.writeHead(answer.status, Object.fromEntries(kept));
    response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
