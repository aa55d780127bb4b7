// What the verb of an operation, method or repository says: does it read or write.

const WRITE_WORDS =
  /^(?:save|insert\w*|create\w*|update\w*|upsert\w*|delete\w*|remove\w*|destroy\w*|replace\w*|merge|put\w*|bulk\w*|write\w*|findandmodify|findone(?:and\w+))$/i;
const READ_WORDS =
  /^(?:select|find\w*|get\w*|query|scan|search|count\w*|aggregate|distinct|list\w*|fetch\w*|load\w*|read\w*|exists|msearch|mget)$/i;

/** Both false for verbs that say neither. */
export function verbFlags(verb: string): { read: boolean; write: boolean } {
  const write = WRITE_WORDS.test(verb);
  return { write, read: !write && READ_WORDS.test(verb) };
}

/** First word, lower case, split at blanks and colons. */
export function firstWord(text: string): string {
  return (text.trim().split(/[\s:]+/, 1)[0] ?? '').toLowerCase();
}
