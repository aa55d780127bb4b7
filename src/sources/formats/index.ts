// The list of input formats, in the order in which they are tried. A new format is one file and
// one line here.

import { UsageError } from '../../errors.ts';
import { nearestNames } from '../../lib/nearest-name.ts';
import { quotedText } from '../../lib/quoted-text.ts';
import { apiV3 } from './api-v3.ts';
import type { DocumentHead, TraceFormat } from './format.ts';
import { jaegerV1 } from './jaeger-v1.ts';
import { otlpJson } from './otlp-json.ts';
import { otlpLines } from './otlp-lines.ts';
import { tempo } from './tempo.ts';
import { zipkinV2 } from './zipkin-v2.ts';

export const FORMATS: readonly TraceFormat[] = [
  jaegerV1,
  apiV3,
  otlpLines,
  otlpJson,
  tempo,
  zipkinV2,
];

/** The first format that a document with this head can be, or undefined. */
export function detectFormat(head: DocumentHead): TraceFormat | undefined {
  return FORMATS.find((format) => format.matches(head));
}

/** The format called `id`. Errors: UsageError that names the nearest and all others. */
export function formatById(id: string): TraceFormat {
  const ids = FORMATS.map((format) => format.id);
  const found = FORMATS.find((format) => format.id === id.toLowerCase());
  if (found) return found;
  const [nearest] = nearestNames(id, ids, 1);
  throw new UsageError(
    `there is no format ${JSON.stringify(quotedText(id, 40))}`,
    `${nearest ? `Did you mean ${nearest}? ` : ''}Formats: ${ids.join(', ')}.`,
  );
}
