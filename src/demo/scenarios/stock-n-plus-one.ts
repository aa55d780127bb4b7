// The N+1: check-inventory reads the list of items, then asks the database for each one in turn.

import { orderRequest, sqlQuery } from '../order-calls.ts';
import { INVENTORY } from '../order-services.ts';
import { type Step, together, waitFor, work } from '../span-plan.ts';
import {
  about,
  inventoryCall,
  newOrder,
  payStoreAnnounce,
  priceAtOnce,
  pricingCall,
  readSession,
} from './order-flow.ts';
import type { Scenario } from './scenario.ts';

export const stockNPlusOne: Scenario = {
  id: 'stock-n-plus-one',
  title: 'check-inventory asks for the stock of each item, one statement after the other',
  share: 18,
  plan: (random) => {
    const items = random.pick([41, 41, 41, 33, 28]);
    const steps: Step[] = [
      work(about(random, 3)),
      waitFor(
        sqlQuery(
          INVENTORY,
          'SELECT sku, quantity FROM cart_items WHERE order_id = $1',
          about(random, 7),
        ),
      ),
    ];
    for (let item = 0; item < items; item++) {
      steps.push(
        work(about(random, 0.4)),
        waitFor(
          sqlQuery(
            INVENTORY,
            'SELECT sku, available, reserved FROM stock WHERE sku = $1',
            about(random, 27),
          ),
        ),
      );
    }
    return orderRequest(newOrder(random), [
      work(about(random, 4)),
      readSession(random),
      together(
        inventoryCall(random, [...steps, work(about(random, 4))]),
        pricingCall(random, priceAtOnce(random, about(random, 50))),
      ),
      ...payStoreAnnounce(random),
    ]);
  },
};
