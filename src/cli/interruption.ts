// Ctrl-C at once, whatever is being waited for: a silent server, a pipe without an end, a disk.

import { InterruptedError } from '../errors.ts';
import { formatCount } from '../renderers/format-value.ts';
import type { TraceSource } from '../sources/source.ts';

/** The promise, or an InterruptedError with `message()` as soon as the signal aborts. */
export function untilInterrupted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  message: () => string,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new InterruptedError(message()));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** The source, every answer of which ends at an interruption and says how far it had come. */
export function interruptibleSource(source: TraceSource, signal: AbortSignal): TraceSource {
  const until = <T>(promise: Promise<T>): Promise<T> =>
    untilInterrupted(promise, signal, () => whatWasRead(source));
  return {
    get description() {
      return source.description;
    },
    get coverage() {
      return source.coverage;
    },
    async *search(query) {
      const traces = source.search(query)[Symbol.asyncIterator]();
      let open = true;
      // One listener for the whole search: traces are many, and each listener costs.
      let stop = (): void => {};
      const onAbort = (): void => stop();
      signal.addEventListener('abort', onAbort, { once: true });
      const untilStopped = <T>(promise: Promise<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          stop = () => reject(new InterruptedError(whatWasRead(source)));
          if (signal.aborted) stop();
          promise.then(resolve, reject);
        });
      try {
        for (;;) {
          const next = await untilStopped(traces.next());
          open = next.done !== true;
          if (!open) return;
          yield next.value;
        }
      } finally {
        signal.removeEventListener('abort', onAbort);
        // What is under way may never end: waiting for it would undo the interruption.
        if (open && !signal.aborted) await traces.return?.();
      }
    },
    fetch: (traceId) => until(source.fetch(traceId)),
    services: () => until(source.services()),
    operations: (service) => until(source.operations(service)),
    close: () => source.close(),
  };
}

function whatWasRead({ description, coverage }: TraceSource): string {
  const { traces, spans } = coverage;
  const read =
    traces === 0
      ? 'no trace had been read whole'
      : `${formatCount(traces)} traces (${formatCount(spans)} spans) had been read, the rest was not`;
  return `interrupted while reading ${description}: ${read}`;
}
