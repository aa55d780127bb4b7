// Servers that are not Jaeger, as they answer a question for Jaeger.

import { answers, type Fault, JSON_TYPE, replies, TEXT } from './fault.ts';

export const WRONG_SERVER_FAULTS = {
  'otlp-http': answers('the OTLP/HTTP port', 404, TEXT, '404 page not found\n'),
  admin: answers(
    'the admin port of Jaeger 1',
    200,
    JSON_TYPE,
    '{"status":"Server available","upSince":"2026-01-01T00:00:00Z","uptime":"1m"}',
  ),
  metrics: answers(
    'a metrics port',
    200,
    TEXT,
    '# HELP go_goroutines Number of goroutines.\n# TYPE go_goroutines gauge\n',
  ),
  prometheus: answers(
    'Prometheus',
    404,
    JSON_TYPE,
    '{"status":"error","errorType":"not_found","error":"not found"}',
  ),
  tempo: answers('Tempo, asked for a trace', 200, JSON_TYPE, '{"batches":[{"resource":{}}]}'),
  zipkin: answers('Zipkin', 404, TEXT, 'Status: 404\nDescription: Not Found\n'),
  elasticsearch: answers(
    'Elasticsearch',
    400,
    { ...JSON_TYPE, 'x-elastic-product': 'Elasticsearch' },
    '{"error":"no handler found for uri [/api/services] and method [GET]"}',
  ),
  opensearch: answers(
    'OpenSearch',
    404,
    JSON_TYPE,
    '{"error":{"root_cause":[],"type":"index_not_found_exception","reason":"no such index [api]"},"status":404}',
  ),
  grafana: answers(
    'Grafana',
    401,
    JSON_TYPE,
    '{"extra":null,"message":"Unauthorized","messageId":"auth.unauthorized","statusCode":401,"traceID":""}',
  ),
  'victoria-root': answers(
    'VictoriaTraces without its prefix',
    400,
    TEXT,
    'unsupported path requested: "/api/services"',
  ),
  kubernetes: answers(
    'the Kubernetes API',
    403,
    JSON_TYPE,
    '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","code":403}',
  ),
  grpc: replies(
    'a gRPC port',
    Buffer.from([0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0x40, 0]),
    'end',
  ),
  ssh: replies('an SSH port', 'SSH-2.0-OpenSSH_9.6\r\n', 'end'),
  'not-http': replies('a port that speaks something else', '-ERR unknown command\r\n', 'end'),
  'endless-headers': replies(
    'headers without end',
    `HTTP/1.1 200 OK\r\n${`x-filler: ${'x'.repeat(1000)}\r\n`.repeat(200)}`,
    'keep',
  ),
} as const satisfies Readonly<Record<string, Fault>>;
