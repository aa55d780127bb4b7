// The parts of a request to order-service that most scenarios share, with ordinary latencies; a
// scenario replaces the part that goes wrong.

import type { SeededRandom } from '../../lib/seeded-random.ts';
import type { DemoResource } from '../demo-trace.ts';
import { httpCall, internal, type OrderRequest, redisCommand, sqlQuery } from '../order-calls.ts';
import { consume, publish } from '../order-messages.ts';
import { INVENTORY, ORDER, PAYMENT, PRICING, SHIPPING } from '../order-services.ts';
import { later, type SpanPlan, type Step, waitFor, work } from '../span-plan.ts';

/** The user of the slow requests; nobody else has this ID. */
export const SLOW_USER = 12345;

/** Milliseconds around `median`, log-normal as service times are. */
export const about = (random: SeededRandom, median: number): number =>
  random.logNormal(median, 0.28);

export function newOrder(random: SeededRandom): OrderRequest {
  const orderId = `ord-${random.integer(100_000, 999_999)}`;
  return { method: 'POST', userId: someUser(random), orderId };
}

export function orderList(random: SeededRandom): OrderRequest {
  return { method: 'GET', userId: someUser(random), orderId: undefined };
}

// Mostly numbers; a client of old sends text.
function someUser(random: SeededRandom): number | string {
  const id = random.integer(20_000, 99_999);
  return random.chance(0.15) ? `u-${id}` : id;
}

export const readSession = (random: SeededRandom): Step =>
  waitFor(redisCommand(`GET session:${random.hex(8)}`, about(random, 0.7)));

/** The call to inventory-service, around whatever `check-inventory` does there. */
export function inventoryCall(
  random: SeededRandom,
  steps: readonly Step[],
  options: { readonly from?: DemoResource; readonly clockAheadMs?: number } = {},
): SpanPlan {
  const { from = ORDER, clockAheadMs } = options;
  return httpCall(
    {
      from,
      to: INVENTORY,
      method: 'POST',
      route: '/inventory/check',
      networkMs: about(random, 0.8),
      ...(clockAheadMs === undefined ? {} : { clockAheadMs }),
    },
    [work(about(random, 1)), waitFor(internal(INVENTORY, 'check-inventory', steps))],
  );
}

/** All SKUs of the order in one statement, as it should be. */
export const checkAtOnce = (random: SeededRandom, ms: number): Step[] => [
  work(about(random, 2)),
  waitFor(
    sqlQuery(INVENTORY, 'SELECT sku, available, reserved FROM stock WHERE sku = ANY($1)', ms),
  ),
  work(about(random, 1.5)),
];

/** The call to pricing-service, around whatever `calculate-price` does there. */
export function pricingCall(
  random: SeededRandom,
  steps: readonly Step[],
  from: DemoResource = ORDER,
): SpanPlan {
  return httpCall(
    {
      from,
      to: PRICING,
      method: 'POST',
      route: '/prices/calculate',
      networkMs: about(random, 0.9),
    },
    [work(about(random, 1)), waitFor(internal(PRICING, 'calculate-price', steps))],
  );
}

export const priceAtOnce = (random: SeededRandom, ms: number): Step[] => [
  waitFor(sqlQuery(PRICING, 'SELECT sku, amount, currency FROM prices WHERE sku = ANY($1)', ms)),
  work(about(random, 9)),
];

export function paymentCall(random: SeededRandom, ms: number): SpanPlan {
  return httpCall(
    { from: ORDER, to: PAYMENT, method: 'POST', route: '/payments', networkMs: about(random, 1.2) },
    [
      work(ms),
      waitFor(
        sqlQuery(
          PAYMENT,
          'INSERT INTO payments (order_id, amount, currency) VALUES ($1, $2, $3)',
          about(random, 4),
        ),
      ),
    ],
  );
}

export const storeOrder = (random: SeededRandom): Step =>
  waitFor(
    sqlQuery(
      ORDER,
      'INSERT INTO orders (id, user_id, total) VALUES ($1, $2, $3)',
      about(random, 3.5),
    ),
  );

/** Tells the others; shipping-service picks it up within milliseconds. */
export function announceOrder(random: SeededRandom): Step {
  const shipment = sqlQuery(
    SHIPPING,
    'INSERT INTO shipments (order_id, state) VALUES ($1, $2)',
    about(random, 4),
  );
  const consumer = consume(SHIPPING, 'orders.created', [
    work(about(random, 2)),
    waitFor(shipment),
    work(about(random, 1)),
  ]);
  return waitFor(publish('orders.created', about(random, 2), [later(about(random, 9), consumer)]));
}

/** What follows once stock and price are known. */
export const payStoreAnnounce = (random: SeededRandom): Step[] => [
  work(about(random, 2)),
  waitFor(paymentCall(random, about(random, 60))),
  work(about(random, 1)),
  storeOrder(random),
  announceOrder(random),
  work(about(random, 1)),
];
