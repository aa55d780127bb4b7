// From an answer that cannot be used to one sentence of what happened and one of what was probably
// meant. Pure: the facts come in, a SourceError goes out.

import { SourceError } from '../errors.ts';
import { quotedText } from '../lib/quoted-text.ts';
import { type AnswerFacts, missingRouteHint } from './http/answer-facts.ts';
import { diagnosePage } from './http/diagnose-page.ts';
import { diagnoseText } from './http/diagnose-text.ts';
import { LOGIN_HINT, PROXY_AROUND_HINT, PROXY_LOGIN_HINT } from './http/login-hint.ts';
import { readWebPage } from './http/web-page.ts';
import { recogniseWrongServer } from './http/wrong-server.ts';
import { errorMessageIn, hintForServerError, SERVER_FAULT_HINT } from './jaeger-error-body.ts';
import { shortUrl } from './url-text.ts';

/** The error that this answer is. Errors of the message carry exit code 4. */
export function diagnoseAnswer(facts: AnswerFacts): SourceError {
  const error = diagnose(facts);
  const { proxy } = facts.access ?? {};
  if (proxy === undefined || !PROXIES_SAY.has(facts.status)) return error;
  return new SourceError(
    error.message,
    `${error.hint} Or ${proxy} said so itself. ${PROXY_AROUND_HINT}`,
  );
}

/** What a forward proxy answers when it will not or cannot ask the server. */
const PROXIES_SAY = new Set([400, 403, 500, 502, 503, 504]);

function diagnose(facts: AnswerFacts): SourceError {
  return (
    diagnoseTlsMixup(facts) ??
    diagnoseWrongServer(facts) ??
    diagnoseByStatus(facts) ??
    diagnosePage(facts) ??
    diagnoseText(facts)
  );
}

function diagnoseTlsMixup(facts: AnswerFacts): SourceError | undefined {
  const mixed = /HTTP request (was sent )?to (an )?HTTPS (server|port)/i.test(facts.body);
  if (facts.status !== 400 || !mixed) return undefined;
  return new SourceError(
    `${shortUrl(facts.url)} expects HTTPS and was asked over plain HTTP`,
    `Use --url ${facts.baseUrl.replace(/^http:/, 'https:')}`,
  );
}

function diagnoseWrongServer(facts: AnswerFacts): SourceError | undefined {
  // Behind Grafana's proxy the server is the right one, and what Grafana says about it counts.
  // And where VictoriaTraces has its Jaeger API, it only lacks a route of it.
  const isThere = /\/api\/datasources\/|\/select\/jaeger\//.test(facts.url);
  const found = isThere ? undefined : recogniseWrongServer(facts);
  if (found === undefined) return undefined;
  const hint = found.hint.replace('SERVER', new URL(facts.baseUrl).origin);
  return new SourceError(`${shortUrl(facts.url)} is not Jaeger: this is ${found.name}`, hint);
}

function diagnoseByStatus(facts: AnswerFacts): SourceError | undefined {
  const { status } = facts;
  if (status === 401 || status === 403 || status === 407) return diagnoseRefusal(facts);
  if (status === 405) {
    const takesTraces = new URL(facts.url).pathname.endsWith('/api/traces');
    const hint = takesTraces ? COLLECTOR_HINT : missingRouteHint(facts);
    return failure(facts, 'it does not take GET there', hint);
  }
  if (status === 404 || status === 410) return diagnoseMissing(facts);
  if (status === 413 || status === 414 || status === 431) {
    const hint =
      'Fewer or shorter filters make the request shorter; a cookie or header given with -H counts too.';
    return failure(facts, 'the request was too large for it or for a proxy before it', hint);
  }
  if (status === 429) return diagnoseTooMany(facts);
  if (status >= 500) return diagnoseServerFault(facts);
  if (status >= 400) {
    const said = errorMessageIn(facts.body);
    if (said !== undefined) return failure(facts, said, hintForServerError(said) || NOT_TAKEN_HINT);
    return failure(facts, pageOrText(facts) || 'no reason given', missingRouteHint(facts));
  }
  return undefined;
}

const COLLECTOR_HINT =
  "It is probably a collector, which takes traces in at that path (Jaeger's on port 14268). Jaeger's query API is on port 16686 unless configured otherwise.";

const NOT_TAKEN_HINT =
  'It did not take the request as it was asked, which --verbose shows: another version, or a proxy that changes requests. --api v1 or v3 asks in another way.';

