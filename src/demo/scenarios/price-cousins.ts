// The N+1 that hides: each statement has a wrapper span of its own, so the statements are cousins,
// not siblings.

import { internal, orderRequest, sqlQuery } from '../order-calls.ts';
import { PRICING } from '../order-services.ts';
import { type Step, together, waitFor, work } from '../span-plan.ts';
import {
  about,
  checkAtOnce,
  inventoryCall,
  newOrder,
  payStoreAnnounce,
  pricingCall,
  readSession,
} from './order-flow.ts';
import type { Scenario } from './scenario.ts';

export const priceCousins: Scenario = {
  id: 'price-cousins',
  title: 'calculate-price loads each price through a wrapper span of its own',
  share: 16,
  plan: (random) => {
    const prices: Step[] = [
      waitFor(
        sqlQuery(
          PRICING,
          'SELECT sku, quantity FROM order_lines WHERE order_id = $1',
          about(random, 6),
        ),
      ),
    ];
    const items = random.integer(14, 24);
    for (let item = 0; item < items; item++) {
      const query = sqlQuery(
        PRICING,
        'SELECT amount, currency FROM prices WHERE sku = $1',
        about(random, 11),
      );
      const steps = [work(about(random, 0.3)), waitFor(query), work(about(random, 0.6))];
      const sku = `sku-${random.integer(1000, 9999)}`;
      prices.push(waitFor(internal(PRICING, 'load-price', steps, { 'product.sku': sku })));
    }
    return orderRequest(newOrder(random), [
      work(about(random, 4)),
      readSession(random),
      together(
        inventoryCall(random, checkAtOnce(random, about(random, 75))),
        pricingCall(random, [...prices, work(about(random, 5))]),
      ),
      ...payStoreAnnounce(random),
    ]);
  },
};
