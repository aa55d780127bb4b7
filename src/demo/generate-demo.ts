// The traces of the demo: the order system over the last ten minutes.

import { SeededRandom } from '../lib/seeded-random.ts';
import type { DemoTrace } from './demo-trace.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { SCENARIOS } from './scenarios/scenarios.ts';
import { layOut } from './span-plan.ts';

export const DEMO_SEED = 1;
const DEMO_TRACES = 320;
const DEMO_SPAN_MS = 10 * 60_000;
/** Room at both ends: the window may be asked for a little later, and late consumers must finish. */
const EARLIEST_MS = DEMO_SPAN_MS - 5_000;
const LATEST_MS = 12_000;

export interface DemoOptions {
  readonly seed?: number;
  /** The present, in epoch milliseconds: all spans end before it. */
  readonly nowMs: number;
  /** How many traces, 320 unless told; each scenario keeps its share and has at least one. */
  readonly traces?: number;
}

/** Equal options, equal traces. In order of start, as they would have arrived. */
export function generateDemo(options: DemoOptions): DemoTrace[] {
  const { seed = DEMO_SEED, nowMs, traces: wanted = DEMO_TRACES } = options;
  const random = new SeededRandom(seed);
  const traces: DemoTrace[] = [];
  for (const scenario of SCENARIOS) {
    const share = Math.max(1, Math.round((scenario.share * wanted) / DEMO_TRACES));
    for (let i = 0; i < share; i++) {
      const agoUs = random.integer(LATEST_MS * 1000, EARLIEST_MS * 1000);
      traces.push(generateTrace(scenario, Math.floor(nowMs) * 1000 - agoUs, random));
    }
  }
  return traces.sort((a, b) => Number(earliestStart(a) - earliestStart(b)));
}

/** One trace of a scenario whose root starts at `startUs` (epoch microseconds). */
export function generateTrace(
  scenario: Scenario,
  startUs: number,
  random: SeededRandom,
): DemoTrace {
  const { id, sampledTenth } = scenario;
  return layOut(scenario.plan(random), { scenario: id, startUs, sampledTenth }, random);
}

function earliestStart(trace: DemoTrace): bigint {
  let earliest = trace.spans[0]?.startNs ?? 0n;
  for (const span of trace.spans) if (span.startNs < earliest) earliest = span.startNs;
  return earliest;
}
