// What went wrong in a failed span, in the words it was recorded with.

import { name, type Phrase } from '../model/phrase.ts';
import type { Trace } from '../model/trace.ts';

/** "TimeoutError: no connection in 5 s", from the exception event, else the status message. */
export function exceptionOf(trace: Trace, index: number): Phrase | undefined {
  for (const event of trace.events(index)) {
    const values = new Map(event.attributes.map(({ key, value }) => [key, String(value)]));
    const type = values.get('exception.type') ?? values.get('error.kind');
    const message = values.get('exception.message') ?? errorLogMessage(event.name, values);
    if (type && message) return [name(firstLine(type)), ': ', name(firstLine(message))];
    if (type || message) return [name(firstLine(type ?? message ?? ''))];
  }
  const status = trace.statusMessage(index) || attributeText(trace, index, 'error.type');
  return status ? [name(firstLine(status))] : undefined;
}

// OpenTracing-era logs: event "error" with a message, or level error.
function errorLogMessage(event: string, values: ReadonlyMap<string, string>): string | undefined {
  const isError = event === 'error' || event === 'exception' || values.get('level') === 'error';
  if (!isError) return undefined;
  return values.get('message') ?? values.get('error.object') ?? values.get('error');
}

function attributeText(trace: Trace, index: number, key: string): string | undefined {
  const value = trace.attribute(index, key);
  return value === undefined ? undefined : String(value);
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return (end < 0 ? text : text.slice(0, end)).slice(0, 500).trim();
}
