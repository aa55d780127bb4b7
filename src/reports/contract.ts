// The JSON contract, as zod schemas: the types of every report's `data`, and, at build time, the
// published JSON Schemas. Reports import only the types, so no command loads zod for them.
//
// Rules: durations are integer nanoseconds in fields that end in `Ns`; instants are RFC 3339 in
// UTC with nine digits; names are OpenTelemetry's. Fields may be added within a version; a field
// that changes meaning or goes away makes a new one.

import * as z from 'zod';

const ns = z.number().int().describe('integer nanoseconds');
const count = z.number().int().nonnegative();
const instant = z.string().describe('RFC 3339, UTC, nanoseconds');
const share = z.number().min(0).max(1).describe('0 to 1');

export const noteSchema = z.object({ code: z.string(), count, text: z.string() });

export const warningSchema = z.object({
  code: z.string(),
  count,
  exampleTraceId: z.string(),
  exampleSpanId: z.string(),
  maxNs: ns.nullable().describe('largest amount of time concerned, where the code is about time'),
});

export const coverageSchema = z.object({
  traces: count.describe('traces read, before filtering'),
  spans: count,
  complete: z.boolean().describe('false when anything that was asked for was not looked at'),
  unreadable: count.describe(
    'files, parts of files and requests that failed; a limit is none of them',
  ),
  notes: z.array(noteSchema),
});

export const querySchema = z.object({
  source: z.string(),
  traceId: z.string().nullable(),
  service: z.string().nullable(),
  operation: z.string().nullable(),
  tags: z.array(z.object({ key: z.string(), value: z.string() })),
  error: z.boolean(),
  minDurationNs: ns.nullable(),
  maxDurationNs: ns.nullable(),
  window: z.object({ start: instant, end: instant }).nullable(),
  limit: count.nullable(),
});

export const operationRefSchema = z.object({ service: z.string(), operation: z.string() });

export const percentileIntervalSchema = z.object({
  lowNs: ns.nullable(),
  highNs: ns.nullable().describe('null: the sample is too small to bound it'),
  reliable: z.boolean(),
  needs: count.describe('traces needed for a two-sided 95 % interval'),
});

export const latencySchema = z.object({
  method: z.literal('nearest-rank'),
  confidence: z.literal(0.95),
  count,
  minNs: ns.nullable(),
  p50Ns: ns.nullable(),
  p90Ns: ns.nullable(),
  p95Ns: ns.nullable(),
  p99Ns: ns.nullable(),
  maxNs: ns.nullable(),
  intervals: z.object({
    p50: percentileIntervalSchema.nullable(),
    p90: percentileIntervalSchema.nullable(),
    p95: percentileIntervalSchema.nullable(),
    p99: percentileIntervalSchema.nullable(),
  }),
  histogram: z.object({
    scale: z.enum(['linear', 'log']),
    bins: z.array(z.object({ fromNs: ns, toNs: ns, count })),
  }),
});

export const slowestSchema = z.object({
  spanId: z.string().describe('the span that contributed most'),
  service: z.string(),
  operation: z.string(),
  spanCount: count.describe('spans of this operation in the trace'),
  onPathNs: ns.describe('own time of this operation on the critical path'),
  share,
});

export const traceFindingSchema = z.object({
  kind: z.string(),
  fingerprint: z.string(),
  severity: z.enum(['low', 'medium', 'high', 'critical']),
  confidence: z.enum(['low', 'medium', 'high']),
  count,
  service: z.string(),
  operation: z.string(),
  template: z.string(),
});

export const traceSchema = z.object({
  traceId: z.string(),
  start: instant,
  service: z.string().describe('of the root'),
  operation: z.string().describe('of the root'),
  spanCount: count,
  serviceCount: count,
  errorSpanCount: count,
  durationNs: ns.describe('end-to-end latency: the duration of the primary root'),
  extentNs: ns.describe('first start to last end, asynchronous work included'),
  incomplete: z.boolean(),
  unusual: z.boolean().describe('far from the other traces of the same root operation'),
  slowest: slowestSchema,
  findings: z.array(traceFindingSchema),
});

