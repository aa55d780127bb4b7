// api_v3: OTLP over HTTP. Every parameter goes out in both spellings: servers up to 2.18 read the
// snake_case one and later ones the camelCase one, and neither minds the other.

import { goDuration } from '../lib/duration-text.ts';
import { utcText } from '../lib/time-text.ts';
import type { HttpClient, HttpParameters } from './http-answer.ts';
import type { JaegerApi } from './jaeger-api.ts';
import type { Dialect } from './jaeger-dialect.ts';
import { isOperation, isText, operationList, tagsText, textList } from './jaeger-wire.ts';
import type { ServerSearch } from './search-plan.ts';
import { fieldIn, noTracesOr404, refusalIn, tracesIn } from './trace-answer.ts';

const RAW: HttpParameters = [
  ['raw_traces', 'true'],
  ['rawTraces', 'true'],
];

export function jaegerV3(client: HttpClient, spelling: Dialect['v3']): JaegerApi {
  return {
    name: 'v3',
    // Old stores silently find nothing without one; since 2.19 the usual ones search them all.
    needsService: spelling !== 'camel',
    async search(search) {
      const answer = await client.get('/api/v3/traces', searchParameters(search));
      if (answer.status === 404) return noTracesOr404(client, answer);
      if (answer.status !== 200) return refusalIn(client, answer);
      return tracesIn(client, answer, 'api-v3');
    },
    async byId(traceId) {
      const answer = await client.get(`/api/v3/traces/${traceId}`, RAW);
      if (answer.status === 404) return noTracesOr404(client, answer);
      if (answer.status !== 200) return refusalIn(client, answer);
      return tracesIn(client, answer, 'api-v3');
    },
    async services() {
      return textList(
        await fieldIn(client, await client.get('/api/v3/services'), 'services', isText),
      );
    },
    async operations(service) {
      const answer = await client.get('/api/v3/operations', [['service', service]]);
      return operationList(await fieldIn(client, answer, 'operations', isOperation));
    },
  };
}

function searchParameters(search: ServerSearch): HttpParameters {
  const { service, operation, tags, minDurationNs, maxDurationNs, window, limit } = search;
  const both: (readonly [string, string])[] = [];
  const add = (snake: string, camel: string, value: string): void => {
    both.push([`query.${snake}`, value], [`query.${camel}`, value]);
  };
  add('start_time_min', 'startTimeMin', utcText(window.startUs));
  // Newer servers refuse a window that ends where it starts.
  add('start_time_max', 'startTimeMax', utcText(Math.max(window.endUs, window.startUs + 1)));
  if (service !== undefined) add('service_name', 'serviceName', service);
  if (operation !== undefined) add('operation_name', 'operationName', operation);
  add('num_traces', 'searchDepth', String(limit));
  if (minDurationNs !== undefined) add('duration_min', 'durationMin', goDuration(minDurationNs));
  if (maxDurationNs !== undefined) add('duration_max', 'durationMax', goDuration(maxDurationNs));
  if (tags.length > 0) both.push(['query.attributes', tagsText(tags)]);
  add('raw_traces', 'rawTraces', 'true');
  return both;
}
