// What a span is called where people read: as recorded, but a name that is a statement without the
// values in it. Scripts get recorded names of single spans, with everything else about them.

import { nameWithoutValues } from '../analyses/templates/statement-name.ts';
import { name, type Phrase } from '../model/phrase.ts';
import type { Trace } from '../model/trace.ts';

export function shownName(trace: Trace, span: number): string {
  return nameWithoutValues(trace.name(span));
}

/** The same as a part of a phrase. */
export function spanName(trace: Trace, span: number): Phrase[number] {
  return name(shownName(trace, span));
}
