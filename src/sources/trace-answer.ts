// From a server's answer to traces, or to an error that says what came instead of them.

import { InputError, SourceError } from '../errors.ts';
import type { Trace } from '../model/trace.ts';
import { AnswerStart } from './answer-start.ts';
import { type Coverage, emptyCoverage } from './coverage.ts';
import { DIAGNOSIS_BYTES } from './http/answer-facts.ts';
import type { HttpAnswer, HttpClient } from './http-answer.ts';
import type { FoundTraces, RefusedSearch } from './jaeger-api.ts';
import { errorMessageIn, PLAIN_NOT_FOUND } from './jaeger-error-body.ts';
import { readTraces } from './trace-reader.ts';
import { unreadableAnswer } from './unreadable-answer.ts';
import { unusableAnswer } from './unusable-answer.ts';
import { shortUrl } from './url-text.ts';

const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;

/** The traces in a 200; errors: SourceError when its body does not even begin as JSON. */
export async function tracesIn(
  client: HttpClient,
  answer: HttpAnswer,
  format: 'jaeger-v1' | 'api-v3',
): Promise<FoundTraces> {
  const body = answer.body[Symbol.asyncIterator]();
  const first = await firstChunk(body);
  const start = firstCharacter(first);
  const seen = new AnswerStart();
  const bytes = resume(first, body, seen);
  if (start !== OPEN_OBJECT && start !== OPEN_ARRAY) {
    await readStart(bytes, seen);
    throw await unusableAnswer(client, answer, seen.text());
  }
  const coverage = emptyCoverage();
  const traces = readTraces(bytes, { name: shortUrl(answer.url), format, coverage });
  return {
    kind: 'found',
    traces: orDiagnosis(traces, client, answer, seen),
    coverage,
    async discard() {
      await bytes.return();
      await body.return?.();
    },
  };
}

/** Reads on until the start is whole; what fails on the way leaves it shorter. */
async function readStart(bytes: AsyncIterable<Uint8Array>, seen: AnswerStart): Promise<void> {
  try {
    for await (const _ of bytes) if (seen.isFull) break;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
  }
}

// JSON of another kind than traces says what other server it comes from; cut-off traces do not.
async function* orDiagnosis(
  traces: AsyncIterable<Trace>,
  client: HttpClient,
  answer: HttpAnswer,
  seen: AnswerStart,
): AsyncGenerator<Trace, void, undefined> {
  try {
    yield* traces;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const start = seen.text();
    const isOther = !/"(data|result)"\s*:/.test(start) && !error.message.includes('ends too early');
    throw isOther
      ? await unusableAnswer(client, answer, start)
      : unreadableAnswer(error, shortUrl(answer.url), answer.status, client.access?.hide);
  }
}

/** An answer without traces. */
export function noTraces(): FoundTraces {
  return foundTraces((async function* (): AsyncGenerator<Trace> {})());
}

/** Traces that come from elsewhere than one answer. */
export function foundTraces(
  traces: AsyncGenerator<Trace>,
  coverage: Coverage = emptyCoverage(),
): FoundTraces {
  return {
    kind: 'found',
    traces,
    coverage,
    async discard() {
      await traces.return(undefined);
    },
  };
}

// Refusals that another search gets around: an attribute that JSON cannot write, a limit beyond what
// the memory store holds, a message larger than gRPC carries.
const REFUSALS: readonly (readonly [why: RefusedSearch['why'], sign: RegExp])[] = [
  ['nan', /unsupported value: (NaN|[+-]?Inf)/],
  ['limit', /search depth must be greater than 0|limit (must|should|cannot|exceeds)/i],
  ['size', /message larger than max|ResourceExhausted|too_many_buckets/i],
];

/** Says why an answer other than 200 brought no traces: to be got around, or thrown. */
export async function refusalIn(client: HttpClient, answer: HttpAnswer): Promise<RefusedSearch> {
  const body = await answer.text(DIAGNOSIS_BYTES);
  const error = await unusableAnswer(client, answer, body);
  const said = errorMessageIn(body) ?? body;
  const refusal = REFUSALS.find(([, sign]) => sign.test(said));
  if (answer.status < 400 || !refusal) throw error;
  return { kind: 'refused', why: refusal[0], error };
}

const NO_TRACE = /\btrace\b[^/<]{0,60}not found|\bno traces? found/i;

/**
 * What a 404 means: no trace when it says so; in a router's, a page's or a gateway's words the route
 * is missing, which is thrown as SourceError.
 */
export async function noTracesOr404(client: HttpClient, answer: HttpAnswer): Promise<FoundTraces> {
  const body = await answer.text(DIAGNOSIS_BYTES);
  if (NO_TRACE.test(errorMessageIn(body) ?? body.slice(0, 200))) return noTraces();
  const { message, hint } = await unusableAnswer(client, answer, body);
  const replaced = body.startsWith(PLAIN_NOT_FOUND) ? '' : REPLACED_HINT;
  throw new SourceError(message, `${hint}${replaced}`);
}

const REPLACED_HINT =
  ' If a gateway puts words of its own in place of a 404, this may also mean that there is no such trace.';

/** Bytes of an answer that is read whole: lists of names. */
const LIST_BYTES = 64 * 1024 * 1024;

/**
 * The list a 200 has under `key`; null or undefined when it is empty. Errors: SourceError, also for
 * a list without a single entry of the kind wanted: it is of another API.
 */
export async function fieldIn(
  client: HttpClient,
  answer: HttpAnswer,
  key: string,
  isEntry: (value: unknown) => boolean,
): Promise<unknown> {
  const body = await answer.text(answer.status === 200 ? LIST_BYTES : DIAGNOSIS_BYTES);
  if (answer.status === 200) {
    const parsed = parseJson(body);
    if (typeof parsed === 'object' && parsed !== null) {
      if (Object.hasOwn(parsed, key)) {
        const list = (parsed as Record<string, unknown>)[key];
        // Null is an empty list of old servers, unless an error says why there is none.
        if (list === null && errorMessageIn(body) === undefined) return list;
        if (Array.isArray(list) && (list.length === 0 || list.some(isEntry))) return list;
      }
      if (Object.keys(parsed).length === 0) return undefined;
    }
  }
  throw await unusableAnswer(client, answer, body);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function firstChunk(body: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  for (;;) {
    const { done, value } = await body.next();
    if (done) return new Uint8Array();
    if (firstCharacter(value) !== undefined) return value;
  }
}

// The first byte that is neither space nor part of a byte order mark.
function firstCharacter(bytes: Uint8Array): number | undefined {
  return bytes.find((b) => b > 0x20 && b !== 0xef && b !== 0xbb && b !== 0xbf);
}

/** The body from its first piece on; its start is kept in `seen`. */
async function* resume(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
  seen: AnswerStart,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    seen.add(first);
    yield first;
    for (;;) {
      const { done, value } = await rest.next();
      if (done) return;
      seen.add(value);
      yield value;
    }
  } finally {
    await rest.return?.();
  }
}
