// How many calls of each class could be examined and how many could not be read, and why: an
// empty result is only as good as what was looked at.

import type { Note } from '../model/notes.ts';

export interface ExaminedCount {
  /** Logical calls of this class that were recognised and could be compared. */
  readonly examined: number;
  /** Calls that look like this class but carry no statement, route or method. */
  readonly unreadable: number;
}

export interface ExaminedCalls {
  readonly db: ExaminedCount;
  readonly cache: ExaminedCount;
  readonly http: ExaminedCount;
  readonly rpc: ExaminedCount;
  readonly messaging: ExaminedCount;
  /** Why calls could not be read, counted by code. */
  readonly reasons: readonly Note[];
}
