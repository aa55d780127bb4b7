// What a search looked at and what it left out, and the notes that say so.

import type { TracescopeError } from '../errors.ts';
import { quotedText } from '../lib/quoted-text.ts';
import { compareText } from '../lib/text-order.ts';
import { utcText } from '../lib/time-text.ts';
import type { Trace } from '../model/trace.ts';
import { addUnreadable, type Coverage } from './coverage.ts';
import type { SearchPlan } from './search-plan.ts';

export interface SearchResult {
  /** Of the query. */
  readonly limit: number;
  /** The most that the server takes. */
  readonly mostLimit: number;
  /** Distinct traces read, and how many of them are what the query asks for. */
  readonly read: number;
  readonly matches: number;
}

export class SearchRecord {
  /** Services whose search was cut off by its limit; '' stands for all at once. */
  readonly #cutOff: string[] = [];
  #cutOffLimit = Number.POSITIVE_INFINITY;
  /** A larger limit would not have been answered. */
  #isShrunk = false;
  readonly #failures: { service: string; error: TracescopeError }[] = [];
  #oldestUs = Number.POSITIVE_INFINITY;
  #newestUs = Number.NEGATIVE_INFINITY;
  /** Services that had to be searched one by one. */
  services = 1;

  /** A trace that was found without luck: by a search that loses none but to its limit. */
  sawTrace(trace: Trace): void {
    this.#oldestUs = Math.min(this.#oldestUs, trace.startUs);
    this.#newestUs = Math.max(this.#newestUs, trace.startUs);
  }

  sawLimit(service: string, asked: { readonly limit: number; readonly isShrunk: boolean }): void {
    this.#cutOff.push(service);
    this.#cutOffLimit = Math.min(this.#cutOffLimit, asked.limit);
    this.#isShrunk ||= asked.isShrunk;
  }

  sawFailure(service: string, error: TracescopeError): void {
    this.#failures.push({ service, error });
  }

  /** The first error by service, when nothing else came of the search. */
  get totalFailure(): TracescopeError | undefined {
    const { length } = this.#failures;
    return length > 0 && length === this.services ? this.#firstFailure()?.error : undefined;
  }

  /** Writes the notes. */
  finish(coverage: Coverage, plan: SearchPlan, result: SearchResult): void {
    const { notes } = coverage;
    const { limit, mostLimit, read, matches } = result;
    if (plan.appliedHere.length > 0) {
      notes.add(
        'filtered-here',
        `${list(plan.appliedHere)} ${plan.appliedHere.length === 1 ? 'was' : 'were'} applied here: of ${read} traces read ${matches} match`,
      );
    }
    const failure = this.#firstFailure();
    if (failure) {
      addUnreadable(coverage, this.#failures.length);
      notes.add(
        'request-failed',
        `the traces of ${this.#failures.length} of ${this.services} services could not be read, such as ${quotedText(failure.service, 80)}: ${failure.error.message}`,
        this.#failures.length,
      );
    }
    if (this.#cutOff.length > 0) {
      coverage.complete = false;
      notes.add('limit-reached', this.#limitText(plan, mostLimit));
    } else if (matches > limit) {
      coverage.complete = false;
      notes.add(
        'limit-reached',
        `${matches} traces match and the limit is ${limit}: the others were left out; raise --limit or narrow the window (--since, --until)`,
      );
    }
  }

  #firstFailure(): { service: string; error: TracescopeError } | undefined {
    return [...this.#failures].sort((a, b) => compareText(a.service, b.service))[0];
  }

  #limitText(plan: SearchPlan, mostLimit: number): string {
    const names = [...this.#cutOff].sort(compareText);
    const where =
      this.services > 1
        ? ` for ${names.length} of ${this.services} services (such as ${quotedText(names[0] ?? '', 80)})`
        : '';
    const what =
      plan.appliedHere.length === 0
        ? `the limit of ${this.#cutOffLimit} traces was reached${where}`
        : `${this.#cutOffLimit} traces were read to apply ${list(plan.appliedHere)} here, and there are more${where}`;
    const span = `they start from ${utcText(this.#oldestUs)} to ${utcText(this.#newestUs)}`;
    const raise = this.#cutOffLimit < mostLimit && !this.#isShrunk ? ' or raise --limit' : '';
    return `${what}: ${span}, other traces were not looked at; narrow the window (--since, --until)${raise}`;
  }
}

function list(flags: readonly string[]): string {
  if (flags.length < 2) return flags.join('');
  return `${flags.slice(0, -1).join(', ')} and ${flags[flags.length - 1]}`;
}
