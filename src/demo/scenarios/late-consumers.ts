// A queue whose consumers are seconds behind: the order is long answered when they begin.

import { orderRequest, sqlQuery } from '../order-calls.ts';
import { consume, publish } from '../order-messages.ts';
import { NOTIFICATION, SHIPPING } from '../order-services.ts';
import { later, together, waitFor, work } from '../span-plan.ts';
import {
  about,
  checkAtOnce,
  inventoryCall,
  newOrder,
  paymentCall,
  priceAtOnce,
  pricingCall,
  storeOrder,
} from './order-flow.ts';
import type { Scenario } from './scenario.ts';

export const lateConsumers: Scenario = {
  id: 'late-consumers',
  title: 'shipping and notification take the message seconds later',
  share: 12,
  plan: (random) => {
    const shipment = sqlQuery(
      SHIPPING,
      'INSERT INTO shipments (order_id, state) VALUES ($1, $2)',
      about(random, 5),
    );
    const shipping = consume(SHIPPING, 'orders.created', [
      work(about(random, 40)),
      waitFor(shipment),
      work(about(random, 15)),
    ]);
    const notification = consume(NOTIFICATION, 'orders.created', [work(about(random, 320))]);
    const announcement = publish('orders.created', about(random, 2), [
      later(random.integer(2200, 6400), shipping),
      later(random.integer(3100, 8200), notification),
    ]);
    return orderRequest(newOrder(random), [
      work(about(random, 3)),
      together(
        inventoryCall(random, checkAtOnce(random, about(random, 70))),
        pricingCall(random, priceAtOnce(random, about(random, 45))),
      ),
      waitFor(paymentCall(random, about(random, 55))),
      storeOrder(random),
      waitFor(announcement),
      work(about(random, 1)),
    ]);
  },
};
