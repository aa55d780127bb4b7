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
  /** Hides credentials that the address carries. */
  readonly hide?: ((text: string) => string) | undefined;
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
  const hide = facts.hide ?? ((text: string) => text);
  const to = hide(shortUrl(target.href));
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
      hide(elsewhereHint(facts, asked, target)),
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

const STRANGE_HINT = 'Another server than Jaeger, or a misconfigured proxy before it.';

function parseLocation(facts: RedirectFacts, asked: URL): URL {
  const { location = '', status, hide = (text: string) => text } = facts;
  const from = `${shortUrl(facts.url)} redirects (${status})`;
  if (location.trim() === '') {
    throw new SourceError(`${from} and does not say where to`, STRANGE_HINT);
  }
  try {
    return new URL(location, asked);
  } catch {
    const shown = quotedText(hide(location), 80);
    throw new SourceError(`${from} to something that is no address: "${shown}"`, STRANGE_HINT);
  }
}

/** Hosts of identity providers whose paths do not tell. */
const LOGIN_HOST =
  /(^|\.)(accounts\.google\.com|([\w-]+\.)?(okta|oktapreview|auth0|onelogin|pingone|pingidentity|duosecurity|jumpcloud|amazoncognito|cloudflareaccess)\.com)$/i;
/** What OAuth 2, OpenID Connect and SAML put behind the `?`. */
const LOGIN_PARAMETER = /[?&](client_id|response_type|redirect_uri|SAMLRequest|openid\.mode)=/;

function leadsToLogin(target: URL, asked: URL): boolean {
  if (LOGIN_PARAMETER.test(target.search)) return true;
  const sameHost = target.host === asked.host;
  if (sameHost && LOGIN_PATH.test(asked.pathname)) return false;
  if (LOGIN_PATH.test(target.pathname)) return true;
  return !sameHost && (LOGIN_PATH.test(target.hostname) || LOGIN_HOST.test(target.hostname));
}

function elsewhereHint(facts: RedirectFacts, asked: URL, target: URL): string {
  const path = asked.pathname.slice(new URL(facts.baseUrl).pathname.replace(/\/$/, '').length);
  // The part after the base usually comes along, so what precedes it is the new base.
  if (path !== '' && target.pathname.endsWith(path)) {
    const base = target.origin + target.pathname.slice(0, -path.length);
    return `If that is where Jaeger is: --url ${base.slice(0, 200)}`;
  }
  return 'If Jaeger is there, give that address with --url; if it is a login, put a bearer token into TRACESCOPE_TOKEN or a file (--token-file).';
}
