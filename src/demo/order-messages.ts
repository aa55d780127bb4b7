// Messages of the order system: what order-service publishes and others work on, later.

import { KIND_CONSUMER, KIND_PRODUCER } from '../model/span-kind.ts';
import { attributesOf, type DemoResource } from './demo-trace.ts';
import { hostOf } from './order-calls.ts';
import { ORDER, SCOPES, SHIPPING } from './order-services.ts';
import { type Failure, type SpanPlan, type Step, work } from './span-plan.ts';

/** order-service puts a message on a Kafka topic; whoever consumes it comes as detached steps. */
export function publish(topic: string, ms: number, consumers: readonly Step[] = []): SpanPlan {
  return {
    resource: ORDER,
    scope: SCOPES.nodeKafka,
    name: topic,
    kind: KIND_PRODUCER,
    attributes: attributesOf({
      'messaging.system': 'kafka',
      'messaging.destination': topic,
      'messaging.destination_kind': 'topic',
      'messaging.operation': 'publish',
    }),
    steps: [...consumers, work(ms)],
  };
}

/** A service takes a message from a topic and works on it. */
export function consume(
  resource: DemoResource,
  topic: string,
  steps: readonly Step[],
  failure?: Failure,
): SpanPlan {
  return {
    resource,
    scope: resource === SHIPPING ? SCOPES.sarama : SCOPES.kafkaPython,
    name: `${topic} process`,
    kind: KIND_CONSUMER,
    attributes: attributesOf({
      'messaging.system': 'kafka',
      'messaging.destination.name': topic,
      'messaging.operation.type': 'process',
      'messaging.kafka.consumer.group': hostOf(resource),
    }),
    steps,
    failure,
  };
}
