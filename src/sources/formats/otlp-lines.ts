// OTLP JSON lines, as the collector's file exporter writes them: one export request a line, of any
// signal. A damaged line costs only itself.

import type { TraceFormat } from './format.ts';
import { decodeOtlp, REQUEST_KEYS } from './otlp-documents.ts';

export const otlpLines: TraceFormat = {
  id: 'otlp-lines',
  title: 'OTLP JSON lines (collector file exporter)',
  elementKeys: [],
  spansOfATrace: 'anywhere',
  matches: ({ keys, lines }) => lines && keys.some((key) => REQUEST_KEYS.includes(key)),
  decode: decodeOtlp,
};
