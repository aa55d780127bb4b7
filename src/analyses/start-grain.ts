// JavaScript SDKs record starts in whole milliseconds and durations exactly, so an inner span seems to
// end, or even to begin, up to a millisecond after its outer span. How far the recorded times of a
// span may be off, so that this is not taken for asynchronous work or for a clock that is wrong.

import type { Trace } from '../model/trace.ts';
import { belowMillisecondNs } from './calls/clock-grain.ts';

const MILLISECOND_NS = 1e6;
const WHOLE_MILLISECOND_LANGUAGES: ReadonlySet<unknown> = new Set([
  'nodejs',
  'webjs',
  'javascript',
]);
/** Without a language, so many spans with such starts are no accident. */
const ENOUGH_SPANS = 8;

interface ResourceTimes {
  readonly language: unknown;
  spans: number;
  wholeStarts: boolean;
  exactDurations: boolean;
}

/**
 * By preorder index: the nanoseconds by which a span may have started later than recorded. A
 * million where its resource records starts in whole milliseconds beside exact durations, else 0.
 */
export function readStartGrains(trace: Trace): Float64Array {
  const resources = new Map<number, ResourceTimes>();
  for (let i = 0; i < trace.size; i++) {
    const times = resourceTimes(trace, i, resources);
    times.spans++;
    if (belowMillisecondNs(trace, trace.startNs[i] as number) !== 0) times.wholeStarts = false;
    if ((trace.durationNs[i] as number) % MILLISECOND_NS !== 0) times.exactDurations = true;
  }
  const grains = new Float64Array(trace.size);
  for (let i = 0; i < trace.size; i++) {
    if (isGrained(resourceTimes(trace, i, resources))) grains[i] = MILLISECOND_NS;
  }
  return grains;
}

function isGrained({ language, spans, wholeStarts, exactDurations }: ResourceTimes): boolean {
  if (!wholeStarts || !exactDurations) return false;
  return WHOLE_MILLISECOND_LANGUAGES.has(language) || spans >= ENOUGH_SPANS;
}

function resourceTimes(
  trace: Trace,
  index: number,
  resources: Map<number, ResourceTimes>,
): ResourceTimes {
  const resource = trace.table.spanResource.at(trace.row[index] as number);
  const known = resources.get(resource);
  if (known !== undefined) return known;
  const language = trace.resourceAttribute(index, 'telemetry.sdk.language');
  const times = { language, spans: 0, wholeStarts: true, exactDurations: false };
  resources.set(resource, times);
  return times;
}
