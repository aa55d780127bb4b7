// Trace files as a source: one or many files, directories and standard input, read as one input.

import { InputError, NoDataError, UsageError } from '../errors.ts';
import { quotedText } from '../lib/quoted-text.ts';
import { compareText } from '../lib/text-order.ts';
import type { Trace } from '../model/trace.ts';
import { canonicalTraceId } from '../model/trace-id.ts';
import { matchesQuery, type TraceQuery } from '../model/trace-query.ts';
import { addUnreadable, type Coverage, emptyCoverage } from './coverage.ts';
import type { TraceFormat } from './formats/format.ts';
import { formatById } from './formats/index.ts';
import { unpackedBytes } from './input/compressed-bytes.ts';
import { TraceAssembly } from './input/trace-assembly.ts';
import { readInput } from './input/trace-input.ts';
import { expandPaths, fileBytes, listNames, type TracePath } from './input/trace-paths.ts';
import { ForeignInputError } from './input/unreadable-input.ts';
import type { OperationInfo, TraceSource } from './source.ts';

export interface TraceFileOptions {
  /** A format's ID, for all files; found per file when left out. */
  readonly format?: string | undefined;
  /** Read for the path `-`, once. */
  readonly stdin: AsyncIterable<Uint8Array>;
  /** What relative paths start from. */
  readonly cwd: string;
}

const IDS_SHOWN = 10;

/**
 * The traces in `paths`. Nothing is opened before the first question. Errors: UsageError for an
 * unknown format or no path; later InputError for what cannot be read.
 */
export function openTraceFiles(paths: readonly string[], options: TraceFileOptions): TraceSource {
  if (paths.length === 0) throw new UsageError('--file needs a path', 'Use - for standard input.');
  const format = options.format === undefined ? undefined : formatById(options.format);
  return new TraceFiles(paths, options, format);
}

class TraceFiles implements TraceSource {
  readonly description: string;
  readonly coverage: Coverage = emptyCoverage();
  onDetail: ((line: string) => void) | undefined;
  #passes = 0;
  #stdinWasRead = false;

  constructor(
    readonly paths: readonly string[],
    readonly options: TraceFileOptions,
    readonly format: TraceFormat | undefined,
  ) {
    this.description = listNames(
      paths.map((path) => (path === '-' ? 'standard input' : quotedText(path, 200))),
    );
  }

  async *search(query: TraceQuery): AsyncGenerator<Trace, void, undefined> {
    const coverage = this.#startPass();
    let found = 0;
    for await (const trace of this.#traces(coverage)) {
      if (!matchesQuery(trace, query)) continue;
      if (found === query.limit) {
        coverage.complete = false;
        coverage.notes.add(
          'limit-reached',
          `reading stopped after ${query.limit} traces, the limit: others were not looked at, --limit raises it`,
        );
        return;
      }
      found++;
      yield trace;
    }
  }

  async fetch(traceId: string): Promise<Trace> {
    const wanted = traceId.trim();
    if (wanted === '') throw new UsageError('a trace ID is needed, an empty one was given');
    const exact = canonicalTraceId(wanted);
    const ids = new Set<string>();
    const near = new Set<string>();
    let found: Trace | undefined;
    for await (const trace of this.#traces(this.#startPass())) {
      if (trace.id === exact) return trace;
      ids.add(trace.id);
      if (!startsWithId(trace.id, wanted)) continue;
      near.add(trace.id);
      found ??= trace;
    }
    if (near.size > 1) throw ambiguousPrefix(wanted, [...near]);
    if (!found) throw this.#noSuchTrace(wanted, ids);
    return found;
  }

  async services(): Promise<readonly string[]> {
    const services = new Set<string>();
    for await (const { operations } of this.#traces(this.#startPass())) {
      for (const { service } of operations) services.add(service);
    }
    return [...services].sort(compareText);
  }

  async operations(service: string): Promise<readonly OperationInfo[]> {
    const found = new Map<string, OperationInfo>();
    for await (const trace of this.#traces(this.#startPass())) {
      for (let i = 0; i < trace.size; i++) {
        const operation = trace.operationOf(i);
        if (operation.service !== service) continue;
        const kind = trace.kind[i] === 0 ? '' : trace.kindName(i);
        found.set(JSON.stringify([operation.name, kind]), { name: operation.name, kind });
      }
    }
    return [...found.values()].sort(
      (a, b) => compareText(a.name, b.name) || compareText(a.kind, b.kind),
    );
  }

  async close(): Promise<void> {}

  // Reports show the coverage of the question they answer, which is the first one.
  #startPass(): Coverage {
    this.#passes++;
    return this.#passes === 1 ? this.coverage : emptyCoverage();
  }

  async *#traces(coverage: Coverage): AsyncGenerator<Trace, void, undefined> {
    const inputs = await expandPaths(this.paths, this.options.cwd, coverage.notes);
    const assembly = new TraceAssembly(coverage);
    const failures: InputError[] = [];
    for (const input of inputs) {
      try {
        yield* this.#readOne(input, assembly, coverage);
      } catch (error) {
        if (!input.isListed || !(error instanceof InputError)) throw error;
        failures.push(error);
        if (!(error instanceof ForeignInputError)) addUnreadable(coverage);
        coverage.notes.add('file-skipped', `${error.message}: skipped`);
      }
    }
    const [first] = failures;
    if (first && failures.length === inputs.length) throw first;
    yield* assembly.rest();
  }

  async *#readOne(
    { name, path }: TracePath,
    assembly: TraceAssembly,
    coverage: Coverage,
  ): AsyncGenerator<Trace, void, undefined> {
    let packing = '';
    const raw = path === undefined ? this.#stdin() : fileBytes(path, name);
    const bytes = unpackedBytes(raw, name, (found) => {
      packing = ` in ${found}`;
    });
    const onFormat = ({ title }: TraceFormat) => this.onDetail?.(`${name}: ${title}${packing}`);
    const { format } = this;
    yield* readInput({ name, bytes, format, onProblem: 'note', onFormat }, assembly, coverage);
  }

  #stdin(): AsyncIterable<Uint8Array> {
    if (this.#stdinWasRead) throw new InputError('standard input can be read only once');
    this.#stdinWasRead = true;
    return this.options.stdin;
  }

  #noSuchTrace(wanted: string, ids: ReadonlySet<string>): NoDataError {
    const names = [...ids].map((id) => quotedText(id, 64));
    return new NoDataError(
      `there is no trace ${quotedText(wanted, 64)} in ${this.description}`,
      names.length === 0
        ? 'It holds no traces at all.'
        : `It holds ${names.length === 1 ? 'one trace' : `${names.length} traces`}: ${listNames(names, IDS_SHOWN)}.`,
    );
  }
}

// As shown, 32 digits long, or as Jaeger writes it: with 16 digits, or without leading zeros.
function startsWithId(id: string, prefix: string): boolean {
  const shown = id.toLowerCase();
  const wanted = prefix.toLowerCase();
  const digits = wanted.replace(/^0+/, '');
  return shown.startsWith(wanted) || (digits !== '' && shown.replace(/^0+/, '').startsWith(digits));
}

function ambiguousPrefix(prefix: string, ids: readonly string[]): UsageError {
  const names = ids.map((id) => quotedText(id, 64));
  return new UsageError(
    `${ids.length} traces begin with ${quotedText(prefix, 64)}`,
    `Give more digits of one of ${listNames(names, IDS_SHOWN)}.`,
  );
}
