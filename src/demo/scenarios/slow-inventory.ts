// The tutorial's story: order-service asks inventory-service and pricing-service, and
// check-inventory takes about 800 ms of the second that the order takes.

import { orderRequest } from '../order-calls.ts';
import { together, work } from '../span-plan.ts';
import {
  about,
  checkAtOnce,
  inventoryCall,
  newOrder,
  payStoreAnnounce,
  priceAtOnce,
  pricingCall,
  readSession,
} from './order-flow.ts';
import type { Scenario } from './scenario.ts';

export const slowInventory: Scenario = {
  id: 'slow-inventory',
  title: 'check-inventory takes about 800 ms of 1 s',
  share: 26,
  plan: (random) =>
    orderRequest(newOrder(random), [
      work(about(random, 4)),
      readSession(random),
      work(about(random, 60)),
      together(
        inventoryCall(random, [
          work(random.logNormal(700, 0.06)),
          ...checkAtOnce(random, about(random, 85)),
        ]),
        pricingCall(random, priceAtOnce(random, about(random, 60))),
      ),
      ...payStoreAnnounce(random),
    ]),
};
