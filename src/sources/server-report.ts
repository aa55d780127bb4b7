// What `doctor` tells about a server: where it was found, what it speaks, which filters it honours,
// how its clock stands, and what to do about what is not as it should be.

import { SourceError } from '../errors.ts';
import type { HttpAnswer, HttpClient } from './http-answer.ts';
import { type ApiChoice, type Dialect, describeDialect, probeDialect } from './jaeger-dialect.ts';
import { jaegerRoutes, searchAbilities } from './jaeger-routes.ts';
import { ServerClock } from './server-clock.ts';

/** Whose test of a filter counts, and why. */
export interface FilterReport {
  /** As flags: `--tag`. */
  readonly filter: string;
  readonly appliedBy: 'server' | 'tracescope' | 'both';
  readonly why: string;
}

/** Something to know, and what to do about it ('' when nothing). */
export interface ServerFinding {
  /** Kebab-case and stable. */
  readonly code: string;
  readonly text: string;
  readonly todo: string;
}

export interface ServerReport {
  /** Base URL in use, without credentials. */
  readonly url: string;
  /** Paths the server sent us on to. */
  readonly redirects: readonly string[];
  readonly dialect: Dialect;
  /** The dialect in words, with the versions that speak it. */
  readonly dialectText: string;
  /** Which API traces are searched through. */
  readonly api: ApiChoice;
  /** What was sent to be let in, such as "the bearer token from …"; undefined when nothing. */
  readonly credentials: string | undefined;
  /** Server clock minus ours, and how far it may be off; undefined when the server does not tell. */
  readonly clock: { readonly differenceMs: number; readonly uncertaintyMs: number } | undefined;
  /** Undefined when they could not be listed. */
  readonly serviceCount: number | undefined;
  readonly filters: readonly FilterReport[];
  /** Most traces that one search asks for. */
  readonly maxLimit: number;
  readonly findings: readonly ServerFinding[];
}

