// What becomes of a span on its way into a release's memory: names for what has none, repaired
// durations, and what Jaeger's own model cannot hold.

import {
  type DemoAttributes,
  type DemoEvent,
  type DemoResource,
  type DemoSpan,
  type DemoValue,
  findAttribute,
} from '../demo-trace.ts';
import { valueText, type WarnedSpan } from '../encode-jaeger-v1.ts';
import type { StorageBehaviour } from './behaviour.ts';
import { timeText } from './go-parsing.ts';

/** Turns sent spans into stored ones; spans that share a resource share it afterwards too. */
export class SpanReceiver {
  readonly #resources = new Map<DemoResource, DemoResource>();

  constructor(readonly storage: StorageBehaviour) {}

  receive(span: DemoSpan): WarnedSpan {
    const { storage } = this;
    const named = { ...span, name: span.name || storage.emptySpanName };
    const repaired = storage.repairsDurations ? repairDuration(named) : named;
    const stored = { ...repaired, resource: this.#resource(span.resource) };
    return storage.model === 'jaeger' ? intoJaegerModel(stored, storage) : stored;
  }

  #resource(resource: DemoResource): DemoResource {
    const known = this.#resources.get(resource);
    if (known) return known;
    const named = nameService(resource, this.storage);
    const stored =
      this.storage.model === 'jaeger'
        ? { attributes: jaegerValues(named.attributes, this.storage) }
        : named;
    this.#resources.set(resource, stored);
    return stored;
  }
}

function nameService(resource: DemoResource, storage: StorageBehaviour): DemoResource {
  const name = findAttribute(resource.attributes, 'service.name');
  if (typeof name === 'string' && name !== '') return resource;
  const others = resource.attributes.filter(([key]) => key !== 'service.name');
  let given = storage.wrongTypeService;
  if (name === undefined) given = storage.missingService;
  else if (name === '') given = 'empty-service-name';
  return { attributes: [['service.name', given], ...others] };
}

function repairDuration(span: DemoSpan): WarnedSpan {
  if (span.endNs > span.startNs) return span;
  const endNs = span.startNs + 1n;
  const warning =
    'Negative duration detected, sanitizing end timestamp. ' +
    `Original end timestamp: ${timeText(span.endNs)}, adjusted to: ${timeText(endNs)}`;
  return { ...span, endNs, warnings: [warning] };
}

// No arrays, maps, empty values, scope attributes or link attributes; an event is named by its
// `event` attribute where it has one.
function intoJaegerModel(span: WarnedSpan, storage: StorageBehaviour): WarnedSpan {
  const mark: DemoAttributes = storage.marksFormat ? [['internal.span.format', 'otlp']] : [];
  return {
    ...span,
    attributes: [...jaegerValues(span.attributes, storage), ...mark],
    events: span.events.map((event) => renameEvent(event, storage)),
    links: span.links.map((link) => ({
      ...link,
      traceState: '',
      attributes: [['opentracing.ref_type', refType(link.attributes)]],
    })),
    scope: { ...span.scope, attributes: [] },
  };
}

const refType = (attributes: DemoAttributes): string =>
  findAttribute(attributes, 'opentracing.ref_type') === 'child_of' ? 'child_of' : 'follows_from';

function renameEvent(event: DemoEvent, storage: StorageBehaviour): DemoEvent {
  const inner = findAttribute(event.attributes, 'event');
  const attributes = jaegerValues(event.attributes, storage);
  if (inner === undefined) return { ...event, attributes };
  return {
    ...event,
    name: valueText(inner),
    attributes: attributes.filter(([key]) => key !== 'event'),
  };
}

const jaegerValues = (attributes: DemoAttributes, storage: StorageBehaviour): DemoAttributes =>
  attributes.map(([key, value]) => [key, jaegerValue(value, storage)]);

function jaegerValue(value: DemoValue, storage: StorageBehaviour): DemoValue {
  if (value === null) return '';
  if (typeof value !== 'object') return value;
  return 'bytes' in value && !storage.bytesAsText ? value : valueText(value);
}
