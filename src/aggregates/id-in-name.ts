// Span names with ids in them: every item gets an operation of its own, and nothing can be counted.

import type { TraceContext } from '../analyses/analysis.ts';
import type { DetectionOptions } from '../detectors/options.ts';
import { normalisedName } from '../lib/words-of-name.ts';
import { count, name } from '../model/phrase.ts';
import type { RecurringFinding } from './recurring-finding.ts';
import type { WindowDetector, WindowWatch } from './window-detector.ts';
import { keptExample, type WindowExample, windowFinding } from './window-finding.ts';

/** Names kept per service; more change nothing in the verdict. */
const MAX_NAMES = 2000;
const MAX_SERVICES = 2000;

interface Service {
  readonly names: Set<string>;
  /** Names that change, by what they become. */
  readonly folded: Map<string, { names: number; example: WindowExample }>;
  /** Traces seen, and those with a name that changes. */
  traces: number;
  affected: number;
}

export const idInName: WindowDetector = {
  meta: {
    id: 'id-in-name',
    title: 'IDs in span names',
    description:
      'A service has many span names that are few without their IDs: every item is an operation of its own, and nothing can be counted. The name without IDs is proposed.',
    kinds: ['id-in-name'],
    failing: [],
    about: 'recording',
  },
  watch: (options) => new IdsInNames(options),
};

class IdsInNames implements WindowWatch {
  readonly #services = new Map<string, Service>();

  constructor(private readonly options: DetectionOptions) {}

  add(context: TraceContext): void {
    const { trace } = context;
    const seen = new Map<Service, boolean>();
    const firstSpan = firstSpans(context);
    trace.operations.forEach((operation, number) => {
      const span = firstSpan[number] as number;
      if (span < 0) return;
      const service = this.#of(operation.service);
      if (!service) return;
      const folded = normalisedName(operation.name);
      const changed = folded !== operation.name;
      seen.set(service, (seen.get(service) ?? false) || changed);
      const isNew = !service.names.has(operation.name) && service.names.size < MAX_NAMES;
      if (isNew) service.names.add(operation.name);
      if (!changed) return;
      const known = service.folded.get(folded);
      if (!known && service.folded.size >= MAX_NAMES) return;
      service.folded.set(folded, {
        names: (known?.names ?? 0) + (isNew ? 1 : 0),
        example: keptExample(known?.example, context, span),
      });
    });
    for (const [service, changed] of seen) {
      service.traces++;
      if (changed) service.affected++;
    }
  }

  result(): RecurringFinding[] {
    const { names: least, share } = this.options.idInName;
    const findings: RecurringFinding[] = [];
    for (const [service, { names, folded, traces, affected }] of this.#services) {
      if (names.size < least) continue;
      const plain = new Set([...names].map((one) => normalisedName(one)));
      if (plain.size > share * names.size) continue;
      const worst = [...folded].sort(([a, x], [b, y]) => y.names - x.names || (a < b ? -1 : 1))[0];
      if (!worst) continue;
      const [proposal, { example }] = worst;
      findings.push(
        windowFinding({
          kind: 'id-in-name',
          confidence: 'high',
          template: proposal,
          count: names.size,
          traces: { affected, of: traces },
          entryOperation: proposal,
          example: { ...example, service },
          message: [
            name(service),
            ' has ',
            count(names.size),
            ' different span names that are ',
            count(plain.size),
            ' without ids, most of them ',
            name(proposal),
          ],
          advice: ['Take ids out of span names and put them into attributes.'],
        }),
      );
    }
    return findings;
  }

  #of(service: string): Service | undefined {
    const known = this.#services.get(service);
    if (known || this.#services.size >= MAX_SERVICES) return known;
    const created: Service = { names: new Set(), folded: new Map(), traces: 0, affected: 0 };
    this.#services.set(service, created);
    return created;
  }
}

function firstSpans({ trace }: TraceContext): Int32Array {
  const first = new Int32Array(trace.operations.length).fill(-1);
  for (let i = trace.size - 1; i >= 0; i--) first[trace.operation[i] as number] = i;
  return first;
}
