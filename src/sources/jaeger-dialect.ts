// Which API a server speaks, found by asking routes without parameters: they answer from the router
// and never touch storage. At most three GETs, two more where nothing at all was found; the answer
// holds for the run.

import { SourceError } from '../errors.ts';
import { DIAGNOSIS_BYTES } from './http/answer-facts.ts';
import { recogniseByRoute } from './http/telling-routes.ts';
import type { HttpAnswer, HttpClient } from './http-answer.ts';
import { errorMessageIn, PLAIN_NOT_FOUND } from './jaeger-error-body.ts';
import { unusableAnswer } from './unusable-answer.ts';

export type ApiChoice = 'v1' | 'v3';

export interface Dialect {
  /** `compatible`: another server that speaks the v1 JSON API, such as VictoriaTraces. */
  readonly kind: 'jaeger' | 'compatible';
  /** `/api/traces?service=…`, `/api/services` and `/api/operations` are there. */
  readonly v1Search: boolean;
  /** Spelling that api_v3 prefers; both are always sent. `none`: no api_v3. */
  readonly v3: 'snake' | 'camel' | 'none';
  /** `query.attributes` is honoured by api_v3; before 2.19 it is ignored without a word. */
  readonly attributesFilter: boolean;
  /** A gateway rewrites what api_v3 says to a question without parameters, and hides its version. */
  readonly isHidden?: boolean;
  /** `/api/v3/trace-summaries` is there. */
  readonly summaries: boolean;
  /** How it was found out, for people. */
  readonly why: string;
}

interface ProbeAnswer {
  readonly answer: HttpAnswer;
  readonly body: string;
}

/**
 * The dialect of the server behind `client`. `forced` asks only what the chosen API needs to know
 * and believes the user for the rest. Errors: SourceError when nothing there speaks either API.
 */
export async function probeDialect(client: HttpClient, forced?: ApiChoice): Promise<Dialect> {
  if (forced !== undefined) {
    const probe = await ask(client, forced === 'v1' ? '/api/traces' : '/api/v3/traces');
    if (isDecisive(probe)) throw await unusableAnswer(client, probe.answer, probe.body);
    return forced === 'v1' ? forcedV1(probe) : forcedV3(probe);
  }
  const v1 = await ask(client, '/api/traces');
  if (isDecisive(v1)) {
    const { message, hint } = await unusableAnswer(client, v1.answer, v1.body);
    const only =
      v1.answer.status === 403 ? ' If a gateway lets only api_v3 through: --api v3.' : '';
    throw new SourceError(message, `${hint}${only}`);
  }
  const v3 = await ask(client, '/api/v3/traces');
  const spelling = v3Spelling(v3);
  if (spelling === 'camel') {
    const summaries = await ask(client, '/api/v3/trace-summaries');
    return foundJaeger(isV1Search(v1), spelling, isV3Refusal(summaries));
  }
  if (spelling === 'snake' || isV1Search(v1)) return foundJaeger(isV1Search(v1), spelling, false);
  // v1 is gone and something stands in for the answer of api_v3: its lists are asked instead.
  if (isMissing(v1) && isRewritten(v3)) {
    const listed = await ask(client, '/api/v3/services');
    if (hasServiceList(listed)) return hiddenV3(v3.answer.status);
    throw await unusableAnswer(client, v3.answer, v3.body);
  }
  const services = await ask(client, '/api/services');
  if (hasDataList(services)) {
    return {
      kind: 'compatible',
      v1Search: true,
      v3: 'none',
      attributesFilter: false,
      summaries: false,
      why: '/api/services answers as v1 does, but /api/traces does not as Jaeger would',
    };
  }
  const telling = isMissing(v1) && !isMissing(services) ? services : v1;
  if (isMissing(telling) && telling.body.startsWith(PLAIN_NOT_FOUND)) {
    const recognised = await recogniseByRoute(client);
    if (recognised !== undefined) throw recognised;
  }
  throw await unusableAnswer(client, telling.answer, telling.body);
}

