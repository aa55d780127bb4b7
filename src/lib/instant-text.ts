// Absolute instants as RFC 3339 in UTC with nine digits: exact, sortable as text.

/**
 * The instant `offsetNs` after (`epochUs` us + `restNs` ns). All integers; the result is exact for
 * offsets below 2^53 ns.
 */
export function instantText(epochUs: number, restNs = 0, offsetNs = 0): string {
  const belowUs = restNs + offsetNs;
  const us = epochUs + Math.floor(belowUs / 1000);
  const ns = belowUs - Math.floor(belowUs / 1000) * 1000;
  const seconds = Math.floor(us / 1e6);
  const micros = us - seconds * 1e6;
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return 'invalid';
  const digits = String(micros).padStart(6, '0') + String(ns).padStart(3, '0');
  // Joined, not added: a sum of texts stays a tree of its parts, and many are kept.
  return [date.toISOString().slice(0, -5), '.', digits, 'Z'].join('');
}
