// What was skipped, repaired, cut short or not looked at: counted by code, shown once with an
// example. Sources, traces and analyses collect notes; reports print them and scripts read them.

/** One kind of thing worth knowing about the data, with how often it occurred. */
export interface Note {
  /** Kebab-case and stable: part of the JSON contract. */
  readonly code: string;
  readonly count: number;
  /** What it means and what to do, in one sentence; may name one example. */
  readonly text: string;
}

/** Counts notes by code; the first text given for a code is kept as its example. */
export class Notes {
  readonly #notes = new Map<string, { count: number; text: string }>();

  add(code: string, text: string, count = 1): void {
    const known = this.#notes.get(code);
    if (known) known.count += count;
    else this.#notes.set(code, { count, text });
  }

  addAll(notes: Iterable<Note>): void {
    for (const note of notes) this.add(note.code, note.text, note.count);
  }

  has(code: string): boolean {
    return this.#notes.has(code);
  }

  count(code: string): number {
    return this.#notes.get(code)?.count ?? 0;
  }

  /** All notes, sorted by code so that output is deterministic. */
  list(): Note[] {
    return [...this.#notes]
      .map(([code, { count, text }]) => ({ code, count, text }))
      .sort((a, b) => (a.code < b.code ? -1 : 1));
  }
}
