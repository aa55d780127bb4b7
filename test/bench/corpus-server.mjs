// Answers the Jaeger v1 API with 100 prepared traces (about 2.5 MB) until it is killed. Prints its
// port.

import { createServer } from 'node:http';
import { jaegerTrace, makeTrace, randomFrom } from './corpus.mjs';

const random = randomFrom(7);
const nowUs = Date.now() * 1000;
const data = [];
for (let i = 0; i < 100; i++) data.push(jaegerTrace(makeTrace(random, nowUs - 60e6 - i * 1e6, 20)));
const body = Buffer.from(JSON.stringify({ data, total: 0, limit: 0, offset: 0, errors: null }));
const refusal =
  '{"data":null,"total":0,"limit":0,"offset":0,"errors":[{"code":400,"msg":"parameter \'service\' is required"}]}';
const v3Refusal =
  '{"error":{"httpCode":400,"message":"query.start_time_min and query.start_time_max are required"}}';

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname === '/api/traces' && url.searchParams.has('service')) {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    response.end(body);
    return;
  }
  response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(url.pathname.startsWith('/api/v3') ? v3Refusal : refusal);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
