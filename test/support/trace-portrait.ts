// Everything an analysis can see of a trace, flat and comparable: one line per span and fact.

import type { Attribute } from '../../src/model/span-table.ts';
import type { Trace } from '../../src/model/trace.ts';

/**
 * Facts by name, such as `span 3 duration`. Spans stand in preorder. `precision` is what times are
 * cut to: Jaeger's v1 API has microseconds, everything else nanoseconds.
 */
export function tracePortrait(trace: Trace, precision: 'us' | 'ns'): Map<string, string> {
  const cut = (ns: bigint): string => String(precision === 'us' ? ns / 1000n : ns);
  const facts = new Map<string, string>([
    ['size', String(trace.size)],
    ['roots', trace.roots.join()],
    ['incomplete', String(trace.incomplete)],
    ['warnings', trace.warnings.map(({ code, count }) => `${count} ${code}`).join()],
  ]);
  const originNs = BigInt(trace.startUs) * 1000n + BigInt(trace.startRestNs);
  for (let i = 0; i < trace.size; i++) {
    const fact = (name: string, value: unknown): unknown =>
      facts.set(`span ${i} ${name}`, String(value));
    fact('id', trace.spanId(i));
    fact('parent', trace.parent[i]);
    fact('follows', trace.follows[i]);
    fact('adopted', trace.adopted[i]);
    fact('service', trace.service(i));
    fact('name', trace.name(i));
    fact('kind', trace.kindName(i));
    fact('start', cut(originNs + BigInt(trace.startNs[i] as number)));
    fact('duration', cut(BigInt(trace.durationNs[i] as number)));
    fact('failed', trace.failed[i]);
    fact('status', trace.status(i));
    fact('message', trace.statusMessage(i) ?? '');
    fact('attributes', attributesText(trace.attributes(i)));
    fact('resource', attributesText(trace.resourceAttributes(i), 'service.name'));
    fact(
      'links',
      trace
        .links(i)
        .map(({ traceId, spanId }) => `${traceId}/${spanId}`)
        .sort(),
    );
    const events = trace.events(i).map(({ name, timeNs, attributes }) => {
      return `${name} ${cut(BigInt(timeNs))} ${attributesText(attributes)}`;
    });
    fact('events', events.join('\n'));
  }
  return facts;
}

/** Facts in which two portraits differ, as `name: expected -> found`. */
export function portraitDifferences(
  found: ReadonlyMap<string, string>,
  expected: ReadonlyMap<string, string>,
): string[] {
  const names = new Set([...expected.keys(), ...found.keys()]);
  return [...names]
    .filter((name) => found.get(name) !== expected.get(name))
    .map(
      (name) => `${name}: ${expected.get(name) ?? 'nothing'} -> ${found.get(name) ?? 'nothing'}`,
    );
}

function attributesText(attributes: readonly Attribute[], without?: string): string {
  return attributes
    .filter(({ key }) => key !== without)
    .map(({ key, value }) => `${key}=${value}`)
    .sort()
    .join(' ');
}