export interface InspectOptions {
  readonly api?: ApiChoice | undefined;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Asks at most four requests. Errors: SourceError when no Jaeger answers there. */
export async function inspectServer(
  client: HttpClient,
  options: InspectOptions = {},
): Promise<ServerReport> {
  const clock = new ServerClock();
  const redirects = new Set<string>();
  const watched = watching(client, options.now ?? Date.now, clock, redirects);
  const dialect = await probeDialect(watched, options.api);
  const { api } = jaegerRoutes(watched, dialect);
  const findings: ServerFinding[] = [];
  let serviceCount: number | undefined;
  try {
    serviceCount = (await api.services()).length;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const text = `services cannot be listed: ${error.message}`;
    findings.push({ code: 'services-unreadable', text, todo: error.hint });
  }
  const difference = clock.difference();
  return {
    url: client.baseUrl,
    redirects: [...redirects],
    dialect,
    dialectText: describeDialect(dialect),
    api: api.name,
    credentials: client.access?.credentials,
    clock: difference,
    serviceCount,
    filters: filterReports(dialect, api.name),
    maxLimit: searchAbilities(dialect, api.name).maxLimit,
    findings: [
      ...findings,
      ...clockFindings(difference),
      ...serverFindings(client, dialect, [...redirects], serviceCount),
    ],
  };
}

function watching(
  client: HttpClient,
  now: () => number,
  clock: ServerClock,
  redirects: Set<string>,
): HttpClient {
  return {
    baseUrl: client.baseUrl,
    access: client.access,
    async get(path, parameters): Promise<HttpAnswer> {
      const sentMs = now();
      const answer = await client.get(path, parameters);
      clock.saw(answer.headers.date, sentMs, now());
      for (const redirect of answer.redirects ?? []) redirects.add(redirect);
      return answer;
    },
    close: () => client.close(),
  };
}

function filterReports(dialect: Dialect, api: ApiChoice): FilterReport[] {
  const { tags } = searchAbilities(dialect, api);
  const unknownTags =
    dialect.kind === 'compatible'
      ? 'what such servers compare is their own affair'
      : 'query.attributes is ignored up to Jaeger 2.18';
  return [
    { filter: '--service', appliedBy: 'server', why: 'every server compares it exactly' },
    { filter: '--operation', appliedBy: 'server', why: 'every server compares it exactly' },
    { filter: '--since, --until', appliedBy: 'both', why: 'stores round the window differently' },
    {
      filter: '--tag',
      appliedBy: tags ? 'both' : 'tracescope',
      why: tags
        ? 'stores differ in what they compare; values that one could misread are tested here only'
        : unknownTags,
    },
    {
      filter: '--error',
      appliedBy: 'tracescope',
      why: 'versions find different things by error=true, and none an error in another service',
    },
    {
      filter: '--min-duration, --max-duration',
      appliedBy: 'tracescope',
      why: 'servers compare the duration of single spans, not of the trace',
    },
  ];
}

/** Differences that can only be the clock: more than this much beyond the uncertainty. */
const CLOCK_TOLERANCE_MS = 2000;

function clockFindings(
  clock: { differenceMs: number; uncertaintyMs: number } | undefined,
): ServerFinding[] {
  if (!clock) return [];
  const offMs = Math.abs(clock.differenceMs) - clock.uncertaintyMs;
  if (offMs <= CLOCK_TOLERANCE_MS) return [];
  const side = clock.differenceMs > 0 ? 'ahead of' : 'behind';
  const size = spanOfTime(Math.abs(clock.differenceMs) / 1000);
  return [
    {
      code: 'clock-difference',
      text: `the server's clock is ${size} ${side} this machine's: windows such as "the last 10 minutes" are off by as much`,
      todo: 'Set both clocks by NTP, or give --since and --until as absolute times of the server.',
    },
  ];
}

/** "12.5 s", "61 minutes", "3 days": enough to see what is wrong with a clock. */
function spanOfTime(seconds: number): string {
  if (seconds < 300) return `${Math.round(seconds * 10) / 10} s`;
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} minutes`;
  return seconds < 2 * 86_400
    ? `${Math.round(seconds / 3600)} hours`
    : `${Math.round(seconds / 86_400)} days`;
}

function serverFindings(
  client: HttpClient,
  dialect: Dialect,
  redirects: readonly string[],
  serviceCount: number | undefined,
): ServerFinding[] {
  const findings: ServerFinding[] = [];
  if (serviceCount === 0) {
    findings.push({
      code: 'no-services',
      text: 'the server knows no services: no traces have arrived, or none for this tenant',
      todo: 'Check that the collector sends to this Jaeger, and its tenant if it has several.',
    });
  }
  if (dialect.isHidden) {
    findings.push({
      code: 'hidden-version',
      text: 'a gateway rewrites errors of api_v3, so that its version is hidden: the oldest is assumed, each service searched by itself and tags tested here',
      todo: 'Let the gateway before Jaeger pass answers with status 400 as they are.',
    });
  }
  const redirect = redirects[redirects.length - 1];
  if (redirect !== undefined) {
    const base = new URL(redirect, client.baseUrl).href.replace(/\/api\/.*$/, '');
    findings.push({
      code: 'redirected',
      text: `the server redirects to ${redirect}: every request is made twice`,
      todo: `Use --url ${base}`,
    });
  }
  if (dialect.kind === 'compatible') {
    findings.push({
      code: 'compatible-server',
      text: 'this speaks a part of v1 and does not answer as Jaeger does: another server, or a gateway that rewrites errors; tags are tested here, and kinds and warnings may be missing',
      todo: 'If it is Jaeger: let the gateway before it pass answers with status 400 as they are.',
    });
  } else if (dialect.v1Search && dialect.v3 === 'none' && dialect.why !== '--api v1') {
    findings.push({
      code: 'no-v3',
      text: 'api_v3 is not reachable: a trace with a NaN attribute cannot be read',
      todo: 'Let the gateway before Jaeger pass /api/v3 as well.',
    });
  }
  const { protocol, hostname } = new URL(client.baseUrl);
  const local = /^(localhost|127\.|\[::1\])/.test(hostname);
  if (client.access?.credentials !== undefined && protocol === 'http:' && !local) {
    findings.push({
      code: 'credentials-in-clear',
      text: `${client.access.credentials} travels unencrypted`,
      todo: 'Use https if the server offers it.',
    });
  }
  return findings;
}
