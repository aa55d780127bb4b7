// A web page where JSON was expected: a login, Jaeger's own page (then the base path is wrong, and the
// page names the right one), or anything else.

import { SourceError } from '../../errors.ts';
import { quotedText } from '../../lib/quoted-text.ts';
import { shortUrl } from '../url-text.ts';
import { type AnswerFacts, missingRouteHint } from './answer-facts.ts';
import { LOGIN_HINT } from './login-hint.ts';
import { readWebPage, type WebPage } from './web-page.ts';

/** The error that a page is, or undefined when the answer is none. */
export function diagnosePage(facts: AnswerFacts): SourceError | undefined {
  const page = readWebPage(facts.headers['content-type'] ?? '', facts.body);
  if (page === undefined) return undefined;
  const url = shortUrl(facts.url);
  if (page.login) {
    return new SourceError(
      `${url} answered with a login page${titleOf(page)} instead of JSON`,
      facts.access?.credentials === undefined
        ? LOGIN_HINT
        : `The ${facts.access.credentials} was not accepted, or the login wants a browser.`,
    );
  }
  if (!page.jaeger && page.baseHref === undefined) {
    return new SourceError(
      `${url} answered with a web page${titleOf(page)} instead of JSON`,
      `Another server answers there, or a proxy wants a login. ${missingRouteHint(facts)}`,
    );
  }
  return new SourceError(
    `${url} answered with ${page.jaeger ? "Jaeger's web page" : `a web page${titleOf(page)}`} instead of JSON`,
    basePathHint(facts, page),
  );
}

function basePathHint(facts: AnswerFacts, page: WebPage): string {
  const base = new URL(facts.baseUrl);
  let right: URL | undefined;
  try {
    right = new URL(page.baseHref ?? '/', base.origin);
  } catch {
    right = undefined;
  }
  const rightBase =
    right === undefined ? base.origin : right.origin + right.pathname.replace(/\/+$/, '');
  const now = base.origin + base.pathname.replace(/\/+$/, '');
  if (rightBase !== now) {
    const place = rightBase === base.origin ? 'no base path' : 'another base path';
    return `The page says it has ${place}: try --url ${rightBase}`;
  }
  const version = page.jaegerVersion === '' ? 'This Jaeger' : `This Jaeger (${page.jaegerVersion})`;
  return `${version} has no such route, or sits behind a proxy that rewrites its base path.`;
}

function titleOf(page: WebPage): string {
  return page.title === '' ? '' : ` ("${quotedText(page.title, 60)}")`;
}
