// Equal texts held once. A parser makes a new string for every value it reads, and most values of
// traces occur thousands of times; whoever keeps the first one lets the others die young.

const SLOTS = 1024;
/** Longer texts are rarely equal, and comparing them costs. */
const LONGEST = 128;

/** A table of recent texts that forgets by overwriting: it costs little and never grows. */
export class SharedTexts {
  readonly #slots: string[] = new Array<string>(SLOTS).fill('');

  /** `text`, or an equal one met before. */
  share(text: string): string {
    const { length } = text;
    if (length === 0 || length > LONGEST) return text;
    // The ends of texts differ more than their beginnings: numbers are there.
    const slot =
      (text.charCodeAt(length - 1) * 7 + text.charCodeAt(length >> 1) * 31 + length * 37) &
      (SLOTS - 1);
    const known = this.#slots[slot] as string;
    if (known === text) return known;
    this.#slots[slot] = text;
    return text;
  }
}
