// Text from a server or a file, fit to be quoted inside an error message: one line, no control or
// direction characters, of bounded length.

// Controls, line and paragraph separators, soft hyphen, zero-width and bidirectional marks.
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+/g;

/** `text` as one line of at most `max` characters; what was cut is shown as `…`. */
export function quotedText(text: string, max = 160): string {
  // Only the start can be shown, so only the start is looked at: bodies may be megabytes.
  const start = text.slice(0, max * 8);
  const line = start
    .replace(UNSAFE, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\p{Surrogate}/gu, '\ufffd');
  const letters = Array.from(line);
  const cut = letters.length > max || text.length > start.length;
  return cut
    ? `${letters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`
    : line;
}
