// Generated traces for property tests: any shape a backend can return, healthy or damaged.

import fc from 'fast-check';
import type { TestReference, TestSpan } from './make-trace.ts';

const KINDS = ['', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const SERVICES = ['a', 'b', 'c'] as const;

/** Children lie within their parents, edges are CHILD_OF, one root, one clock, no kinds. */
export const wellFormedSpans: fc.Arbitrary<TestSpan[]> = fc
  .array(
    fc.record({
      parent: fc.nat(),
      from: fc.nat(1000),
      length: fc.nat(1000),
      grain: fc.constantFrom(1, 10, 100),
      name: fc.nat(4),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((picks) => {
    const spans: TestSpan[] = [];
    for (const [i, { parent, from, length, grain, name }] of picks.entries()) {
      const up = spans[parent % Math.max(1, i)];
      if (!up) {
        spans.push({ id: 's0', startUs: 0, durationUs: 1000, name: 'root' });
        continue;
      }
      // Coarse grains make borders touch, as clocks of low resolution do.
      const snap = (us: number) => Math.floor(us / grain) * grain;
      const start = Math.min(up.durationUs, snap((from / 1000) * up.durationUs));
      const room = up.durationUs - start;
      const durationUs = Math.min(room, snap((length / 1000) * room));
      const startUs = up.startUs + start;
      spans.push({ id: `s${i}`, parent: up.id, startUs, durationUs, name: `op${name}` });
    }
    return spans;
  });

/** Anything: children outside, orphans, cycles, repeated IDs, mixed kinds, clocks and failures. */
export const anySpans: fc.Arbitrary<TestSpan[]> = fc
  .array(
    fc.record({
      parent: fc.integer({ min: -2, max: 24 }),
      secondParent: fc.option(fc.nat(24)),
      edge: fc.constantFrom<TestReference['kind']>(
        'child-of',
        'child-of',
        'child-of',
        'follows-from',
      ),
      startUs: fc.oneof(
        fc.nat(1000),
        fc.nat(10).map((n) => n * 100),
      ),
      durationUs: fc.oneof(
        fc.nat(1000),
        fc.nat(10).map((n) => n * 100),
        fc.constantFrom(-5, NaN),
      ),
      service: fc.constantFrom(...SERVICES),
      host: fc.constantFrom('', 'h1', 'h2'),
      kind: fc.constantFrom(...KINDS),
      error: fc.boolean(),
      name: fc.nat(4),
      repeats: fc.boolean(),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .map((picks) =>
    picks.map((pick, i) => {
      const references: TestReference[] = [];
      if (pick.parent >= 0) {
        references.push({ kind: pick.edge ?? 'child-of', spanId: `s${pick.parent}` });
      } else if (pick.parent === -2) references.push({ spanId: 'gone' });
      if (pick.secondParent !== null) references.push({ spanId: `s${pick.secondParent}` });
      return {
        // Now and then two spans share an ID, or one is stored twice.
        id: pick.repeats && i % 5 === 4 ? `s${i - 1}` : `s${i}`,
        startUs: pick.startUs,
        durationUs: pick.durationUs,
        service: pick.service,
        name: `op${pick.name}`,
        kind: pick.kind,
        error: pick.error,
        resource: pick.host === '' ? {} : { 'host.name': pick.host },
        references,
      };
    }),
  );

/** A bit more tree-like than `anySpans`: parents precede, and mostly contain, their children. */
export const damagedSpans: fc.Arbitrary<TestSpan[]> = fc
  .tuple(
    wellFormedSpans,
    fc.array(
      fc.record({
        at: fc.nat(),
        shiftUs: fc.integer({ min: -600, max: 600 }),
        stretch: fc.constantFrom(0, 0.5, 1, 3),
        kind: fc.constantFrom(...KINDS),
        service: fc.constantFrom(...SERVICES),
        host: fc.constantFrom('', 'h1', 'h2'),
        error: fc.boolean(),
        edge: fc.constantFrom('keep', 'follow', 'lose', 'loop'),
      }),
      { maxLength: 12 },
    ),
  )
  .map(([spans, damages]) => {
    const result = [...spans];
    for (const damage of damages) {
      const at = damage.at % result.length;
      const { parent, ...span } = result[at] as TestSpan;
      const edges = {
        keep: parent === undefined ? {} : { parent },
        follow: { references: [{ kind: 'follows-from' as const, spanId: parent ?? 's0' }] },
        lose: { parent: 'gone' },
        loop: { parent: (result[(at * 7 + 3) % result.length] as TestSpan).id },
      };
      result[at] = {
        ...span,
        ...edges[at === 0 ? 'keep' : (damage.edge as keyof typeof edges)],
        startUs: Math.max(0, span.startUs + damage.shiftUs),
        durationUs: Math.floor(span.durationUs * damage.stretch),
        kind: damage.kind,
        service: damage.service,
        error: damage.error,
        resource: damage.host === '' ? {} : { 'host.name': damage.host },
      };
    }
    return result;
  });
