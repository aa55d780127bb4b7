// Sorts a part of an integer array in place. Most parts are a handful of children of one span, for
// which the built-in sort of typed arrays costs more in setting up than in sorting.

const FEW = 12;

/** Sorts `array[from, to)`; `compare` as for Array.prototype.sort. Stable. */
export function sortRange(
  array: Int32Array,
  from: number,
  to: number,
  compare: (a: number, b: number) => number,
): void {
  if (to - from > FEW) {
    array.subarray(from, to).sort(compare);
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const value = array[i] as number;
    let j = i - 1;
    while (j >= from && compare(array[j] as number, value) > 0) {
      array[j + 1] = array[j] as number;
      j--;
    }
    array[j + 1] = value;
  }
}
