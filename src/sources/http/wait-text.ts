// How long was waited, as messages say it.

/** "200 ms", "1.5 s", "60 s". */
export function waitText(ms: number): string {
  return ms >= 1000 ? `${Math.round(ms / 100) / 10} s` : `${ms} ms`;
}
