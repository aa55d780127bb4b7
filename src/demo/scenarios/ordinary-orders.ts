// The bulk of the traffic: nothing wrong with it, about one request in ten slower than the rest.

import type { SeededRandom } from '../../lib/seeded-random.ts';
import { orderRequest, redisCommand, sqlQuery } from '../order-calls.ts';
import { ORDER } from '../order-services.ts';
import { type SpanPlan, together, waitFor, work } from '../span-plan.ts';
import {
  about,
  checkAtOnce,
  inventoryCall,
  newOrder,
  orderList,
  payStoreAnnounce,
  priceAtOnce,
  pricingCall,
  readSession,
} from './order-flow.ts';
import type { Scenario } from './scenario.ts';

export const ordinaryOrders: Scenario = {
  id: 'ordinary-orders',
  title: 'orders placed and listed, one in ten slower than usual',
  share: 164,
  plan: ordinaryRequest,
};

/** One ordinary request; also what sampled traffic consists of. */
export function ordinaryRequest(random: SeededRandom): SpanPlan {
  const slower = random.chance(0.1) ? random.logNormal(2.6, 0.2) : 1;
  return random.chance(0.3) ? listOrders(random, slower) : placeOrder(random, slower);
}

function placeOrder(random: SeededRandom, slower: number): SpanPlan {
  return orderRequest(newOrder(random), [
    work(about(random, 3)),
    readSession(random),
    work(about(random, 1)),
    together(
      inventoryCall(random, checkAtOnce(random, about(random, 75) * slower)),
      pricingCall(random, priceAtOnce(random, about(random, 45) * slower)),
    ),
    ...payStoreAnnounce(random),
  ]);
}

function listOrders(random: SeededRandom, slower: number): SpanPlan {
  const request = orderList(random);
  return orderRequest(request, [
    work(about(random, 2)),
    readSession(random),
    waitFor(
      sqlQuery(
        ORDER,
        'SELECT id, total, state FROM orders WHERE user_id = $1 ORDER BY created DESC LIMIT 20',
        about(random, 22) * slower,
      ),
    ),
    work(about(random, 4)),
    waitFor(redisCommand(`SETEX recent:${request.userId} 60 ?`, about(random, 0.6))),
    work(about(random, 0.5)),
  ]);
}
