// What an HTML answer tells: a login page, Jaeger's own user interface (which knows its base path),
// or the error page of a proxy. Only the start of the page is looked at, as text.

export interface WebPage {
  readonly title: string;
  /** `href` of its `<base>`, or undefined. */
  readonly baseHref: string | undefined;
  readonly login: boolean;
  /** The page carries the marks of Jaeger's user interface. */
  readonly jaeger: boolean;
  /** Version that Jaeger's page names, or ''. */
  readonly jaegerVersion: string;
}

const LOGIN_TITLE =
  /\b(log ?-?in|log ?-?on|sign ?-?in|authenticat|single sign|sso\b|oauth|keycloak|dex\b)/i;

/** The page, or undefined when `body` is not HTML. */
export function readWebPage(contentType: string, body: string): WebPage | undefined {
  const start = body.slice(0, 64).trimStart().toLowerCase();
  const markup =
    start.startsWith('<!doctype html') || start.startsWith('<html') || start.startsWith('<head');
  const declared = /\b(text\/html|application\/xhtml\+xml)\b/i.test(contentType);
  if (!markup && !(declared && start.startsWith('<'))) return undefined;
  const title = /<title[^>]*>([^<]{0,300})/i.exec(body)?.[1]?.trim() ?? '';
  const baseHref = /<base\s[^>]{0,300}?href\s*=\s*["']?([^"'\s>]{1,300})/i.exec(body)?.[1];
  const jaeger = /JAEGER_(VERSION|CONFIG|STORAGE_CAPABILITIES|BACKEND_CAPABILITIES)|Jaeger UI/.test(
    body,
  );
  const password = /<input\s[^>]{0,300}type\s*=\s*["']?password/i.test(body);
  return {
    title: unescapeHtml(title),
    baseHref,
    login:
      !jaeger && (password || LOGIN_TITLE.test(title) || /\/oauth2\/start|SAMLRequest/.test(body)),
    jaeger,
    jaegerVersion: /"gitVersion"\s*:\s*"([\w.+-]{1,40})"/.exec(body)?.[1] ?? '',
  };
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['#39', "'"],
]);

function unescapeHtml(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES.get(name) ?? '');
}
