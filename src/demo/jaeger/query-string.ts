// A URL query read as Go reads it: a pair with a raw `;` or a broken escape is dropped without a
// word, and the first value of a repeated key counts.

export class QueryString {
  readonly #values = new Map<string, string[]>();

  /** `text` is what follows the question mark. */
  constructor(text: string) {
    for (const pair of text.split('&')) {
      if (pair === '' || pair.includes(';')) continue;
      const at = pair.indexOf('=');
      const key = decode(at < 0 ? pair : pair.slice(0, at));
      const value = decode(at < 0 ? '' : pair.slice(at + 1));
      if (key === undefined || value === undefined) continue;
      const known = this.#values.get(key);
      if (known) known.push(value);
      else this.#values.set(key, [value]);
    }
  }

  /** The first value, '' when absent. */
  get(key: string): string {
    return this.#values.get(key)?.[0] ?? '';
  }

  all(key: string): readonly string[] {
    return this.#values.get(key) ?? [];
  }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
