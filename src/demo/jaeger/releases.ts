// The table of releases and how each answers, with memory storage and default settings. Observed on
// the releases themselves; the tests hold it against their recorded answers.

import type { Behaviour, StorageBehaviour } from './behaviour.ts';

/** The releases that the demo server can play; `next` is the development state after 2.20. */
export const JAEGER_VERSIONS = ['1.57', '1.76', '2.13', '2.20', 'next'] as const;
export type JaegerVersion = (typeof JAEGER_VERSIONS)[number];

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
