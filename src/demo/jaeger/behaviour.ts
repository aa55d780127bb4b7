// How each Jaeger release answers, as a table: what differs is a value here, never an `if` on a
// version elsewhere. Observed on the releases themselves, with memory storage.

/** The releases that the demo server can play; `next` is the development state after 2.20. */
export const JAEGER_VERSIONS = ['1.57', '1.76', '2.13', '2.20', 'next'] as const;
export type JaegerVersion = (typeof JAEGER_VERSIONS)[number];

export interface Behaviour {
  /** v1 search, services and operations exist. */
  readonly v1Search: boolean;
  /** Endpoints that serve sample data, and `/api/metrics/minstep`. */
  readonly sampleData: boolean;
  readonly minStep: boolean;
  /** An unknown path below /api is a plain 404; otherwise it is the page, as any path is. */
  readonly unknownApiIsNotFound: boolean;
  /** What a method other than GET gets on a route. */
  readonly otherMethod: 'not-allowed' | 'page' | 'not-found';
  /** Redirect to a cleaned path. */
  readonly redirect: { readonly status: 301 | 307; readonly html: boolean };
  /** Where the page takes its `<base href>` from. */
  readonly pageNamesBasePath: boolean;
  /** Lines of the page that carry data. */
  readonly pageCapabilities: string;
  readonly gitVersion: string;
  /** Answers to v1 JSON routes only, or everything, carry `traceresponse`. */
  readonly traceResponse: 'v1' | 'all';
  readonly gzip: boolean;
  /** Tenancy guards the page and unknown paths too. */
  readonly tenancyGuardsAll: boolean;
  /** Path segments are percent-decoded before an ID is read. */
  readonly decodesIds: boolean;
  readonly base64Ids: boolean;
  readonly v3ContentType: 'text/plain; charset=utf-8' | 'application/json';
  /** api_v3 parameters in camelCase, with snake_case as alias; otherwise snake_case only. */
  readonly camelCase: boolean;
  readonly attributesFilter: boolean;
  /** `query.filter` is read, and refused because its feature gate is off. */
  readonly structuredFilter: boolean;
  readonly summaries: boolean;
  /** The `raw` parameters of searches and of api_v3 are read. */
  readonly rawParameters: boolean;
  /** Depth of an api_v3 search that names none. */
  readonly defaultDepth: number;
  /** Empty lists of services are null (v1) and absent (v3). */
  readonly emptyServicesAreNull: boolean;
  /** An api_v3 search without match, and an unknown ID. */
  readonly v3EmptySearch: 'empty-result' | 'not-found';
  readonly v3UnknownId: string;
  readonly metricsDisabled: string;
  /** The kind of a span that has none, in api_v3 and v1 lists of operations; '' omits the key in v3. */
  readonly kindlessInV3: string;
  readonly kindlessInV1: string;
  /** A filter by kind `unspecified` finds spans without kind. */
  readonly findsUnspecifiedKind: boolean;
  readonly storage: StorageBehaviour;
  readonly adjusters: AdjusterBehaviour;
}

/** What the memory storage keeps, finds, and in which order. */
export interface StorageBehaviour {
  /**
   * `jaeger`: spans are kept in Jaeger's own model, which loses what it has no place for;
   * `otlp`: kept as sent.
   */
  readonly model: 'jaeger' | 'otlp';
  /** Extra attribute `internal.span.format` on each span. */
  readonly marksFormat: boolean;
  /** Bytes become base64 text. */
  readonly bytesAsText: boolean;
  /** Spans that do not end after they start are repaired on arrival. */
  readonly repairsDurations: boolean;
  /** Names given to what has none: service absent, of a wrong type; span. */
  readonly missingService: string;
  readonly wrongTypeService: string;
  readonly emptySpanName: string;
  /** Which traces a limit keeps, and the depth it accepts. */
  readonly newestBy: 'start' | 'arrival';
  readonly limitsDepth: boolean;
  /** A search without service finds everything; otherwise nothing. */
  readonly serviceOptional: boolean;
  /** What a tag filter is compared with. */
  readonly matching: 'tags' | 'attributes' | 'attributes-and-fields';
  /** What `error=true` and `error=false` mean where they are not ordinary tags. */
  readonly errorFilter: 'tag' | 'status-ok' | 'status' | 'status-or-not';
  /** Dependencies list each service as its own caller too. */
  readonly selfDependencies: boolean;
  /** Dependencies count traces that lie wholly inside the window; otherwise any that touches it. */
  readonly wholeTraceInDependencies: boolean;
}

/** How traces are changed when they are read. */
export interface AdjusterBehaviour {
  /** api_v3 answers are adjusted unless raw is asked for. */
  readonly v3: boolean;
  /** v1 answers are adjusted by the same code as api_v3: other texts, events sorted. */
  readonly v1AsV3: boolean;
  readonly dedupes: boolean;
  /** Library tags: see JaegerStyle. */
  readonly libraryTags: 'otel.library' | 'otel.scope';
  readonly libraryMovesToProcess: boolean;
  /** Skew adjustment moves only the start of a span, in api_v3. */
  readonly v3SkewMovesOnlyStart: boolean;
  /** Which non-raw reads change the stored trace for everybody after them. */
  readonly readsChangeStore: 'never' | 'v3' | 'all';
  /** Dependencies split shared IDs in the store. */
  readonly dependenciesChangeStore: boolean;
}

