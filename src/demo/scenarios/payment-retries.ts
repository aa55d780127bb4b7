// payment-service is overloaded and answers 503 twice; the third try succeeds.

import { httpCall, orderRequest } from '../order-calls.ts';
import { ORDER, PAYMENT } from '../order-services.ts';
import { together, waitFor, work } from '../span-plan.ts';
import {
  about,
  announceOrder,
  checkAtOnce,
  inventoryCall,
  newOrder,
  paymentCall,
  priceAtOnce,
  pricingCall,
  storeOrder,
} from './order-flow.ts';
import type { Scenario } from './scenario.ts';

export const paymentRetries: Scenario = {
  id: 'payment-retries',
  title: 'payment-service answers 503 twice before it takes the payment',
  share: 10,
  plan: (random) => {
    const refused = () =>
      httpCall(
        {
          from: ORDER,
          to: PAYMENT,
          method: 'POST',
          route: '/payments',
          networkMs: about(random, 1.2),
          status: 503,
          failure: { message: 'overloaded' },
        },
        [work(about(random, 6))],
      );
    return orderRequest(newOrder(random), [
      work(about(random, 3)),
      together(
        inventoryCall(random, checkAtOnce(random, about(random, 70))),
        pricingCall(random, priceAtOnce(random, about(random, 45))),
      ),
      waitFor(refused()),
      work(50),
      waitFor(refused()),
      work(100),
      waitFor(paymentCall(random, about(random, 60))),
      storeOrder(random),
      announceOrder(random),
      work(about(random, 1)),
    ]);
  },
};