/** The dialect in one line, with the Jaeger versions that speak it. */
export function describeDialect(dialect: Dialect): string {
  if (dialect.kind === 'compatible') return "a server that speaks Jaeger's v1 API in part";
  if (dialect.isHidden)
    return 'Jaeger behind a gateway that hides its version: api_v3, no v1 search';
  if (!dialect.v1Search) {
    if (dialect.v3 === 'none') return 'no v1 search, only traces by ID';
    return dialect.v3 === 'camel'
      ? 'Jaeger after 2.20: api_v3, no v1 search'
      : 'Jaeger up to 2.18: api_v3 in snake_case; v1 search is not reachable';
  }
  if (dialect.v3 === 'camel') return 'Jaeger 2.19 or 2.20: v1 search, api_v3 in camelCase';
  return dialect.v3 === 'snake'
    ? 'Jaeger up to 2.18: v1 search, api_v3 in snake_case'
    : 'Jaeger: v1 search; api_v3 is not reachable';
}

async function ask(client: HttpClient, path: string): Promise<ProbeAnswer> {
  const answer = await client.get(path);
  return { answer, body: await answer.text(DIAGNOSIS_BYTES) };
}

// Logins, overload and broken gateways concern every route: asking the next one tells nothing new.
function isDecisive({ answer: { status } }: ProbeAnswer): boolean {
  return [401, 403, 407, 429, 502, 503, 504].includes(status) || (status >= 300 && status < 400);
}

function isMissing({ answer }: ProbeAnswer): boolean {
  return answer.status === 404;
}

function isV1Search({ answer, body }: ProbeAnswer): boolean {
  return answer.status === 400 && errorMessageIn(body) === "parameter 'service' is required";
}

function isV3Refusal({ answer, body }: ProbeAnswer): boolean {
  return answer.status === 400 && /query\.start_?time_?min/i.test(errorMessageIn(body) ?? '');
}

function v3Spelling(probe: ProbeAnswer): Dialect['v3'] {
  if (!isV3Refusal(probe)) return 'none';
  return probe.body.includes('query.start_time_min') ? 'snake' : 'camel';
}

function hasDataList({ answer, body }: ProbeAnswer): boolean {
  if (answer.status !== 200) return false;
  // A long list is cut off by the limit of the probe, and is a list nevertheless.
  return /^\s*\{[^[{]*"data"\s*:\s*(\[|null)/.test(body);
}

function isRewritten({ answer: { status } }: ProbeAnswer): boolean {
  return status === 400 || status === 422 || status === 500;
}

function hasServiceList({ answer, body }: ProbeAnswer): boolean {
  return answer.status === 200 && /^\s*\{\s*("services"\s*:\s*(\[|null)|\}\s*$)/.test(body);
}

// The oldest dialect of api_v3: it asks of later ones nothing that they do not understand.
function hiddenV3(status: number): Dialect {
  return {
    kind: 'jaeger',
    v1Search: false,
    v3: 'snake',
    attributesFilter: false,
    isHidden: true,
    summaries: false,
    why: `/api/v3/services answers; /api/v3/traces answered ${status}, not as Jaeger would`,
  };
}

function foundJaeger(v1Search: boolean, v3: Dialect['v3'], summaries: boolean): Dialect {
  const signs = [
    v1Search ? '/api/traces asks for a service' : '/api/traces is not there',
    v3 === 'none'
      ? '/api/v3/traces is not there'
      : `/api/v3/traces asks for query.${v3 === 'camel' ? 'startTimeMin' : 'start_time_min'}`,
  ];
  if (v3 === 'camel') {
    signs.push(`/api/v3/trace-summaries is ${summaries ? '' : 'not '}there`);
  }
  const attributesFilter = v3 === 'camel';
  return { kind: 'jaeger', v1Search, v3, attributesFilter, summaries, why: signs.join('; ') };
}

function forcedV1(probe: ProbeAnswer): Dialect {
  const removed = probe.answer.status === 404 && probe.body.startsWith(PLAIN_NOT_FOUND);
  return {
    kind: isV1Search(probe) || removed ? 'jaeger' : 'compatible',
    v1Search: !removed,
    v3: 'none',
    attributesFilter: false,
    summaries: false,
    why: '--api v1',
  };
}

function forcedV3(probe: ProbeAnswer): Dialect {
  const camel = v3Spelling(probe) === 'camel';
  return {
    kind: 'jaeger',
    v1Search: false,
    v3: camel ? 'camel' : 'snake',
    attributesFilter: camel,
    summaries: false,
    why: '--api v3',
  };
}
