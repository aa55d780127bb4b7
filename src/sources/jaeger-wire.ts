// What both dialects write and read alike: tags in a parameter, lists of names, lists of operations.

import { compareText } from '../lib/text-order.ts';
import type { TagFilter } from '../model/trace-query.ts';
import type { OperationInfo } from './source.ts';

/** Tags as the JSON object that both dialects take: values are text, whatever they look like. */
export function tagsText(tags: readonly TagFilter[]): string {
  const pairs = tags.map(({ key, value }) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{${pairs.join(',')}}`;
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** An entry of a list of operations: an object with a name, or a bare name. */
export function isOperation(value: unknown): boolean {
  return isText(value) || isText((value as { name?: unknown } | null | undefined)?.name);
}

/** Operations of either dialect, each once, in order; absent and unspecified kinds are ''. */
export function operationList(value: unknown): OperationInfo[] {
  const known = new Map<string, OperationInfo>();
  for (const entry of Array.isArray(value) ? value : []) {
    // Servers that only resemble Jaeger list bare names.
    const { name, spanKind } = (typeof entry === 'string' ? { name: entry } : (entry ?? {})) as {
      name?: unknown;
      spanKind?: unknown;
    };
    if (typeof name !== 'string') continue;
    const told = typeof spanKind === 'string' ? spanKind.toLowerCase() : '';
    const kind = told === 'unspecified' ? '' : told;
    known.set(JSON.stringify([name, kind]), { name, kind });
  }
  return [...known.values()].sort(
    (a, b) => compareText(a.name, b.name) || compareText(a.kind, b.kind),
  );
}

/** The texts of a JSON list, each once, sorted; anything else is no list: null, or entries. */
export function textList(value: unknown): string[] {
  const texts = Array.isArray(value) ? value.filter(isText) : [];
  return [...new Set(texts)].sort();
}
