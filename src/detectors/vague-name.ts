// Spans whose names say nothing, where time is spent.

import { normalisedNames } from '../analyses/calls/normalised-names.ts';
import { criticalPath } from '../analyses/critical-path.ts';
import { traceSummary } from '../analyses/trace-summary.ts';
import { wordsOfName } from '../lib/words-of-name.ts';
import { count, name, percent } from '../model/phrase.ts';
import { KIND_INTERNAL, KIND_UNSPECIFIED } from '../model/span-kind.ts';
import type { Detector } from './detector.ts';
import { isExcluded, placeFinding } from './place-finding.ts';

const VAGUE = new Set(
  'process handler handle execute run do call main task job invoke function middleware operation request'.split(
    ' ',
  ),
);

export const vagueName: Detector = {
  meta: {
    id: 'vague-name',
    title: 'Vague span names',
    description:
      'Internal spans called process, handle, run and the like that hold a tenth of the trace and more: the name does not say what was done.',
    kinds: ['vague-name'],
    failing: [],
    about: 'recording',
  },
  detect(context, options) {
    const { trace } = context;
    const { onPathNs } = context.get(criticalPath);
    const { latencyNs } = context.get(traceSummary);
    const nameOf = context.get(normalisedNames);
    const vague: (boolean | undefined)[] = [];
    const groups = new Map<string, { spans: number[]; ns: number }>();
    for (let i = 0; i < trace.size; i++) {
      const internal = trace.kind[i] === KIND_INTERNAL || trace.kind[i] === KIND_UNSPECIFIED;
      if (!internal || onPathNs[i] === 0) continue;
      const operation = trace.operation[i] as number;
      vague[operation] ??= isVague(nameOf(i));
      if (!vague[operation]) continue;
      const key = JSON.stringify([trace.service(i), nameOf(i)]);
      const group = groups.get(key) ?? { spans: [], ns: 0 };
      group.spans.push(i);
      group.ns += onPathNs[i] as number;
      groups.set(key, group);
    }
    return [...groups.values()]
      .filter(({ spans, ns }) => {
        return (
          ns >= options.vagueName.share * latencyNs &&
          !isExcluded(context, options, spans[0] as number)
        );
      })
      .map(({ spans, ns }) =>
        placeFinding(context, {
          kind: 'vague-name',
          severity: 'low',
          confidencePoints: 75,
          anchor: spans[0] as number,
          template: nameOf(spans[0] as number),
          count: spans.length,
          spans,
          onPathNs: ns,
          message: [
            count(spans.length),
            spans.length === 1 ? ' span named ' : ' spans named ',
            name(nameOf(spans[0] as number)),
            ' in ',
            name(trace.service(spans[0] as number)),
            ' hold ',
            percent(ns / latencyNs),
            ' of the trace',
          ],
          advice: [
            'Name spans by verb and object, such as `load prices`; put ids into attributes.',
          ],
        }),
      );
  },
};

// One vague word, alone or with a code: `process`, `task-#`, `handler_v#`.
function isVague(spanName: string): boolean {
  const words = wordsOfName(spanName);
  return words.length === 1 && VAGUE.has(words[0] as string);
}
