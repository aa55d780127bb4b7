// Span names without their ids, once per operation of a trace.

import { normalisedName } from '../../lib/words-of-name.ts';
import { type Analysis, defineAnalysis } from '../analysis.ts';
import { nameWithoutValues } from '../templates/statement-name.ts';

/** The normalised name of the span at an index. */
export type NormalisedNames = (span: number) => string;

export const normalisedNames: Analysis<NormalisedNames> = defineAnalysis({
  id: 'normalised-names',
  compute(trace) {
    const names = new Array<string | undefined>(trace.operations.length);
    return (span) => {
      const operation = trace.operation[span] as number;
      const known = names[operation];
      if (known !== undefined) return known;
      const name = normalisedName(nameWithoutValues(trace.name(span)));
      names[operation] = name;
      return name;
    };
  },
});
