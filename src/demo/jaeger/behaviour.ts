// In what Jaeger releases differ: one field per difference, so that nothing else has an `if` on a
// version. releases.ts says which release does what.

export interface Behaviour {
  /** v1 search, services and operations exist. */
  readonly v1Search: boolean;
  /** `/api/deep-dependencies` and `/api/quality-metrics` exist and serve sample data. */
  readonly sampleData: boolean;
  /** `/api/metrics/minstep` exists. */
  readonly minStep: boolean;
  /** An unknown path below /api is a plain 404; otherwise it is the page, as any path is. */
  readonly unknownApiIsNotFound: boolean;
  /** What a method other than GET gets on a route. */
  readonly otherMethod: 'not-allowed' | 'page' | 'not-found';
  /** Redirect to a cleaned path. */
  readonly redirect: { readonly status: 301 | 307; readonly html: boolean };
  /** The page's `<base href>` is the configured base path; otherwise always the root. */
  readonly pageNamesBasePath: boolean;
  /** The page's line about what the server can do, and its version. */
  readonly pageCapabilities: string;
  readonly gitVersion: string;
  /** Answers to v1 JSON routes only, or everything, carry `traceresponse`. */
  readonly traceResponse: 'v1' | 'all';
  /** Answers are compressed for who accepts it. */
  readonly gzip: boolean;
  /** Tenancy guards the page and unknown paths too. */
  readonly tenancyGuardsAll: boolean;
  /** Path segments are percent-decoded before an ID is read. */
  readonly decodesIds: boolean;
  /** What is no hex is tried as base64. */
  readonly base64Ids: boolean;
  readonly v3ContentType: 'text/plain; charset=utf-8' | 'application/json';
  /** api_v3 parameters in camelCase, with snake_case as alias; otherwise snake_case only. */
  readonly camelCase: boolean;
  /** `query.attributes` is read; otherwise it is ignored without a word. */
  readonly attributesFilter: boolean;
  /** `query.filter` is read, and refused because its feature gate is off. */
  readonly structuredFilter: boolean;
  /** `/api/v3/trace-summaries` exists. */
  readonly summaries: boolean;
  /** The `raw` parameters of searches and of api_v3 are read, and the window of a read by ID. */
  readonly rawParameters: boolean;
  /** Depth of an api_v3 search that names none. */
  readonly defaultDepth: number;
  /** Empty lists of services are null (v1) and absent (v3). */
  readonly emptyServicesAreNull: boolean;
  /** What an api_v3 search without match is answered. */
  readonly v3EmptySearch: 'empty-result' | 'not-found';
  /** The text about an unknown ID in api_v3, and about metrics, which are switched off. */
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
