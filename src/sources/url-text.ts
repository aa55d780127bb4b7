// URLs as they stand in messages: never with userinfo, and without the query, which can be long and
// can hold secrets of a login.

/** Scheme, host and path of `url`, at most 200 characters; text that is no URL is cut at `?`. */
export function shortUrl(url: string): string {
  let text: string;
  try {
    const parsed = new URL(url);
    text = parsed.origin + (parsed.pathname === '/' ? '' : parsed.pathname);
  } catch {
    text = (url.split(/[?#]/)[0] ?? '').replace(/\/\/[^/@]*@/, '//');
  }
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
