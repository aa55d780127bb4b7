// One span in the contract: complete, as recorded, with what the analyses found about it.

import type { TraceContext } from '../analyses/analysis.ts';
import { criticalPath } from '../analyses/critical-path.ts';
import { selfTime } from '../analyses/self-time.ts';
import { detachedReason, timing } from '../analyses/timing.ts';
import { statusName } from '../model/span-kind.ts';
import type { Attribute } from '../model/span-table.ts';
import type { SpanData } from './contract.ts';

export function spanData(context: TraceContext, index: number): SpanData {
  const { trace } = context;
  const times = context.get(timing);
  const parent = trace.parent[index] as number;
  return {
    spanId: trace.spanId(index),
    parentSpanId: parent < 0 ? null : trace.spanId(parent),
    service: trace.service(index),
    operation: trace.name(index),
    kind: trace.kindName(index),
    status: statusName(trace.status(index)),
    statusMessage: trace.statusMessage(index) ?? null,
    error: trace.failed[index] === 1,
    startNs: trace.startNs[index] as number,
    durationNs: trace.durationNs[index] as number,
    shiftNs: times.shiftNs[index] as number,
    selfNs: context.get(selfTime)[index] as number,
    onPathNs: context.get(criticalPath).onPathNs[index] as number,
    detached: detachedReason(times, index) ?? null,
    attributes: trace.attributes(index).map(attributeData),
    events: trace.events(index).map(({ name, timeNs, attributes }) => ({
      name,
      timeNs,
      attributes: attributes.map(attributeData),
    })),
    links: trace.links(index).map(({ traceId, spanId }) => ({ traceId, spanId })),
  };
}

// JSON has no NaN and no infinities: they are written as text, as OTLP does.
function attributeData({ key, type, value }: Attribute): SpanData['attributes'][number] {
  return {
    key,
    type,
    value: typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  };
}
