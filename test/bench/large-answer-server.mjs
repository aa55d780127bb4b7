// Answers every search with as many traces of about 110 KB as make the megabytes asked for, written
// as they are taken: `node large-answer-server.mjs v1|v3 <megabytes>`. Prints its port.

import { createServer } from 'node:http';
import { jaegerTrace, makeTrace, otlpRequest, randomFrom } from './corpus.mjs';

const [api = 'v1', megabytes = '600'] = process.argv.slice(2);
const isV3 = api === 'v3';
const MADE_US = 1_700_000_000_000_000;
const SPANS = 100;
const DIFFERENT = 50;

const random = randomFrom(7);
const templates = Array.from({ length: DIFFERENT }, () => {
  const trace = makeTrace(random, MADE_US, SPANS);
  const elements = isV3 ? otlpRequest(trace).resourceSpans : [jaegerTrace(trace)];
  return { id: trace.traceId, text: elements.map((element) => JSON.stringify(element)).join(',') };
});
const [opening, closing] = isV3
  ? ['{"result":{"resourceSpans":[', ']}}']
  : ['{"data":[', '],"total":0,"limit":0,"offset":0,"errors":null}'];
// What probes are told: the words of the versions that speak the dialect.
const refusal = isV3
  ? '{"error":{"httpCode":400,"message":"query.start_time_min and query.start_time_max are required"}}'
  : '{"data":null,"total":0,"limit":0,"offset":0,"errors":[{"code":400,"msg":"parameter \'service\' is required"}]}';
const route = isV3 ? '/api/v3/traces' : '/api/traces';
const isSearch = ({ pathname, searchParams }) =>
  pathname === route && searchParams.has(isV3 ? 'query.start_time_min' : 'service');

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  response.setHeader('content-type', 'application/json');
  if (!isSearch(url)) {
    response.writeHead(url.pathname.startsWith('/api/v3') === isV3 ? 400 : 404).end(refusal);
    return;
  }
  response.write(opening);
  const nowUs = Date.now() * 1000;
  let bytes = 0;
  for (let number = 0; bytes < Number(megabytes) * 1e6; number++) {
    const text = (number > 0 ? ',' : '') + traceText(number, nowUs - 60e6 - number * 5000);
    bytes += text.length;
    if (!response.write(text)) await new Promise((resolve) => response.once('drain', resolve));
  }
  response.end(closing);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));

/** A template with another trace ID, begun at `startUs`. */
function traceText(number, startUs) {
  const { id, text } = templates[number % DIFFERENT];
  const moved = text.replaceAll(id, (number + 1).toString(16).padStart(8, '0') + id.slice(8));
  const shiftUs = startUs - MADE_US;
  if (!isV3) {
    return moved.replace(/"(startTime|timestamp)":(\d+)/g, (_, key, us) => {
      return `"${key}":${Number(us) + shiftUs}`;
    });
  }
  const shiftNs = BigInt(shiftUs) * 1000n;
  return moved.replace(/UnixNano":"(\d+)/g, (_, ns) => `UnixNano":"${BigInt(ns) + shiftNs}`);
}
