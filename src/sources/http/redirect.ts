// Redirects: followed within the same origin, refused elsewhere, because credentials must not follow
// and because a login page is where most of them lead.

import { SourceError } from '../../errors.ts';
import { quotedText } from '../../lib/quoted-text.ts';
import { shortUrl } from '../url-text.ts';
import { LOGIN_HINT } from './login-hint.ts';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const LOGIN_PATH =
  /(^|[/_.-])(log-?in|log-?on|sign-?in|sign_in|sso|oauth2?|openid(-connect)?|saml2?|auth|authorize|authenticate|idp|adfs|cas)([/_.?-]|$)/i;

export interface RedirectFacts {
  /** As asked, without credentials. */
  readonly url: string;
  readonly baseUrl: string;
  readonly status: number;
  /** Value of `Location`. */
  readonly location: string | undefined;
  /** Redirects that were followed before this one. */
  readonly followed: number;
  /** Label of the credentials that were sent. */
  readonly credentials: string | undefined;
}

export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

const MOST_REDIRECTS = 5;

/** The URL to ask next. Errors: SourceError for a redirect that is not followed. */
export function redirectTarget(facts: RedirectFacts): URL {
  const asked = new URL(facts.url);
  const target = parseLocation(facts, asked);
  target.username = '';
  target.password = '';
  target.hash = '';
  const to = shortUrl(target.href);
  const from = shortUrl(facts.url);
  if (leadsToLogin(target, asked)) {
    throw new SourceError(
      `${from} redirects to a login: ${to}`,
      facts.credentials === undefined
        ? LOGIN_HINT
        : `The ${facts.credentials} was not accepted there, or the login wants a browser.`,
    );
  }
  if (target.origin !== asked.origin) {
    throw new SourceError(
      `${from} redirects to another server, which is not followed: ${to}`,
      elsewhereHint(facts, asked, target),
    );
  }
  if (facts.followed >= MOST_REDIRECTS) {
    throw new SourceError(
      `${from} redirects in circles, lastly to ${to}`,
      'A proxy before it probably rewrites paths: ask it where Jaeger is, and give that with --url.',
    );
  }
  return target;
}

function parseLocation(facts: RedirectFacts, asked: URL): URL {
  try {
    return new URL(facts.location ?? '', asked);
  } catch {
    throw new SourceError(
      `${shortUrl(facts.url)} redirects (${facts.status}) to something that is no address: "${quotedText(facts.location ?? '', 80)}"`,
      'Another server than Jaeger, or a misconfigured proxy before it.',
    );
  }
}

function leadsToLogin(target: URL, asked: URL): boolean {
  const sameHost = target.host === asked.host;
  if (sameHost && LOGIN_PATH.test(asked.pathname)) return false;
  return LOGIN_PATH.test(target.pathname) || (!sameHost && LOGIN_PATH.test(target.hostname));
}

function elsewhereHint(facts: RedirectFacts, asked: URL, target: URL): string {
  const path = asked.pathname.slice(new URL(facts.baseUrl).pathname.replace(/\/$/, '').length);
  // The part after the base usually comes along, so what precedes it is the new base.
  if (path !== '' && target.pathname.endsWith(path)) {
    const base = target.origin + target.pathname.slice(0, -path.length);
    return `If that is where Jaeger is: --url ${base.slice(0, 200)}`;
  }
  return 'If Jaeger is there, give that address with --url.';
}
