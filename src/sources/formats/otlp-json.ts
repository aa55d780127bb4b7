// OTLP JSON: one export request, or several documents of any layout after each other.

import type { TraceFormat } from './format.ts';
import { decodeOtlp, noteOtherSignals, REQUEST_KEYS } from './otlp-documents.ts';

export const otlpJson: TraceFormat = {
  id: 'otlp-json',
  title: 'OTLP JSON',
  elementKeys: ['resourceSpans', ''],
  spansOfATrace: 'anywhere',
  matches: ({ keys, lines }) => !lines && keys.some((key) => REQUEST_KEYS.includes(key)),
  decode: decodeOtlp,
  noteFields: noteOtherSignals,
};
