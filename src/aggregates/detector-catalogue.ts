// Everything that can be found, in one trace or in many. What is said about detectors and kinds
// anywhere follows from this list.

import type { DetectorMeta } from '../detectors/detector.ts';
import { DETECTORS } from '../detectors/index.ts';
import { WINDOW_DETECTORS } from './window-detectors.ts';

export interface CataloguedDetector {
  readonly meta: DetectorMeta;
  readonly needs: 'one-trace' | 'many-traces';
}

export const ALL_DETECTORS: readonly CataloguedDetector[] = [
  ...DETECTORS.map(({ meta }) => ({ meta, needs: 'one-trace' as const })),
  ...WINDOW_DETECTORS.map(({ meta }) => ({ meta, needs: 'many-traces' as const })),
];

const kindsOf = (kinds: (meta: DetectorMeta) => readonly string[]): ReadonlySet<string> =>
  new Set(ALL_DETECTORS.flatMap(({ meta }) => kinds(meta)));

/** Every kind a finding can be of. */
export const ALL_KINDS = kindsOf(({ kinds }) => kinds);

/** Kinds that fail `check --no-nplus1`. */
export const FAILING_KINDS = kindsOf(({ failing }) => failing);

/** Kinds about how the traces were recorded, not about what the requests did. */
export const RECORDING_KINDS = kindsOf(({ about, kinds }) => (about === 'recording' ? kinds : []));