export const operationTotalsSchema = z.object({
  service: z.string(),
  operation: z.string(),
  onPathNs: ns.describe('own time on the critical path, over all traces'),
  share,
  traces: count.describe('traces in which it occurs'),
  spans: count,
  worstTraceId: z.string(),
  worstSpanId: z.string(),
  worstOnPathNs: ns,
});

export const findingSchema = z.object({
  kind: z.string(),
  fingerprint: z.string(),
  looseFingerprint: z
    .string()
    .describe('without the anchor: survives another way of instrumenting; as good in suppressions'),
  severity: z.enum(['low', 'medium', 'high', 'critical']),
  confidence: z.enum(['low', 'medium', 'high']),
  callClass: z.string().nullable(),
  shape: z.string().nullable(),
  service: z.string().describe("the anchor's"),
  operation: z.string().describe("the anchor's"),
  entryService: z.string(),
  entryOperation: z.string(),
  template: z.string(),
  count: count.describe('in the worst trace'),
  counts: z.object({ min: count, median: count, p95: count, max: count }),
  traces: z.object({ affected: count, of: count }),
  worst: z.object({
    traceId: z.string(),
    anchorSpanId: z.string(),
    spanIds: z.array(z.string()),
  }),
  onPathNs: ns.describe('time these calls hold the critical path of the worst trace'),
  savingNs: z.object({ low: ns, high: ns }).describe('in the worst trace'),
  savingsNs: z
    .object({ p50: z.object({ low: ns, high: ns }), p95: z.object({ low: ns, high: ns }) })
    .describe('over the affected traces; those with a group below its minimum count as 0'),
  avoidableCalls: count
    .nullable()
    .describe(
      'calls beyond the first of each affected trace; null for kinds whose calls are needed',
    ),
  callTimes: z
    .object({ calls: count, p50Ns: ns, p95Ns: ns })
    .nullable()
    .describe(
      'slow queries: all calls of the statement by the service, less waits for a connection; null for other kinds and where few were seen',
    ),
  nsPerCall: ns
    .nullable()
    .describe('loops: time per further call over the affected traces; null where they do not tell'),
  callsPerRow: z
    .number()
    .nullable()
    .describe('loops: calls per row that the read before them returned, where recorded'),
  message: z.string(),
  advice: z.string(),
  remarks: z.array(z.string()),
});

const examinedCount = z.object({ examined: count, unreadable: count });
export const examinedSchema = z.object({
  db: examinedCount,
  cache: examinedCount,
  http: examinedCount,
  rpc: examinedCount,
  messaging: examinedCount,
  blindTraces: count.describe('traces in which nothing could be examined'),
  reasons: z.array(noteSchema),
});

const notes = z
  .array(noteSchema)
  .describe(
    'what the numbers leave out or weigh; what the configuration leaves out of the findings',
  );

const common = {
  query: querySchema,
  coverage: coverageSchema,
  warnings: z.array(warningSchema),
};

export const findDataSchema = z.object({
  schema: z.literal('tracescope/find/1'),
  ...common,
  traceCount: count,
  errorTraceCount: count,
  incompleteTraceCount: count,
  services: z.array(z.string()),
  latency: latencySchema,
  traces: z.array(traceSchema).describe('all of them, in the order asked for'),
  operations: z.array(operationTotalsSchema).describe('most critical-path time first'),
  findings: z.array(findingSchema),
  examined: examinedSchema,
  notes,
});

