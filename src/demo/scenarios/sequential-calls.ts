// Two calls that do not need each other, made one after the other: the release before still does so.

import { orderRequest } from '../order-calls.ts';
import { ORDER_OLD } from '../order-services.ts';
import { waitFor, work } from '../span-plan.ts';
import {
  about,
  checkAtOnce,
  inventoryCall,
  newOrder,
  priceAtOnce,
  pricingCall,
} from './order-flow.ts';
import type { Scenario } from './scenario.ts';

export const sequentialCalls: Scenario = {
  id: 'sequential-calls',
  title: 'check-inventory, and only then calculate-price; both could run at once',
  share: 14,
  plan: (random) => {
    const inventory = checkAtOnce(random, about(random, 240));
    const pricing = priceAtOnce(random, about(random, 190));
    const steps = [
      work(about(random, 4)),
      waitFor(inventoryCall(random, inventory, { from: ORDER_OLD })),
      work(about(random, 0.6)),
      waitFor(pricingCall(random, pricing, ORDER_OLD)),
      work(about(random, 6)),
    ];
    return orderRequest(newOrder(random), steps, { resource: ORDER_OLD });
  },
};
