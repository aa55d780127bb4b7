// What every scenario is: one kind of request to the order system, as plain data.

import type { SeededRandom } from '../../lib/seeded-random.ts';
import type { SpanPlan } from '../span-plan.ts';

export interface Scenario {
  /** Kebab-case, the file's name. */
  readonly id: string;
  /** What happens, in one line for people. */
  readonly title: string;
  /** How many of 320 traces are of this kind. */
  readonly share: number;
  /** True when head sampling kept one trace in ten of them, as their tracestate says. */
  readonly sampledTenth?: boolean;
  plan(random: SeededRandom): SpanPlan;
}