export const spanSchema = z.object({
  spanId: z.string(),
  parentSpanId: z.string().nullable(),
  service: z.string(),
  operation: z.string(),
  kind: z.string(),
  status: z.enum(['unset', 'ok', 'error']),
  statusMessage: z.string().nullable(),
  error: z.boolean().describe('status error, or an error attribute'),
  startNs: ns.describe('from trace.start, as recorded'),
  durationNs: ns.describe('as recorded'),
  shiftNs: ns.describe('added to the start to undo clock skew'),
  selfNs: ns,
  onPathNs: ns.describe(
    "own time on the critical path of the root it belongs to; only the primary root's is criticalPath",
  ),
  detached: z.string().nullable().describe('why nobody waited for it, or null'),
  attributes: z.array(
    z.object({
      key: z.string(),
      type: z.enum(['string', 'bool', 'int', 'double', 'bytes', 'json']),
      value: z.union([z.string(), z.number(), z.boolean()]),
    }),
  ),
  events: z.array(
    z.object({
      name: z.string(),
      timeNs: ns,
      attributes: z.array(
        z.object({
          key: z.string(),
          type: z.string(),
          value: z.union([z.string(), z.number(), z.boolean()]),
        }),
      ),
    }),
  ),
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })),
});

export const operationShareSchema = z.object({
  service: z.string(),
  operation: z.string(),
  onPathNs: ns,
  share,
  selfNs: ns,
  spanCount: count,
  exampleSpanId: z.string(),
  headroomNs: ns.describe('saved for certain by shortening it, whatever depends on what'),
  savableNs: ns.describe('saved at most by shortening it'),
});

export const explainDataSchema = z.object({
  schema: z.literal('tracescope/explain/1'),
  ...common,
  trace: traceSchema,
  bottleneck: operationShareSchema.nullable(),
  chain: z.array(
    z.object({
      spanId: z.string(),
      service: z.string(),
      operation: z.string(),
      inclusiveNs: ns.describe('time on the critical path in it or below it'),
    }),
  ),
  operations: z.array(operationShareSchema),
  criticalPath: z
    .array(z.object({ spanId: z.string(), startNs: ns, endNs: ns, concurrentNs: ns }))
    .describe('contiguous; lengths sum to trace.durationNs; from trace.start'),
  gaps: z.array(
    z.object({
      spanId: z.string(),
      startNs: ns,
      endNs: ns,
      after: z.string().nullable(),
      before: z.string().nullable(),
    }),
  ),
  spans: z.array(spanSchema),
  findings: z.array(findingSchema),
  examined: examinedSchema,
  notes,
});

export const nplus1DataSchema = z.object({
  schema: z.literal('tracescope/nplus1/1'),
  ...common,
  traceCount: count,
  findings: z.array(findingSchema),
  examined: examinedSchema,
  notes,
});

export const lintDataSchema = z.object({
  schema: z.literal('tracescope/lint/1'),
  ...common,
  traceCount: count,
  incompleteTraceCount: count,
  findings: z.array(findingSchema).describe('about the recording, not about the requests'),
  examined: examinedSchema,
  notes,
});

export const detectorsDataSchema = z.object({
  schema: z.literal('tracescope/detectors/1'),
  detectors: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      description: z.string(),
      needs: z.enum(['one-trace', 'many-traces']),
      kinds: z.array(z.string()),
      failing: z.array(z.string()).describe('kinds that fail check --no-nplus1 by default'),
    }),
  ),
});

export const checkDataSchema = z.object({
  schema: z.literal('tracescope/check/1'),
  ...common,
  verdict: z.enum(['pass', 'fail', 'inconclusive']),
  traceCount: count,
  assertions: z.array(
    z.object({
      expression: z.string(),
      measured: z.union([z.number(), z.string()]).nullable(),
      limit: z.union([z.number(), z.string()]).nullable(),
      unit: z.enum(['ns', 'ratio', 'count', 'findings']),
      verdict: z.enum(['pass', 'fail', 'inconclusive']),
      reason: z.string(),
    }),
  ),
  latency: latencySchema,
  findings: z.array(findingSchema),
  examined: examinedSchema,
  notes,
});

export const servicesDataSchema = z.object({
  schema: z.literal('tracescope/services/1'),
  source: z.string(),
  services: z.array(z.object({ service: z.string() })),
});

