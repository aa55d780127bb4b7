// Grafana Tempo's trace answers: OTLP under `batches` (API v1) or in a `trace` (API v2), with
// protobuf's JSON habits: base64 IDs and enum names.

import type { TraceFormat } from './format.ts';
import { decodeOtlp } from './otlp-documents.ts';

export const tempo: TraceFormat = {
  id: 'tempo',
  title: 'Grafana Tempo trace',
  elementKeys: ['batches', 'trace.resourceSpans', 'trace.batches'],
  spansOfATrace: 'anywhere',
  matches: ({ keys, innerKeys }) =>
    keys.includes('batches') ||
    (keys.includes('trace') &&
      innerKeys.some((key) => key === 'resourceSpans' || key === 'batches')),
  decode: decodeOtlp,
};
