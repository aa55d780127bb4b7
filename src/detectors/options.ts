// Every threshold of detection, in one place, with its default. Values come from outside through
// options-schema.ts; detectors get this object and hide no numbers of their own.

import { DEFAULT_LOOP_THRESHOLDS, type LoopThresholds } from '../analyses/calls/loop-thresholds.ts';

const MS = 1_000_000;

/** A finding that is accepted for a reason, until a day or for good. */
export interface Suppression {
  /** Fingerprint, exact or loose. */
  readonly fingerprint: string;
  readonly reason: string;
  /** Last day it holds, `YYYY-MM-DD`; undefined for ever. */
  readonly until?: string | undefined;
}

export interface DetectionOptions {
  readonly loops: LoopThresholds;
  /** Patterns of what is not reported; `*` stands for any characters. Routes are entry names. */
  readonly exclude: {
    readonly services: readonly string[];
    readonly templates: readonly string[];
    readonly routes: readonly string[];
    /** Exact or loose. */
    readonly fingerprints: readonly string[];
    /** Finding kinds that are off. */
    readonly kinds: readonly string[];
  };
  /** By saving at least `ns`, or at least `share` of the trace; high and large need both. */
  readonly severity: {
    readonly critical: { readonly ns: number; readonly share: number };
    readonly high: { readonly ns: number; readonly share: number };
    readonly manyCalls: { readonly count: number; readonly share: number };
    readonly medium: { readonly ns: number; readonly share: number; readonly count: number };
  };
  readonly serialIndependent: {
    readonly minCallNs: number;
    readonly minSavingNs: number;
    readonly minShare: number;
    readonly maxGapNs: number;
    readonly maxGapShare: number;
  };
  readonly chattyService: {
    readonly calls: number;
    readonly templates: number;
    readonly callsInAll: number;
  };
  readonly slowQuery: {
    readonly ns: number;
    readonly mostNs: number;
    readonly share: number;
    /** Calls of one statement from which on their p95 is told, and judged. */
    readonly seen: number;
  };
  readonly retryStorm: { readonly tries: number; readonly product: number };
  readonly timeout: {
    readonly tolerance: number;
    readonly secondsUsual: readonly number[];
    readonly alike: number;
    readonly alikeTolerance: number;
  };
  readonly poolWait: {
    readonly medianNs: number;
    readonly share: number;
    readonly gapNs: number;
    readonly gaps: number;
  };
  readonly blindSpot: { readonly share: number; readonly ns: number };
  readonly clockSkew: {
    readonly toleranceNs: number;
    readonly pairs: number;
    readonly share: number;
  };
  readonly straggler: {
    readonly members: number;
    readonly factor: number;
    readonly excessNs: number;
  };
  readonly largeResult: {
    readonly rows: number;
    readonly listSize: number;
    readonly bytes: number;
  };
  readonly callInTransaction: { readonly ns: number };
  readonly repeatedAuth: { readonly services: number; readonly calls: number };
  readonly cacheUseless: { readonly occurrences: number; readonly share: number };
  readonly vagueName: { readonly share: number };
  readonly idInName: { readonly names: number; readonly share: number };
  readonly suppressions: readonly Suppression[];
}

export const DEFAULT_DETECTION_OPTIONS: DetectionOptions = {
  loops: DEFAULT_LOOP_THRESHOLDS,
  exclude: { services: [], templates: [], routes: [], fingerprints: [], kinds: [] },
  severity: {
    critical: { ns: 500 * MS, share: 0.4 },
    high: { ns: 100 * MS, share: 0.1 },
    manyCalls: { count: 100, share: 0.05 },
    medium: { ns: 20 * MS, share: 0.05, count: 25 },
  },
  serialIndependent: {
    minCallNs: 10 * MS,
    minSavingNs: 20 * MS,
    minShare: 0.1,
    maxGapNs: 5 * MS,
    maxGapShare: 0.05,
  },
  chattyService: { calls: 20, templates: 3, callsInAll: 50 },
  slowQuery: { ns: 500 * MS, mostNs: 100 * MS, share: 0.5, seen: 3 },
  retryStorm: { tries: 3, product: 9 },
  timeout: {
    tolerance: 0.03,
    secondsUsual: [1, 2, 3, 5, 10, 15, 30, 60],
    alike: 3,
    alikeTolerance: 0.02,
  },
  poolWait: { medianNs: 10 * MS, share: 0.2, gapNs: 20 * MS, gaps: 5 },
  blindSpot: { share: 0.3, ns: 50 * MS },
  clockSkew: { toleranceNs: MS, pairs: 5, share: 0.8 },
  straggler: { members: 4, factor: 3, excessNs: 50 * MS },
  largeResult: { rows: 5000, listSize: 500, bytes: 1_000_000 },
  callInTransaction: { ns: 20 * MS },
  repeatedAuth: { services: 3, calls: 3 },
  cacheUseless: { occurrences: 20, share: 0.9 },
  vagueName: { share: 0.1 },
  idInName: { names: 20, share: 0.2 },
  suppressions: [],
};
