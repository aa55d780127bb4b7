// The services of the order system, as resources with realistic attributes, and the
// instrumentation libraries that record their spans.

import { attributesOf, type DemoResource, type DemoScope } from './demo-trace.ts';

/** A process of a service, with the attributes that SDKs record. */
export function service(
  name: string,
  version: string,
  host: string,
  language: string,
  sdk: string,
): DemoResource {
  return {
    attributes: attributesOf({
      'service.name': name,
      'service.namespace': 'shop',
      'service.version': version,
      'service.instance.id': host,
      'deployment.environment': 'production',
      'host.name': host,
      'telemetry.sdk.name': 'opentelemetry',
      'telemetry.sdk.language': language,
      'telemetry.sdk.version': sdk,
    }),
  };
}

/** Stands between order-service and the warehouse in some traces; it records nothing. */
export const GATEWAY = service('warehouse-gateway', '0.9.0', 'gateway-1', 'cpp', '1.14.0');

const scope = (name: string, version: string): DemoScope => ({ name, version, attributes: [] });

export const ORDER = service('order-service', '1.9.0', 'order-7d9f8c-x2k4p', 'nodejs', '1.25.1');
/** The release before: calls its services one after the other. */
export const ORDER_OLD = service(
  'order-service',
  '1.8.2',
  'order-5b6c7d-q8w2e',
  'nodejs',
  '1.25.1',
);
export const INVENTORY = service(
  'inventory-service',
  '3.2.1',
  'inventory-66f4b-lm9zt',
  'nodejs',
  '2.1.0',
);
export const PRICING = service(
  'pricing-service',
  '0.14.0',
  'pricing-5c4d-8r7hn',
  'python',
  '1.27.0',
);
export const PAYMENT = service('payment-service', '5.0.3', 'payment-7f8d9-t5v6b', 'java', '1.48.0');
export const SHIPPING = service('shipping-service', '2.4.0', 'shipping-84c6-j3n2m', 'go', '1.34.0');
export const NOTIFICATION = service(
  'notification-service',
  '1.1.7',
  'notify-58b9-c4x1z',
  'python',
  '1.27.0',
);

export const SCOPES = {
  own: scope('shop', ''),
  nodeHttp: scope('@opentelemetry/instrumentation-http', '0.52.1'),
  nodePg: scope('@opentelemetry/instrumentation-pg', '0.43.0'),
  nodePgNew: scope('@opentelemetry/instrumentation-pg', '0.60.0'),
  nodeRedis: scope('@opentelemetry/instrumentation-ioredis', '0.42.0'),
  nodeKafka: scope('@opentelemetry/instrumentation-kafkajs', '0.4.0'),
  nodeHttpNew: scope('@opentelemetry/instrumentation-http', '0.202.0'),
  flask: scope('opentelemetry.instrumentation.flask', '0.48b0'),
  psycopg: scope('opentelemetry.instrumentation.psycopg', '0.48b0'),
  tomcat: scope('io.opentelemetry.tomcat-10.0', '2.14.0-alpha'),
  otelSql: scope('github.com/XSAM/otelsql', '0.38.0'),
  jdbc: scope('io.opentelemetry.jdbc', '2.14.0-alpha'),
  javaHttp: scope('io.opentelemetry.java-http-client', '2.14.0-alpha'),
  sarama: scope('github.com/dnwe/otelsarama', '0.5.0'),
  kafkaPython: scope('opentelemetry.instrumentation.confluent_kafka', '0.48b0'),
};

/** A service's database, and how its driver's instrumentation names things. */
export interface Database {
  readonly name: string;
  readonly host: string;
  readonly conventions: 'old' | 'new';
  readonly scope: DemoScope;
  /** What stands for a parameter in a statement. */
  readonly placeholder: '$' | '%s' | '?';
}

const ORDERS_DB: Database = {
  name: 'orders',
  host: 'orders-db',
  conventions: 'old',
  scope: SCOPES.nodePg,
  placeholder: '$',
};
const INVENTORY_DB: Database = {
  name: 'inventory',
  host: 'inventory-db',
  conventions: 'new',
  scope: SCOPES.nodePgNew,
  placeholder: '$',
};
const PRICING_DB: Database = {
  name: 'pricing',
  host: 'pricing-db',
  conventions: 'old',
  scope: SCOPES.psycopg,
  placeholder: '%s',
};
const PAYMENTS_DB: Database = {
  name: 'payments',
  host: 'payments-db',
  conventions: 'new',
  scope: SCOPES.jdbc,
  placeholder: '?',
};
const SHIPPING_DB: Database = {
  name: 'shipping',
  host: 'shipping-db',
  conventions: 'new',
  scope: SCOPES.otelSql,
  placeholder: '$',
};

export function databaseOf(resource: DemoResource): Database {
  switch (resource) {
    case PRICING:
      return PRICING_DB;
    case PAYMENT:
      return PAYMENTS_DB;
    case SHIPPING:
      return SHIPPING_DB;
    case INVENTORY:
      return INVENTORY_DB;
    default:
      return ORDERS_DB;
  }
}
