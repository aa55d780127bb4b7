// Pages join: the first page often has no OFFSET or no keyset predicate, so it has a template of
// its own. What equals the pages once paging is stripped off is one of them.

import { pagingShape } from '../templates/paging-shape.ts';
import type { Call } from './call.ts';
import type { CallLoop } from './call-loops.ts';

export class PageJoiner {
  readonly #stripped = new Map<string, string>();

  /** The first page of a paging loop among the calls of its unit, or undefined. */
  firstPage(loop: CallLoop, calls: readonly Call[]): Call | undefined {
    const { sample, items } = loop;
    const firstNs = items[0]?.startNs ?? 0;
    if (!sample.essence.identity.statement) return undefined;
    const wanted = this.#strip(sample.template);
    let page: Call | undefined;
    for (const call of calls) {
      if (call.startNs > firstNs) break;
      const same =
        call.template !== sample.template &&
        call.callClass === sample.callClass &&
        call.target === sample.target &&
        call.namespace === sample.namespace &&
        call.essence.identity.statement?.table === sample.essence.identity.statement.table;
      if (same && this.#strip(call.template) === wanted) page = call;
    }
    return page;
  }

  #strip(template: string): string {
    const known = this.#stripped.get(template);
    if (known !== undefined) return known;
    const { stripped } = pagingShape(template);
    this.#stripped.set(template, stripped);
    return stripped;
  }
}
