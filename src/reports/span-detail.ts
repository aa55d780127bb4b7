// Everything recorded about one span: attributes, resource, events, links.

import type { TraceContext } from '../analyses/analysis.ts';
import { criticalPath } from '../analyses/critical-path.ts';
import { selfTime } from '../analyses/self-time.ts';
import { duration, name, type Phrase } from '../model/phrase.ts';
import type { Attribute } from '../model/span-table.ts';
import { displayTraceId } from '../model/trace-id.ts';
import type { AttributesBlock, Block } from './report.ts';
import { spanName } from './shown-name.ts';

export function spanBlocks(context: TraceContext, index: number): Block[] {
  const { trace } = context;
  const facts: Phrase[] = [
    [spanName(trace, index)],
    [name(trace.service(index))],
    [duration(trace.durationNs[index] as number)],
    ['self ', duration(context.get(selfTime)[index] as number)],
    ['on the critical path ', duration(context.get(criticalPath).onPathNs[index] as number)],
    [trace.kindName(index)],
    ['starts at ', duration((trace.startNs[index] as number) - (trace.startNs[0] as number))],
    ['span ', name(trace.spanId(index))],
    ['trace ', { type: 'trace-id', id: displayTraceId(trace.id) }],
  ];
  const blocks: Block[] = [{ kind: 'facts', facts }];
  const status = trace.statusMessage(index);
  if (trace.failed[index] === 1) {
    const phrase: Phrase = status ? ['failed: ', name(status)] : ['failed'];
    blocks.push({ kind: 'text', tone: 'bad', phrase });
  }
  blocks.push(...listBlock(['Attributes'], trace.attributes(index)));
  blocks.push(...listBlock(['Resource'], trace.resourceAttributes(index)));
  for (const event of trace.events(index)) {
    const atNs = event.timeNs - (trace.startNs[index] as number);
    const title: Phrase = ['Event ', name(event.name), ' after ', duration(atNs)];
    blocks.push({ kind: 'attributes', title, entries: entriesOf(event.attributes) });
  }
  const links = trace.links(index);
  if (links.length > 0) {
    blocks.push({
      kind: 'attributes',
      title: ['Links'],
      entries: links.map(({ traceId, spanId }) => [`trace ${traceId}`, `span ${spanId}`] as const),
    });
  }
  return blocks;
}

function listBlock(title: Phrase, attributes: readonly Attribute[]): AttributesBlock[] {
  return attributes.length === 0
    ? []
    : [{ kind: 'attributes', title, entries: entriesOf(attributes) }];
}

function entriesOf(attributes: readonly Attribute[]): [string, string][] {
  return attributes.map(({ key, value }) => [key, String(value)]);
}
