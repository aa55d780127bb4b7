// The names a mistyped word was probably meant to be: edit distance with transpositions
// (Damerau-Levenshtein, optimal string alignment), a third of the word may be wrong.

// Longer texts are data, not names somebody meant to type.
const LONGEST_NAME = 200;

/**
 * Up to `max` candidates near `word`, nearest first, ties in the order given; empty when nothing
 * is near. Case does not count, and a candidate that starts with the word (at least two letters)
 * counts as one edit away.
 */
export function nearestNames(word: string, candidates: Iterable<string>, max = 3): string[] {
  const wanted = word.toLowerCase();
  if (wanted === '' || wanted.length > LONGEST_NAME || max < 1) return [];
  const near: { name: string; distance: number; order: number }[] = [];
  const seen = new Set<string>();
  for (const name of candidates) {
    if (name.length > LONGEST_NAME || seen.has(name)) continue;
    seen.add(name);
    const distance = nameDistance(wanted, name.toLowerCase());
    if (distance <= tolerance(wanted)) near.push({ name, distance, order: near.length });
  }
  near.sort((a, b) => a.distance - b.distance || a.order - b.order);
  return near.slice(0, max).map(({ name }) => name);
}

// Short words may differ by one letter, long ones by a third: `fidn` is find, `x` is nothing.
function tolerance(word: string): number {
  return Math.max(1, Math.floor(word.length / 3));
}

function nameDistance(word: string, candidate: string): number {
  if (word.length >= 2 && candidate.startsWith(word) && candidate !== word) return 1;
  if (Math.abs(word.length - candidate.length) > tolerance(word)) return Number.POSITIVE_INFINITY;
  return editDistance(word, candidate);
}

/** Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  let twoAbove: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(
        (above[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (above[j - 1] as number) + cost,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (twoAbove[j - 2] as number) + 1);
      }
      row.push(best);
    }
    twoAbove = above;
    above = row;
  }
  return above[b.length] as number;
}
