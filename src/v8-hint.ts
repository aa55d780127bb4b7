// Settings of V8 that make a run quicker or smaller and never change a result. They are set while
// the program runs, which V8 allows for what it reads again each time: a second process for the sake
// of a flag would cost more than most runs.

import v8 from 'node:v8';

/** Majors of V8 in Node 20, 22 and 24, which were seen to take all of the flags without a word. */
const KNOWN_V8_MAJORS = { first: 11, last: 13 };

/**
 * Sets `flag`. Only a hint: on a V8 it was not tried with nothing is set (an unknown flag would
 * print to stderr), and a V8 that throws is left as it is.
 */
export function hintV8(
  flag: string,
  setFlags: (flags: string) => void = v8.setFlagsFromString,
  v8Version: string = process.versions.v8,
): void {
  const major = Number.parseInt(v8Version, 10);
  if (!(major >= KNOWN_V8_MAJORS.first && major <= KNOWN_V8_MAJORS.last)) return;
  try {
    setFlags(flag);
  } catch {
    // Slower or larger, nothing else.
  }
}

/**
 * Puts off optimising WebAssembly for ever; to be called before the HTTP parser is loaded. Otherwise
 * V8 optimises one huge function on a background thread, and the process lingers about 100 ms after
 * its work is done.
 */
export function putOffWasmTiering(): void {
  hintV8('--wasm-tiering-budget=2000000000');
}

/** Both halves of the young generation may come to about this much: less costs time, more is waste. */
const YOUNG_BYTES = 8 * 1024 * 1024;
const LOOK_MS = 10;

/**
 * Collects garbage whenever the heap has doubled, and lets its young generation grow to a few
 * megabytes only. V8's own rule lets garbage pile up to four times the live data, and a young
 * generation of up to 130 MB beside it: a run that holds 40 MB then takes 430. For the command
 * only: a library has no business with its caller's heap.
 */
export function keepHeapSmall(): void {
  hintV8('--heap-growing-percent=100');
  // The size itself is fixed at start; whether it doubles again is asked each time.
  const timer = setInterval(() => {
    if (youngBytes() < YOUNG_BYTES) return;
    hintV8('--semi-space-growth-factor=1');
    clearInterval(timer);
  }, LOOK_MS);
  timer.unref();
}

function youngBytes(): number {
  return (
    v8.getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')?.space_size ?? 0
  );
}
