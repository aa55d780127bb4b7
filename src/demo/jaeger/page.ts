// What a path that is no route gets: the page of the UI, or a redirect to a tidier path.

import type { ApiAnswer, JaegerServer } from './api-answer.ts';

/** The page of the UI, cut down to what carries data. */
export function page({ behaviour, basePath }: JaegerServer): ApiAnswer {
  const base = behaviour.pageNamesBasePath ? `${basePath}/` : '/';
  const body = [
    '<!DOCTYPE html>',
    '<html lang="en">',
    `<base href="${base}" data-inject-target="BASE_URL"/>`,
    '<title>Test Page</title>',
    'JAEGER_CONFIG = DEFAULT_CONFIG;',
    behaviour.pageCapabilities,
    `JAEGER_VERSION = {"gitCommit":"","gitVersion":"${behaviour.gitVersion}","buildDate":""};`,
    '</html>',
  ].join('\n');
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

/** To a path of this server; the query goes along. */
export function redirect({ behaviour }: JaegerServer, path: string, queryText: string): ApiAnswer {
  const { status, html } = behaviour.redirect;
  const location = queryText === '' ? path : `${path}?${queryText}`;
  if (!html) return { status, headers: { location }, body: '' };
  return {
    status,
    headers: { location, 'content-type': 'text/html; charset=utf-8' },
    body: `<a href="${location.replaceAll('&', '&amp;')}">Temporary Redirect</a>.\n\n`,
  };
}

/** Without duplicate slashes, `.` and `..`; a trailing slash stays. */
export function cleanPath(path: string): string {
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  const trailing = path.endsWith('/') && kept.length > 0 ? '/' : '';
  return `/${kept.join('/')}${trailing}`;
}
