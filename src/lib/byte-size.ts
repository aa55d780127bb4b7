// Sizes in bytes, as people type them for a flag and as messages name them.

const UNIT_BYTES: ReadonlyMap<string, number> = new Map([
  ['b', 1],
  ['kb', 1e3],
  ['mb', 1e6],
  ['gb', 1e9],
  ['tb', 1e12],
  ['k', 1024],
  ['m', 1024 ** 2],
  ['g', 1024 ** 3],
  ['t', 1024 ** 4],
  ['kib', 1024],
  ['mib', 1024 ** 2],
  ['gib', 1024 ** 3],
  ['tib', 1024 ** 4],
]);

/**
 * "500MB", "4GiB", "1.5 g" in whole bytes: B, kB and so on count in thousands, KiB and bare K in
 * 1024. Case does not matter. Throws RangeError with a sentence fit for the user.
 */
export function parseByteSize(text: string): number {
  const input = text.trim();
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(input);
  const unit = UNIT_BYTES.get(match?.[2]?.toLowerCase() ?? '');
  if (match && match[2] === '' && Number(match[1]) > 0) {
    throw new RangeError(`"${input}" has no unit: write ${input}MB or ${input}B`);
  }
  const bytes = Math.round(Number(match?.[1]) * (unit ?? Number.NaN));
  if (!Number.isSafeInteger(bytes) || bytes < 1) {
    throw new RangeError(`"${input}" is not a size: write for example 500MB or 4GiB`);
  }
  return bytes;
}

/** Bytes with a unit: "812 bytes", "4 GiB"; a round number of megabytes stays one: "500 MB". */
export function byteSizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const isRound = bytes % 1e6 === 0;
  const step = isRound ? 1000 : 1024;
  const units = isRound ? ['kB', 'MB', 'GB', 'TB'] : ['KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = -1;
  while (value >= step && unit < units.length - 1) {
    value /= step;
    unit++;
  }
  return `${Number(value.toFixed(value < 10 ? 1 : 0))} ${units[unit]}`;
}
