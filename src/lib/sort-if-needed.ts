// Sorting of what mostly is in order already: a look at neighbours instead of a sort's own copy.

/** Sorts `list` in place, as `Array.prototype.sort` would, and returns it. */
export function sortIfNeeded<T>(list: T[], compare: (a: T, b: T) => number): T[] {
  for (let i = 1; i < list.length; i++) {
    if (compare(list[i - 1] as T, list[i] as T) > 0) return list.sort(compare);
  }
  return list;
}
