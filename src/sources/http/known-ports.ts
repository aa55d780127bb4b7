// Ports that are mistaken for Jaeger's query port, because they belong to the same installation.

export interface KnownPort {
  /** What listens there by default. */
  readonly name: string;
  /** What to do instead. */
  readonly hint: string;
}

const QUERY_PORT = "Jaeger's query API is on port 16686 unless configured otherwise.";
const IN = `That port takes traces in. ${QUERY_PORT}`;
const KNOWN_PORTS: ReadonlyMap<number, KnownPort> = new Map([
  [4317, { name: 'the OTLP/gRPC receiver', hint: IN }],
  [4318, { name: 'the OTLP/HTTP receiver', hint: IN }],
  [14250, { name: 'the Jaeger collector (gRPC)', hint: IN }],
  [14268, { name: 'the Jaeger collector (HTTP)', hint: IN }],
  [6831, { name: 'the Jaeger agent', hint: IN }],
  [5778, { name: "Jaeger's sampling configuration", hint: QUERY_PORT }],
  [14269, { name: "Jaeger's admin port", hint: `It only tells health and metrics. ${QUERY_PORT}` }],
  [16687, { name: "Jaeger's admin port", hint: `It only tells health and metrics. ${QUERY_PORT}` }],
  [13133, { name: 'a health check', hint: QUERY_PORT }],
  [8888, { name: "the collector's own metrics", hint: QUERY_PORT }],
  [8889, { name: "the collector's metrics exporter", hint: QUERY_PORT }],
  [
    16685,
    { name: "Jaeger's query API over gRPC", hint: `tracescope reads it over HTTP. ${QUERY_PORT}` },
  ],
  [9090, { name: 'Prometheus', hint: `It has metrics, not traces. ${QUERY_PORT}` }],
  [
    3200,
    {
      name: 'Tempo',
      hint: `It does not speak Jaeger's query API: fetch the trace and give it with --file. ${QUERY_PORT}`,
    },
  ],
  [9411, { name: 'Zipkin', hint: `Its API is another one. ${QUERY_PORT}` }],
  [9200, { name: 'Elasticsearch', hint: `It is the storage behind Jaeger. ${QUERY_PORT}` }],
  [
    3000,
    {
      name: 'Grafana',
      hint: "Through Grafana the base URL is GRAFANA/api/datasources/proxy/uid/UID, with a service account's token.",
    },
  ],
]);

/** What usually listens at the port of `url`, if it is one of those mistaken for Jaeger's. */
export function knownPort(url: string): KnownPort | undefined {
  try {
    return KNOWN_PORTS.get(Number(new URL(url).port));
  } catch {
    return undefined;
  }
}
