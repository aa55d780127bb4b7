// Names with identifiers in them ("GET /orders/4711") never repeat; folded, they do.

const VARIABLE =
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![0-9a-z])(?=[a-f]*\d)[0-9a-f]{8,}(?![0-9a-z])|\d+/gi;

/** Replaces UUIDs, hexadecimal of 8 digits and more, and runs of digits by `{…}`. */
export function foldName(name: string): string {
  return name.replace(VARIABLE, '{…}');
}
