// Groups of calls below their minimum, over many traces. They count once their place has qualified
// elsewhere; and where their size grows with the rows that were read before, they are a loop
// however small it is.

import type { TraceContext } from '../analyses/analysis.ts';
import type { SmallGroup } from '../analyses/calls/repeated-call.ts';
import { nameWithoutValues } from '../analyses/templates/statement-name.ts';
import { Int32Column } from '../lib/column.ts';
import { HashSample } from '../lib/hash-sample.ts';
import { type Point, robustSlope } from '../lib/robust-slope.ts';

/** Different places that are followed. */
const MAX_PLACES = 20_000;
const GROWTH_SAMPLE = 100;
const MIN_TRACES = 8;
const MIN_DIFFERENT_ROWS = 3;
/** Two do where each trace has the same calls per row, to the call: that is no accident. */
const MIN_DIFFERENT_EXACT = 2;

/** One place and its sizes. */
export interface SmallPlace {
  readonly parts: readonly string[];
  readonly counts: Int32Column;
  readonly growth: HashSample<Point>;
  readonly example: SmallExample;
}

export interface SmallExample {
  readonly traceId: string;
  readonly count: number;
  readonly anchorSpanId: string;
  readonly spanIds: readonly string[];
  readonly service: string;
  readonly operation: string;
}

export class SmallGroups {
  readonly #places = new Map<string, { -readonly [K in keyof SmallPlace]: SmallPlace[K] }>();
  /** Groups of places beyond the limit. */
  other = 0;

  /** One occurrence per place and trace: of several groups the largest. */
  add(context: TraceContext, groups: readonly SmallGroup[], found: ReadonlySet<string>): void {
    const largest = new Map<string, SmallGroup>();
    for (const group of groups) {
      const key = JSON.stringify(group.fingerprintParts);
      if (found.has(key)) continue;
      const known = largest.get(key);
      if (!known || group.loop.items.length > known.loop.items.length) largest.set(key, group);
    }
    for (const [key, group] of largest) this.#addOne(context, key, group);
  }

  #addOne(context: TraceContext, key: string, group: SmallGroup): void {
    const { trace } = context;
    const count = group.loop.items.length;
    let place = this.#places.get(key);
    if (!place) {
      if (this.#places.size >= MAX_PLACES) {
        this.other++;
        return;
      }
      place = {
        parts: group.fingerprintParts,
        counts: new Int32Column(4),
        growth: new HashSample(GROWTH_SAMPLE),
        example: exampleOf(context, group),
      };
      this.#places.set(key, place);
    }
    place.counts.push(count);
    if (group.sourceRows !== undefined)
      place.growth.add(trace.id, { x: group.sourceRows, y: count });
    const { example } = place;
    const larger = count > example.count || (count === example.count && trace.id < example.traceId);
    if (larger) place.example = exampleOf(context, group);
  }

  get places(): Iterable<SmallPlace> {
    return this.#places.values();
  }
}

/** Calls per row where the size of a place follows the rows read before; undefined elsewhere. */
export function callsPerRow({ growth }: SmallPlace): number | undefined {
  const points = growth.values;
  const different = new Set(points.map(({ x }) => x)).size;
  const needed = isProportional(points) ? MIN_DIFFERENT_EXACT : MIN_DIFFERENT_ROWS;
  if (points.length < MIN_TRACES || different < needed) return undefined;
  const line = robustSlope(points);
  if (!line || line.slope < 0.5) return undefined;
  const close = points.filter(
    ({ x, y }) => Math.abs(y - (line.intercept + line.slope * x)) <= Math.max(1, y * 0.1),
  );
  return close.length * 10 >= points.length * 9 ? line.slope : undefined;
}

function isProportional(points: readonly Point[]): boolean {
  const [first] = points;
  return first !== undefined && points.every(({ x, y }) => x > 0 && y * first.x === first.y * x);
}

function exampleOf({ trace }: TraceContext, { loop }: SmallGroup): SmallExample {
  return {
    traceId: trace.id,
    count: loop.items.length,
    anchorSpanId: trace.spanId(loop.anchor),
    spanIds: loop.items.map((item) => trace.spanId(item.last.span)),
    service: trace.service(loop.anchor),
    operation: nameWithoutValues(trace.name(loop.anchor)),
  };
}
