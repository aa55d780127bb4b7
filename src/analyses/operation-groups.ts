// Operations that are one: span names that are statements differ by the values in them, and each
// would be an operation of its own. They are told apart by what they do, and named without values.

import type { Operation } from '../model/trace.ts';
import { type Analysis, defineAnalysis } from './analysis.ts';
import { nameWithoutValues } from './templates/statement-name.ts';

export interface OperationGroups {
  /** For each of `trace.operations` the first one of its group; its own index as a rule. */
  readonly groupOf: Int32Array;
  /** By the same index, the name without values. */
  readonly names: readonly string[];
}

export const operationGroups: Analysis<OperationGroups> = defineAnalysis({
  id: 'operation-groups',
  compute(trace) {
    const { operations } = trace;
    const names = operations.map(({ name }) => nameWithoutValues(name));
    const isChanged = operations.some(({ name }, i) => names[i] !== name);
    const groupOf = isChanged
      ? firstOfEach(operations, names)
      : Int32Array.from(operations, (_, i) => i);
    return { groupOf, names };
  },
});

function firstOfEach(operations: readonly Operation[], names: readonly string[]): Int32Array {
  const known = new Map<string, number>();
  return Int32Array.from(operations, ({ service }, i) => {
    const key = `${service.length}:${service}${names[i]}`;
    const first = known.get(key) ?? i;
    known.set(key, first);
    return first;
  });
}