export const operationsDataSchema = z.object({
  schema: z.literal('tracescope/operations/1'),
  source: z.string(),
  service: z.string(),
  operations: z.array(z.object({ operation: z.string(), kind: z.string() })),
});

export const doctorDataSchema = z.object({
  schema: z.literal('tracescope/doctor/1'),
  url: z.string().describe('base URL in use, without credentials'),
  urlFrom: z.string().describe('the flag, variable or context that named it'),
  redirects: z.array(z.string()).describe('paths the server sends on to'),
  dialect: z.object({
    kind: z.enum(['jaeger', 'compatible']),
    text: z.string().describe('in words, with the Jaeger versions that speak it'),
    why: z.string(),
    v1Search: z.boolean(),
    v3: z.enum(['snake', 'camel', 'none']).describe('spelling of api_v3'),
    attributesFilter: z.boolean().describe('api_v3 honours query.attributes'),
    summaries: z.boolean(),
  }),
  api: z.enum(['v1', 'v3']).describe('the one traces are searched through'),
  credentials: z.string().nullable().describe('what was sent to be let in, never the secret'),
  insecure: z.boolean().describe('certificates were not checked'),
  proxy: z.object({ url: z.string(), from: z.string() }).nullable(),
  clock: z
    .object({ differenceNs: ns.describe('server minus here'), uncertaintyNs: ns })
    .nullable()
    .describe('null: the server does not tell its time'),
  serviceCount: count.nullable(),
  filters: z.array(
    z.object({
      filter: z.string(),
      appliedBy: z.enum(['server', 'tracescope', 'both']).describe('whose test of it counts'),
      why: z.string(),
    }),
  ),
  limits: z.object({
    tracesPerSearch: count,
    bodyBytes: count,
    connectNs: ns,
    firstByteNs: ns,
    idleNs: ns,
    retries: count,
    concurrency: count,
  }),
  problems: z.array(z.object({ code: z.string(), text: z.string(), todo: z.string() })),
});

/** Every published schema by its name. */
export const CONTRACT = {
  find: findDataSchema,
  explain: explainDataSchema,
  nplus1: nplus1DataSchema,
  lint: lintDataSchema,
  detectors: detectorsDataSchema,
  check: checkDataSchema,
  services: servicesDataSchema,
  operations: operationsDataSchema,
  doctor: doctorDataSchema,
} as const;

export type QueryData = z.infer<typeof querySchema>;
export type CoverageData = z.infer<typeof coverageSchema>;
export type WarningData = z.infer<typeof warningSchema>;
export type LatencyData = z.infer<typeof latencySchema>;
export type TraceData = z.infer<typeof traceSchema>;
export type TraceFindingData = z.infer<typeof traceFindingSchema>;
export type FindingData = z.infer<typeof findingSchema>;
export type ExaminedData = z.infer<typeof examinedSchema>;
export type OperationTotalsData = z.infer<typeof operationTotalsSchema>;
export type OperationShareData = z.infer<typeof operationShareSchema>;
export type SpanData = z.infer<typeof spanSchema>;
export type FindData = z.infer<typeof findDataSchema>;
export type ExplainData = z.infer<typeof explainDataSchema>;
export type LintData = z.infer<typeof lintDataSchema>;
export type DetectorsData = z.infer<typeof detectorsDataSchema>;
export type Nplus1Data = z.infer<typeof nplus1DataSchema>;
export type CheckData = z.infer<typeof checkDataSchema>;
export type ServicesData = z.infer<typeof servicesDataSchema>;
export type OperationsData = z.infer<typeof operationsDataSchema>;
export type DoctorData = z.infer<typeof doctorDataSchema>;

/** JSON Schema (draft 2020-12) of every report, by name. */
export function publishedSchemas(): Record<string, unknown> {
  const schemas: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(CONTRACT)) {
    schemas[name] = { title: `tracescope/${name}/1`, ...z.toJSONSchema(schema) };
  }
  return schemas;
}
