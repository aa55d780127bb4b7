// The host of inventory-service has a clock that is 70 ms ahead.

import { orderRequest } from '../order-calls.ts';
import { waitFor, work } from '../span-plan.ts';
import { about, checkAtOnce, inventoryCall, newOrder, payStoreAnnounce } from './order-flow.ts';
import type { Scenario } from './scenario.ts';

export const clockSkew: Scenario = {
  id: 'clock-skew',
  title: "inventory-service's clock is 70 ms ahead",
  share: 8,
  plan: (random) => {
    const check = checkAtOnce(random, about(random, 110));
    return orderRequest(newOrder(random), [
      work(about(random, 4)),
      waitFor(inventoryCall(random, check, { clockAheadMs: 70 })),
      ...payStoreAnnounce(random),
    ]);
  },
};
