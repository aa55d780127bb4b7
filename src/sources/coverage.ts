// What a source has looked at, and what it could not.

import { Notes } from '../model/notes.ts';

export interface Coverage {
  /** Traces and spans decoded, before filtering. */
  traces: number;
  spans: number;
  /** False when the limit was reached, input was cut off, or a request failed. */
  complete: boolean;
  /**
   * Inputs, parts of inputs and requests that failed: nobody knows what they hold, while traces
   * beyond a limit are known to be others of the same kind. Never counts a limit.
   */
  unreadable: number;
  /** Why not complete, what was skipped, repaired or could not be asked of the server. */
  readonly notes: Notes;
}

export function emptyCoverage(): Coverage {
  return { traces: 0, spans: 0, complete: true, unreadable: 0, notes: new Notes() };
}

/** Adds what one answer of several left out; its traces are counted by whoever takes them. */
export function addGaps(coverage: Coverage, part: Coverage): void {
  coverage.notes.addAll(part.notes.list());
  coverage.complete &&= part.complete;
  coverage.unreadable += part.unreadable;
}

/** Counts `parts` failures. */
export function addUnreadable(coverage: Coverage, parts = 1): void {
  coverage.complete = false;
  coverage.unreadable += parts;
}
