// The only door to the process: commands get an Io and never touch `process`, so tests run them
// with a fixed clock, width and environment.

/** Where a command reads from and writes to. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Writes a part of the result; resolves when more may be written, false once nobody reads. */
  out(text: string): Promise<boolean>;
  /** Diagnostics, progress, the resolved window: never the result. */
  err(text: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** A small file, whole; rejects with Node's error. */
  readText(path: string): Promise<string>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** When the process began, by the same clock, where that counts. */
  readonly startedMs?: number;
  readonly stdoutIsTTY: boolean;
  readonly stderrIsTTY: boolean;
  /** Terminal width; undefined when stdout is not a terminal. */
  readonly columns: number | undefined;
  /** Aborted on Ctrl-C. */
  readonly signal: AbortSignal;
}
