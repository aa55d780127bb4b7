// What each span is to its neighbours: its kind as recorded, or, in traces without any kind, the
// kind that the border between two services implies.

import { KIND_CLIENT, KIND_SERVER, KIND_UNSPECIFIED } from '../../model/span-kind.ts';
import type { Trace } from '../../model/trace.ts';
import { type Analysis, defineAnalysis } from '../analysis.ts';

/** Columns by preorder index. */
export interface SpanRoles {
  /** OTLP number, recorded or implied. */
  readonly kind: Uint8Array;
  /** False when no span of the trace has a kind: all of `kind` is implied. */
  readonly recorded: boolean;
  /** Direct children. */
  readonly children: Int32Array;
  /** Direct children in another service. */
  readonly remoteChildren: Int32Array;
  /** First child that is a SERVER or CONSUMER of a call, or -1. */
  readonly callee: Int32Array;
}

export const spanRoles: Analysis<SpanRoles> = defineAnalysis({
  id: 'span-roles',
  compute(trace) {
    const children = new Int32Array(trace.size);
    const remoteChildren = new Int32Array(trace.size);
    for (let i = 1; i < trace.size; i++) {
      const parent = trace.parent[i] as number;
      if (parent < 0) continue;
      children[parent] = (children[parent] as number) + 1;
      if (trace.service(i) === trace.service(parent)) continue;
      remoteChildren[parent] = (remoteChildren[parent] as number) + 1;
    }
    const recorded = trace.kind.some((kind) => kind !== KIND_UNSPECIFIED);
    const kind = recorded ? trace.kind : impliedKinds(trace, children);
    const callee = new Int32Array(trace.size).fill(-1);
    for (let i = trace.size - 1; i > 0; i--) {
      const parent = trace.parent[i] as number;
      const entered = kind[i] === KIND_SERVER || kind[i] === 5;
      if (parent >= 0 && entered) callee[parent] = i;
    }
    return { kind, recorded, children, remoteChildren, callee };
  },
});

// Below a span of another service stands its SERVER; the upper one is the CLIENT when it has only
// this child and belongs to its own parent's service. A root with children serves a request.
function impliedKinds(trace: Trace, children: Int32Array): Uint8Array {
  const kind = new Uint8Array(trace.size);
  for (let i = 0; i < trace.size; i++) {
    const parent = trace.parent[i] as number;
    if (parent < 0) {
      if ((children[i] as number) > 0) kind[i] = KIND_SERVER;
      continue;
    }
    if (trace.service(i) === trace.service(parent)) continue;
    kind[i] = KIND_SERVER;
    const grandparent = trace.parent[parent] as number;
    const inside = grandparent >= 0 && trace.service(grandparent) === trace.service(parent);
    if (children[parent] === 1 && inside) kind[parent] = KIND_CLIENT;
  }
  return kind;
}
