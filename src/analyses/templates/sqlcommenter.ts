// Code-location hints in statement comments, as sqlcommenter writes them: key='url%20escaped'.
// Frameworks put the controller or route there; everything else in comments is dropped.

const HINT_KEYS = new Set(['controller', 'action', 'route', 'framework', 'file', 'application']);
const PAIR = /([a-z_]{1,32})='([^']{0,256})'/g;

/** Which part of the program sent the statement, as far as its comment says. */
export interface CodeHint {
  readonly key: string;
  readonly value: string;
}

/** The hints of one comment's text; percent signs may be doubled by the driver. */
export function codeHints(comment: string): CodeHint[] {
  const hints: CodeHint[] = [];
  for (const [, key = '', value = ''] of comment.matchAll(PAIR)) {
    if (HINT_KEYS.has(key) && value !== '') hints.push({ key, value: unescaped(value) });
  }
  return hints;
}

function unescaped(value: string): string {
  const single = value.replaceAll('%%', '%');
  try {
    return decodeURIComponent(single);
  } catch {
    return single;
  }
}
