// What was sent to be let in, hidden wherever a server repeats it: gateways quote the Authorization
// header in their error pages, and redirects carry tokens along.

/** Shorter ones would hide ordinary words; as a whole header they are hidden nevertheless. */
const SHORTEST = 4;
const HIDDEN = '(hidden)';

export class SecretMask {
  readonly #secrets = new Set<string>();
  #longestFirst: readonly string[] = [];

  /** Hides the value of a header from now on: whole, without its scheme, and what Basic encodes. */
  add(value: string | undefined): void {
    if (value === undefined || value === '' || this.#secrets.has(value)) return;
    for (const secret of secretsIn(value)) {
      for (const spelling of [
        secret,
        encodeURIComponent(secret),
        JSON.stringify(secret).slice(1, -1),
      ])
        this.#secrets.add(spelling);
    }
    this.#longestFirst = [...this.#secrets].sort((a, b) => b.length - a.length);
  }

  /** `text` with `(hidden)` in place of every secret. */
  readonly hide = (text: string): string => {
    let shown = text;
    for (const secret of this.#longestFirst) shown = shown.replaceAll(secret, HIDDEN);
    return shown;
  };
}

function secretsIn(value: string): string[] {
  const [, scheme, rest] = /^([A-Za-z]+) +(.+)$/.exec(value) ?? [];
  const secrets = [value];
  if (rest !== undefined && rest.length >= SHORTEST) secrets.push(rest);
  if (rest !== undefined && scheme?.toLowerCase() === 'basic') {
    const login = Buffer.from(rest, 'base64').toString('utf8');
    const password = login.slice(login.indexOf(':') + 1);
    secrets.push(login, ...(password.length >= SHORTEST ? [password] : []));
  }
  return secrets;
}
