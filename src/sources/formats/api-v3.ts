// The answer of Jaeger's api_v3: OTLP in a `result`, all traces of a search in one list, one after
// the other; up to 1.64 regrouped by process, so that an entry holds spans of many traces. Gateways
// before 1.54 wrote several `result` objects after each other.

import type { TraceFormat } from './format.ts';
import { decodeOtlp } from './otlp-documents.ts';

export const apiV3: TraceFormat = {
  id: 'api-v3',
  title: 'Jaeger api_v3 answer',
  elementKeys: ['result.resourceSpans', ''],
  spansOfATrace: 'neighbours',
  matches: ({ keys, innerKeys }) =>
    keys.includes('result') ||
    (keys.includes('error') && innerKeys.some((key) => key === 'httpCode' || key === 'message')),
  decode: decodeOtlp,
};
