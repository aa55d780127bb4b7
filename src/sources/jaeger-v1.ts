// The v1 JSON API, up to Jaeger 2.20, and what other servers offer of it.

import { goDuration } from '../lib/duration-text.ts';
import type { HttpClient, HttpParameters } from './http-answer.ts';
import type { JaegerApi } from './jaeger-api.ts';
import type { Dialect } from './jaeger-dialect.ts';
import { isOperation, isText, operationList, tagsText, textList } from './jaeger-wire.ts';
import type { ServerSearch } from './search-plan.ts';
import { fieldIn, noTracesOr404, refusalIn, tracesIn } from './trace-answer.ts';

export function jaegerV1(client: HttpClient, kind: Dialect['kind']): JaegerApi {
  // Raw: unadjusted times and IDs. Other servers adjust nothing and may not know the word.
  const raw: HttpParameters = kind === 'jaeger' ? [['raw', 'true']] : [];
  return {
    name: 'v1',
    needsService: true,
    async search(search) {
      const answer = await client.get('/api/traces', [...searchParameters(search), ...raw]);
      if (answer.status !== 200) return refusalIn(client, answer);
      return tracesIn(client, answer, 'jaeger-v1');
    },
    async byId(traceId) {
      const answer = await client.get(`/api/traces/${traceId}`, raw);
      if (answer.status === 404) return noTracesOr404(client, answer);
      if (answer.status !== 200) return refusalIn(client, answer);
      return tracesIn(client, answer, 'jaeger-v1');
    },
    async services() {
      return textList(await fieldIn(client, await client.get('/api/services'), 'data', isText));
    },
    async operations(service) {
      const answer = await client.get('/api/operations', [['service', service]]);
      if (answer.status === 200)
        return operationList(await fieldIn(client, answer, 'data', isOperation));
      await answer.text(0);
      const path = `/api/services/${encodeURIComponent(service)}/operations`;
      const names = textList(await fieldIn(client, await client.get(path), 'data', isText));
      return names.map((name) => ({ name, kind: '' }));
    },
  };
}

function searchParameters(search: ServerSearch): HttpParameters {
  const { service, operation, tags, minDurationNs, maxDurationNs, window, limit } = search;
  const parameters: (readonly [string, string])[] = [];
  if (service !== undefined) parameters.push(['service', service]);
  if (operation !== undefined) parameters.push(['operation', operation]);
  parameters.push(['start', String(window.startUs)], ['end', String(window.endUs)]);
  parameters.push(['limit', String(limit)]);
  if (minDurationNs !== undefined) parameters.push(['minDuration', goDuration(minDurationNs)]);
  if (maxDurationNs !== undefined) parameters.push(['maxDuration', goDuration(maxDurationNs)]);
  if (tags.length > 0) parameters.push(['tags', tagsText(tags)]);
  return parameters;
}
