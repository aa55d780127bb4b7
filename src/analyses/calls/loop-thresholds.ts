// From how many equal calls on a place counts as a loop.

import type { CallClass } from './call.ts';
import type { UnitOfWork } from './units-of-work.ts';

export interface LoopThresholds {
  /** Calls per class. */
  readonly minimum: Readonly<Record<CallClass, number>>;
  /** Factor for units that serve messages or timers. */
  readonly backgroundFactor: number;
  /** Factor for templates that different calls may share. */
  readonly weakFactor: number;
  /** Other minimums for some entries, by exact name or a pattern with `*`; the first match wins. */
  readonly routes: readonly RouteMinimum[];
}

export interface RouteMinimum {
  /** Service; `*` stands for any characters. */
  readonly service: string;
  /** Entry name such as `GET /orders/{id}`; `*` stands for any characters. */
  readonly route: string;
  readonly minimum: number;
}

/**
 * Below five, fixed small lookups dominate; calls to caches are about ten times cheaper; messages
 * are batched by their clients.
 */
export const DEFAULT_LOOP_THRESHOLDS: LoopThresholds = {
  minimum: { db: 5, cache: 10, http: 5, rpc: 5, messaging: 20, internal: 5 },
  backgroundFactor: 2,
  weakFactor: 2,
  routes: [],
};

/** The minimum for a class of calls in a unit. */
export function loopMinimum(
  thresholds: LoopThresholds,
  callClass: CallClass,
  unit: UnitOfWork,
  weak: boolean,
): number {
  const route = thresholds.routes.find(
    ({ service, route: pattern }) =>
      matchesPattern(unit.service, service) && matchesPattern(unit.name, pattern),
  );
  if (route) return route.minimum * (weak ? thresholds.weakFactor : 1);
  const background = unit.background ? thresholds.backgroundFactor : 1;
  return thresholds.minimum[callClass] * background * (weak ? thresholds.weakFactor : 1);
}

/** True when `text` is `pattern`, whose `*` stand for any characters. Linear in their product. */
export function matchesPattern(text: string, pattern: string): boolean {
  let at = 0;
  let p = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p++;
      resume = at;
    } else if (p < pattern.length && pattern[p] === text[at]) {
      p++;
      at++;
    } else if (star >= 0) {
      p = star + 1;
      at = ++resume;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
