// One V8 flag, set before the HTTP parser (WebAssembly) is loaded: otherwise V8 optimises one huge
// function on a background thread and the process lingers about 100 ms after its work is done.

import v8 from 'node:v8';

/** Majors of V8 in Node 20, 22 and 24, which were seen to take the flag without a word. */
const KNOWN_V8_MAJORS = { first: 11, last: 13 };

/**
 * Puts off optimising WebAssembly for ever. Only a hint: on a V8 it was not tried with nothing is
 * set (an unknown flag would print to stderr), and a V8 that throws is left as it is.
 */
export function putOffWasmTiering(
  setFlags: (flags: string) => void = v8.setFlagsFromString,
  v8Version: string = process.versions.v8,
): void {
  const major = Number.parseInt(v8Version, 10);
  if (!(major >= KNOWN_V8_MAJORS.first && major <= KNOWN_V8_MAJORS.last)) return;
  try {
    setFlags('--wasm-tiering-budget=2000000000');
  } catch {
    // Slower to exit, nothing else.
  }
}
