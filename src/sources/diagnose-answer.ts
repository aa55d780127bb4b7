// From an answer that cannot be used to one sentence of what happened and one of what was probably
// meant. Pure: the facts come in, a SourceError goes out.

import { SourceError } from '../errors.ts';
import { quotedText } from '../lib/quoted-text.ts';
import { type AnswerFacts, missingRouteHint } from './http/answer-facts.ts';
import { diagnosePage } from './http/diagnose-page.ts';
import { LOGIN_HINT, PROXY_LOGIN_HINT } from './http/login-hint.ts';
import { readWebPage } from './http/web-page.ts';
import { recogniseWrongServer } from './http/wrong-server.ts';
import { errorMessageIn, hintForServerError } from './jaeger-error-body.ts';
import { shortUrl } from './url-text.ts';

/** Bytes of a body that a diagnosis looks at. */
export const DIAGNOSIS_BYTES = 32 * 1024;

/** The error that this answer is. Errors of the message carry exit code 4. */
export function diagnoseAnswer(facts: AnswerFacts): SourceError {
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
  const found = facts.url.includes('/api/datasources/') ? undefined : recogniseWrongServer(facts);
  if (found === undefined) return undefined;
  return new SourceError(`${shortUrl(facts.url)} is not Jaeger: this is ${found.name}`, found.hint);
}

function diagnoseByStatus(facts: AnswerFacts): SourceError | undefined {
  const { status } = facts;
  if (status === 401 || status === 403 || status === 407) return diagnoseRefusal(facts);
  if (status === 405) {
    return failure(facts, 'it does not take GET there', missingRouteHint(facts));
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
    if (said !== undefined) return failure(facts, said, hintForServerError(said));
    return failure(facts, plainText(facts) || 'no reason given', missingRouteHint(facts));
  }
  return undefined;
}

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
  if (facts.status === 407) {
    return failure(facts, 'the proxy asks for a login', PROXY_LOGIN_HINT);
  }
  if (credentials === undefined) {
    return failure(
      facts,
      'it asks for a login and no credentials were sent',
      `${LOGIN_HINT}${wants}`,
    );
  }
  if (facts.status === 403) {
    return failure(
      facts,
      `the ${credentials} does not give access to this`,
      `Ask for the right to read traces there, or use other credentials.${wants}`,
    );
  }
  return failure(
    facts,
    `the ${credentials} was not accepted`,
    `It may have expired, or be meant for another server.${wants}`,
  );
}

function diagnoseMissing(facts: AnswerFacts): SourceError {
  const page = readWebPage(facts.headers['content-type'] ?? '', facts.body);
  const said = errorMessageIn(facts.body);
  if (said !== undefined) return failure(facts, said, hintForServerError(said));
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
  const page = readWebPage(facts.headers['content-type'] ?? '', facts.body);
  const said = errorMessageIn(facts.body) ?? (page ? quotedText(page.title) : plainText(facts));
  const known = hintForServerError(said);
  if (facts.status === 500 || facts.status === 501)
    return failure(facts, said || 'no reason given', known);
  const gateway: Readonly<Record<number, string>> = {
    502: 'The proxy before Jaeger got no proper answer from it: Jaeger is down or restarting, or died of the query. Try a smaller window or --limit.',
    503: 'Jaeger or the proxy before it takes no requests now: it is starting, overloaded or has no instances.',
    504: 'The proxy before Jaeger stopped waiting for it: narrow the window (--since, --until), name a service, or lower --limit.',
  };
  return failure(facts, said || 'no reason given', gateway[facts.status] ?? known);
}

function diagnoseText(facts: AnswerFacts): SourceError {
  const url = shortUrl(facts.url);
  if (facts.body.trim() === '') {
    return new SourceError(
      `${url} answered ${facts.status} with an empty body`,
      `A proxy may have cut it off, or Jaeger broke down while answering. ${missingRouteHint(facts)}`,
    );
  }
  const type = facts.headers['content-type'] ?? '';
  if (/^\s*[[{]/.test(facts.body)) {
    return new SourceError(
      `${url} answered JSON that is not of Jaeger's query API: ${quotedText(facts.body, 80)}`,
      missingRouteHint(facts),
    );
  }
  if (
    /protobuf|grpc|octet-stream/.test(type) ||
    /[\u0000-\u0008\ufffd]/.test(facts.body.slice(0, 256))
  ) {
    return new SourceError(
      `${url} answered with binary data${type === '' ? '' : ` (${quotedText(type, 60)})`} instead of JSON`,
      missingRouteHint(facts),
    );
  }
  return new SourceError(
    `${url} answered with text instead of JSON: "${quotedText(facts.body, 80)}"`,
    missingRouteHint(facts),
  );
}

function failure(facts: AnswerFacts, said: string, hint: string): SourceError {
  return new SourceError(
    `${shortUrl(facts.url)} answered ${facts.status}: ${quotedText(said, 300)}`,
    hint,
  );
}

function plainText(facts: AnswerFacts): string {
  if (readWebPage(facts.headers['content-type'] ?? '', facts.body)) return '';
  return quotedText(facts.body);
}
