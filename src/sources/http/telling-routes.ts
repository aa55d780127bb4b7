// Receivers and health checks answer an unknown path with the same plain 404 as any Go server, and
// Jaeger itself outside its routes. What they are shows only at a route of their own.

import { SourceError } from '../../errors.ts';
import type { HttpClient } from '../http-answer.ts';
import { shortUrl } from '../url-text.ts';
import { knownServer } from './wrong-server.ts';

interface TellingRoute {
  readonly path: string;
  /** What the server is; fits behind "this is". */
  readonly name: string;
  readonly hint: string;
  matches(status: number, body: string): boolean;
}

const QUERY_PORT = "Jaeger's query API is on port 16686 unless configured otherwise.";
const MOST_BYTES = 4096;

const ROUTES: readonly TellingRoute[] = [
  {
    path: '/v1/traces',
    name: 'an OTLP/HTTP receiver',
    hint: `That port takes traces in. ${QUERY_PORT}`,
    // It takes POST only, and says so.
    matches: (status, body) => status === 405 && body.includes('POST'),
  },
  {
    path: '/status',
    name: 'a health check (an admin port such as 13133)',
    hint: `It only tells health. ${QUERY_PORT}`,
    matches: (status, body) =>
      (status === 200 || status === 503) && /"status"\s*:\s*"Status[A-Z]\w+"/.test(body),
  },
  {
    path: '/status',
    ...knownServer('Tempo'),
    matches: (status, body) => status === 200 && /^tempo, version /m.test(body),
  },
  {
    path: '/status',
    ...knownServer('Prometheus'),
    matches: (status, body) => status === 200 && /<title>\s*Prometheus/i.test(body),
  },
];

/** The error for a server that is surely another one than Jaeger, after at most two more GETs. */
export async function recogniseByRoute(client: HttpClient): Promise<SourceError | undefined> {
  for (const path of new Set(ROUTES.map((route) => route.path))) {
    try {
      const answer = await client.get(path);
      const body = await answer.text(MOST_BYTES);
      const found = ROUTES.find(
        (route) => route.path === path && route.matches(answer.status, body),
      );
      if (found !== undefined) {
        const { name, hint } = found;
        return new SourceError(`${shortUrl(client.baseUrl)} is not Jaeger: this is ${name}`, hint);
      }
    } catch (error) {
      // Nothing more is learned from a server that fails; what it answered before is told.
      if (!(error instanceof SourceError)) throw error;
    }
  }
  return undefined;
}
