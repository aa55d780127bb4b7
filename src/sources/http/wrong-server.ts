// Servers that are not Jaeger but answer HTTP, recognised by what they say. One entry per server:
// the sign that no Jaeger gives, and what its user was probably after.

export interface ServerSign {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The start of the body. */
  readonly body: string;
}

export interface WrongServer {
  /** Fits behind "this is". */
  readonly name: string;
  /** `SERVER` stands for scheme, host and port that were asked. */
  readonly hint: string;
}

const QUERY_PORT = "Jaeger's query API is on port 16686 unless configured otherwise.";

interface Entry extends WrongServer {
  matches(sign: ServerSign): boolean;
}

const ENTRIES: readonly Entry[] = [
  {
    name: 'a health check (an admin port such as 14269 or 13133)',
    hint: `It answers any path with its state. ${QUERY_PORT}`,
    matches: ({ body }) =>
      /^\s*\{\s*"status"\s*:\s*"(Server (not )?available|Status[A-Z]\w+)"/.test(body),
  },
  {
    name: 'a page of metrics',
    hint: `It is a port for Prometheus to read. ${QUERY_PORT}`,
    matches: ({ body }) => /^# (HELP|TYPE) [a-zA-Z_:]/.test(body),
  },
  {
    name: 'Elasticsearch or OpenSearch',
    hint: `It is the storage behind Jaeger, not Jaeger. ${QUERY_PORT}`,
    matches: ({ headers, body }) =>
      headers['x-elastic-product'] === 'Elasticsearch' ||
      /"error"\s*:\s*"no handler found for uri \[/.test(body) ||
      /"type"\s*:\s*"(index_not_found_exception|security_exception)"/.test(body) ||
      /"tagline"\s*:\s*"(You Know, for Search|The OpenSearch Project)/.test(body),
  },
  {
    name: 'Grafana',
    hint: "Through Grafana the base URL is GRAFANA/api/datasources/proxy/uid/UID (the UID of the Jaeger data source), with a service account's token in TRACESCOPE_TOKEN.",
    matches: ({ headers, body }) =>
      /<title>\s*Grafana\s*<\/title>/i.test(body) ||
      (headers['set-cookie'] ?? '').includes('grafana_session') ||
      /^\s*\{[^{}]*"messageId"\s*:/.test(body) ||
      /^\s*\{\s*"(message|traceID)"\s*:\s*"[^"]*"\s*,\s*"(traceID|message)"\s*:\s*"[^"]*"\s*\}\s*$/.test(
        body,
      ),
  },
  {
    name: 'Zipkin',
    hint: `Its API is another one than Jaeger's: download the trace as JSON and give it with --file. ${QUERY_PORT}`,
    matches: ({ status, headers, body }) =>
      (headers.location ?? '').includes('/zipkin') ||
      /<title>\s*Zipkin/i.test(body) ||
      (status === 404 && /^Status: 404\s+Description: Not Found/.test(body)),
  },
  {
    name: 'Tempo',
    hint: "Tempo does not speak Jaeger's query API: use a Jaeger query with the Tempo bridge, or fetch the trace and give it with --file.",
    matches: ({ headers, body }) =>
      /^\s*\{\s*"batches"\s*:/.test(body) || 'x-tempo-query-stats' in headers,
  },
  {
    name: 'Prometheus',
    hint: `It has metrics, not traces. ${QUERY_PORT}`,
    matches: ({ body }) =>
      /<title>\s*Prometheus/i.test(body) ||
      /^\s*\{\s*"status"\s*:\s*"(error|success)"\s*,\s*"(errorType|data)"/.test(body),
  },
  {
    name: 'VictoriaTraces or another Victoria server, asked outside its Jaeger API',
    hint: 'Its Jaeger API is under a path: --url SERVER/select/jaeger',
    matches: ({ body }) => /unsupported path requested/i.test(body),
  },
  {
    name: 'the Kubernetes API server',
    hint: 'Reach Jaeger through a port-forward: kubectl port-forward service/jaeger-query 16686',
    matches: ({ body }) => /^\s*\{\s*"kind"\s*:\s*"Status"\s*,\s*"apiVersion"\s*:/.test(body),
  },
  {
    name: 'Kibana',
    hint: `It shows the storage behind Jaeger. ${QUERY_PORT}`,
    matches: ({ headers }) => 'kbn-name' in headers || 'kbn-license-sig' in headers,
  },
];

/** The server that gave this answer, when it is surely another one than Jaeger. */
export function recogniseWrongServer(sign: ServerSign): WrongServer | undefined {
  return ENTRIES.find((entry) => entry.matches(sign));
}

/** One of them by its name, for those who recognise it by another sign. */
export function knownServer(name: 'Tempo' | 'Prometheus'): WrongServer {
  const { hint = '' } = ENTRIES.find((entry) => entry.name === name) ?? {};
  return { name, hint };
}