function diagnoseRefusal(facts: AnswerFacts): SourceError {
  const tenant = /^\s*(missing|unknown) tenant header|^\s*unknown tenant/i.exec(facts.body);
  if (tenant) {
    const missing = tenant[1]?.toLowerCase() === 'missing';
    const said = missing
      ? 'it serves several tenants and none was named'
      : 'it does not know this tenant';
    return failure(
      facts,
      said,
      'Name the tenant with --tenant (and the header with --tenant-header when it is not x-tenant).',
    );
  }
  const { credentials } = facts.access ?? {};
  const scheme = /^\s*([A-Za-z]+)/.exec(facts.headers['www-authenticate'] ?? '')?.[1];
  const wants = scheme === undefined ? '' : ` It asks for ${scheme} credentials.`;
  const why = ownWords(facts);
  if (facts.status === 407) {
    return failure(facts, 'the proxy asks for a login', PROXY_LOGIN_HINT);
  }
  if (credentials === undefined && facts.status === 403) {
    return failure(
      facts,
      `it refuses access, and no credentials were sent${why}`,
      `${LOGIN_HINT}${wants} Or it lets in certain addresses only: is the VPN up?`,
    );
  }
  if (credentials === undefined) {
    return failure(
      facts,
      `it asks for a login and no credentials were sent${why}`,
      `${LOGIN_HINT}${wants}`,
    );
  }
  if (facts.status === 403) {
    return failure(
      facts,
      `the ${credentials} does not give access to this${why}`,
      `Ask for the right to read traces there, or use other credentials.${wants}`,
    );
  }
  return failure(
    facts,
    `the ${credentials} was not accepted${why}`,
    `It may have expired, or be meant for another server.${wants}`,
  );
}

// What a refusal says beyond its status: which header is missing, that a token expired.
function ownWords(facts: AnswerFacts): string {
  const said = quotedText(errorMessageIn(facts.body) ?? pageOrText(facts), 120);
  const adds = said.replace(
    /\b(40[13]|unauthori[sz]ed|forbidden|authorization required)\b|\W/gi,
    '',
  );
  return adds === '' ? '' : ` (it says: "${said}")`;
}

function diagnoseMissing(facts: AnswerFacts): SourceError {
  const page = readWebPage(facts.headers['content-type'] ?? '', facts.body);
  const said = errorMessageIn(facts.body);
  if (said !== undefined) {
    return failure(facts, said, hintForServerError(said) || missingRouteHint(facts));
  }
  const by = page?.title ? ` (page: "${quotedText(page.title, 60)}")` : '';
  return failure(facts, `there is no such path${by}`, missingRouteHint(facts));
}

function diagnoseTooMany(facts: AnswerFacts): SourceError {
  const after = facts.headers['retry-after'];
  const when =
    after === undefined ? '' : ` (it says to wait: Retry-After ${quotedText(after, 40)})`;
  return failure(facts, `too many requests${when}`, 'Try again later, or with --concurrency 1.');
}

function diagnoseServerFault(facts: AnswerFacts): SourceError {
  const said = errorMessageIn(facts.body) ?? pageOrText(facts);
  const known = hintForServerError(said) || SERVER_FAULT_HINT;
  if (facts.status === 500 || facts.status === 501)
    return failure(facts, said || 'no reason given', known);
  if (facts.status >= 520 && facts.status <= 530)
    return failure(facts, said || 'no reason given', CLOUDFLARE_HINT);
  const gateway: Readonly<Record<number, string>> = {
    502: 'The proxy before Jaeger got no proper answer from it: Jaeger is down or restarting, or died of the query. Try a smaller window or --limit.',
    503: 'Jaeger or the proxy before it takes no requests now: it is starting, overloaded or has no instances.',
    504: 'The proxy before Jaeger stopped waiting for it: narrow the window (--since, --until), name a service, or lower --limit.',
  };
  return failure(facts, said || 'no reason given', gateway[facts.status] ?? known);
}

const CLOUDFLARE_HINT =
  'Cloudflare, which stands before Jaeger, got no proper answer from it: Jaeger is down, or not to be reached from there.';

function failure(facts: AnswerFacts, said: string, hint: string): SourceError {
  return new SourceError(
    `${shortUrl(facts.url)} answered ${facts.status}: ${quotedText(said, 300)}`,
    hint,
  );
}

/** The title of a page, or the text that an answer is; '' when it says nothing. */
function pageOrText({ headers, body }: AnswerFacts): string {
  const page = readWebPage(headers['content-type'] ?? '', body);
  if (page) return quotedText(page.title);
  return /[\u0000-\u0008\ufffd]/.test(body.slice(0, 400))
    ? 'something that is not text'
    : quotedText(body);
}
