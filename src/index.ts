// The library: sources, the model, analyses, detectors and reports, without the command line.

export { type Analysis, defineAnalysis, TraceContext } from './analyses/analysis.ts';
export { bottleneck } from './analyses/bottleneck.ts';
export { criticalPath } from './analyses/critical-path.ts';
export { selfTime } from './analyses/self-time.ts';
export { timing } from './analyses/timing.ts';
export { traceSummary } from './analyses/trace-summary.ts';
export type { Detector, TraceFinding } from './detectors/detector.ts';
export { DETECTORS } from './detectors/index.ts';
export { DEFAULT_DETECTION_OPTIONS, type DetectionOptions } from './detectors/options.ts';
export { runDetectors } from './detectors/run-detectors.ts';
export * from './errors.ts';
export { buildTraces } from './model/build-trace.ts';
export { SpanTable } from './model/span-table.ts';
export type { Trace } from './model/trace.ts';
export { matchesQuery, type TraceQuery } from './model/trace-query.ts';
export type { Coverage } from './sources/coverage.ts';
export { openSource } from './sources/open-source.ts';
export type { TraceSource } from './sources/source.ts';
