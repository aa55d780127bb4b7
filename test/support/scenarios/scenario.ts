// One case a detector must get right: a small trace and what is to be found in it.

import type { TraceFinding } from '../../../src/detectors/detector.ts';
import type { Trace } from '../../../src/model/trace.ts';
import { CallSketch } from '../call-sketch.ts';

export interface Scenario {
  readonly title: string;
  readonly trace: Trace;
  /** Findings of repeated calls as `kind class count`. */
  readonly finds: readonly string[];
  readonly check?: ((findings: readonly TraceFinding[], trace: Trace) => void) | undefined;
}

/** Draws a scenario; `draw` gets an empty sketch. */
export function scenario(
  title: string,
  draw: (sketch: CallSketch) => void,
  finds: readonly string[],
  check?: Scenario['check'],
): Scenario {
  const sketch = new CallSketch();
  draw(sketch);
  return { title, trace: sketch.trace(), finds, check };
}
