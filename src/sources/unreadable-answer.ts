// A body that began as traces and could not be read to its end, in the words of a live server: the
// reader below speaks of files, which are downloaded again; a server is asked for less.

import { type InputError, SourceError } from '../errors.ts';
import { BROKEN_OFF_HINT } from './http/body-failure.ts';
import { hintForServerError, SERVER_FAULT_HINT } from './jaeger-error-body.ts';

const DAMAGED_HINT =
  'The answer was changed or damaged on the way, as by a proxy that rewrites bodies, or comes from a server that only resembles Jaeger.';
const NON_FINITE_HINT =
  'It probably writes a NaN or infinite attribute as a number, which JSON cannot say: ask through --api v3, or narrow the window around it.';

/** What `error` of the reader means in an answer with this URL and status. */
export function unreadableAnswer(
  error: InputError,
  url: string,
  status: number,
  hide: (text: string) => string = (text) => text,
): SourceError {
  const message = hide(error.message);
  const [, said] = /: \S+ holds a server's error instead of traces: (.*)$/s.exec(message) ?? [];
  if (said !== undefined) {
    const hint = hintForServerError(said) || SERVER_FAULT_HINT;
    return new SourceError(
      `${url} answered ${status} with an error instead of traces: ${said}`,
      hint,
    );
  }
  return new SourceError(message.replace(/: skipped$/, ''), hintFor(message), { cause: error });
}

function hintFor(message: string): string {
  if (message.includes('ends too early')) return BROKEN_OFF_HINT;
  return /unexpected "(N|I|-)"$/.test(message) ? NON_FINITE_HINT : DAMAGED_HINT;
}