const V1_STORE: StorageBehaviour = {
  model: 'jaeger',
  marksFormat: false,
  bytesAsText: false,
  repairsDurations: true,
  missingService: 'missing-service-name',
  wrongTypeService: 'service-name-wrong-type',
  emptySpanName: '',
  newestBy: 'start',
  limitsDepth: false,
  serviceOptional: false,
  matching: 'tags',
  errorFilter: 'tag',
  selfDependencies: false,
  wholeTraceInDependencies: false,
};

const V2_STORE: StorageBehaviour = {
  ...V1_STORE,
  model: 'otlp',
  newestBy: 'arrival',
  limitsDepth: true,
  serviceOptional: true,
  matching: 'attributes',
  errorFilter: 'status-ok',
  selfDependencies: true,
  wholeTraceInDependencies: true,
};

const V1_76: Behaviour = {
  v1Search: true,
  sampleData: true,
  minStep: true,
  unknownApiIsNotFound: false,
  otherMethod: 'not-allowed',
  redirect: { status: 301, html: false },
  pageNamesBasePath: true,
  pageCapabilities: 'JAEGER_STORAGE_CAPABILITIES = {"archiveStorage":false};',
  gitVersion: '',
  traceResponse: 'all',
  gzip: false,
  tenancyGuardsAll: true,
  decodesIds: false,
  base64Ids: false,
  v3ContentType: 'text/plain; charset=utf-8',
  camelCase: false,
  attributesFilter: false,
  structuredFilter: false,
  summaries: false,
  rawParameters: true,
  defaultDepth: 0,
  emptyServicesAreNull: true,
  v3EmptySearch: 'not-found',
  v3UnknownId: 'No traces found',
  metricsDisabled: 'metrics querying is currently disabled',
  kindlessInV3: '',
  kindlessInV1: '',
  findsUnspecifiedKind: false,
  storage: V1_STORE,
  adjusters: {
    v3: true,
    v1AsV3: false,
    dedupes: true,
    libraryTags: 'otel.scope',
    libraryMovesToProcess: false,
    v3SkewMovesOnlyStart: true,
    readsChangeStore: 'never',
    dependenciesChangeStore: false,
  },
};

const V1_57: Behaviour = {
  ...V1_76,
  sampleData: false,
  pageCapabilities: 'JAEGER_STORAGE_CAPABILITIES = {"archiveStorage":true};',
  traceResponse: 'v1',
  gzip: true,
  tenancyGuardsAll: false,
  rawParameters: false,
  v3EmptySearch: 'empty-result',
  v3UnknownId: 'trace not found',
  kindlessInV3: 'unspecified',
  kindlessInV1: 'unspecified',
  findsUnspecifiedKind: true,
  storage: {
    ...V1_STORE,
    marksFormat: true,
    bytesAsText: true,
    repairsDurations: false,
    missingService: 'empty-service-name',
    wrongTypeService: 'empty-service-name',
  },
  adjusters: {
    ...V1_76.adjusters,
    v3: false,
    dedupes: false,
    libraryTags: 'otel.library',
    libraryMovesToProcess: true,
    dependenciesChangeStore: true,
  },
};

const V2_13: Behaviour = {
  ...V1_76,
  otherMethod: 'page',
  storage: V2_STORE,
  adjusters: { ...V1_76.adjusters, readsChangeStore: 'v3' },
};

const V2_20: Behaviour = {
  ...V2_13,
  minStep: false,
  unknownApiIsNotFound: true,
  otherMethod: 'not-found',
  redirect: { status: 307, html: true },
  pageNamesBasePath: false,
  pageCapabilities:
    'JAEGER_BACKEND_CAPABILITIES = {"archiveStorage":false,"metricsStorage":false,"aiAssistant":false};',
  gitVersion: 'dev',
  decodesIds: true,
  base64Ids: true,
  v3ContentType: 'application/json',
  camelCase: true,
  attributesFilter: true,
  summaries: true,
  defaultDepth: 100,
  emptyServicesAreNull: false,
  metricsDisabled: 'trace metrics are currently disabled - no metrics backend configured',
  kindlessInV3: 'internal',
  storage: {
    ...V2_STORE,
    emptySpanName: 'empty-span-name',
    matching: 'attributes-and-fields',
    errorFilter: 'status',
  },
  adjusters: {
    ...V2_13.adjusters,
    v1AsV3: true,
    v3SkewMovesOnlyStart: false,
    readsChangeStore: 'all',
  },
};

const NEXT: Behaviour = {
  ...V2_20,
  v1Search: false,
  pageCapabilities:
    'JAEGER_BACKEND_CAPABILITIES = {"archiveStorage":false,"metricsStorage":false,"searchWithoutServiceName":true,"aiAssistant":false};',
  structuredFilter: true,
  storage: { ...V2_20.storage, errorFilter: 'status-or-not' },
  adjusters: { ...V2_20.adjusters, readsChangeStore: 'never' },
};

export const BEHAVIOURS: Readonly<Record<JaegerVersion, Behaviour>> = {
  '1.57': V1_57,
  '1.76': V1_76,
  '2.13': V2_13,
  '2.20': V2_20,
  next: NEXT,
};
