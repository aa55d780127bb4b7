// Where a failing request began to fail.

import type { TraceContext } from '../analyses/analysis.ts';
import { normalisedNames } from '../analyses/calls/normalised-names.ts';
import { type FailureOrigin, failureOrigins } from '../analyses/failed-paths.ts';
import { nameWithoutValues } from '../analyses/templates/statement-name.ts';
import { attributeOf } from '../model/attributes.ts';
import { count, name, type Phrase } from '../model/phrase.ts';
import type { Detector, TraceFinding } from './detector.ts';
import { isExcluded, placeFinding } from './place-finding.ts';

/** Answers that many programs ask for on purpose. */
const EXPECTED = new Set([401, 404]);

export const errorOrigin: Detector = {
  meta: {
    id: 'error-origin',
    title: 'Origins of errors',
    description:
      'The deepest failed span of a failing path: the spans above it fail because of it. Probes that are answered 401 or 404 are listed as information.',
    kinds: ['error-origin'],
    failing: [],
  },
  detect(context, options) {
    const groups = new Map<string, FailureOrigin[]>();
    const nameOf = context.get(normalisedNames);
    for (const origin of context.get(failureOrigins)) {
      if (isExcluded(context, options, origin.span)) continue;
      const { span, type } = origin;
      const key = JSON.stringify([context.trace.service(span), nameOf(span), type]);
      const group = groups.get(key);
      if (group) group.push(origin);
      else groups.set(key, [origin]);
    }
    return [...groups.values()].map((group) => toFinding(context, group));
  },
};

function toFinding(context: TraceContext, group: readonly FailureOrigin[]): TraceFinding {
  const { trace } = context;
  const worst = group.reduce((a, b) => (b.symptoms > a.symptoms ? b : a));
  const { span, type, symptoms } = worst;
  const reachesRoot = group.some((origin) => origin.reachesRoot);
  const status = Number(attributeOf(trace, span, 'httpStatus'));
  const expected = EXPECTED.has(status) && symptoms <= 1;
  const what: Phrase = type === '' ? [] : [' with ', name(type)];
  const times: Phrase = group.length > 1 ? [' ', count(group.length), ' times'] : [];
  const above: Phrase =
    symptoms === 0
      ? []
      : [
          '; ',
          count(symptoms),
          symptoms === 1 ? ' span above it fails' : ' spans above it fail',
          ' because of it',
        ];
  const operation = context.get(normalisedNames)(span);
  return placeFinding(context, {
    kind: 'error-origin',
    severity: reachesRoot && !expected ? 'medium' : 'low',
    confidencePoints: expected ? 45 : 75,
    anchor: span,
    template: type === '' ? operation : `${operation}: ${type}`,
    count: group.length,
    spans: group.map((origin) => origin.span),
    message: [
      name(trace.service(span)),
      ' ',
      name(nameWithoutValues(trace.name(span))),
      ' fails',
      ...what,
      ...times,
      ...above,
    ],
    advice: [
      expected
        ? 'If this answer is expected, do not record it as an error.'
        : symptoms > 0
          ? 'Look here first: the spans above are symptoms.'
          : 'Look here first: nothing below it failed.',
    ],
    remarks: reachesRoot ? [] : [['the request itself did not fail']],
  });
}
