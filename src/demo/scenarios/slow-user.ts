// One customer with a long history: listing the orders of user 12345 takes about a second.

import { orderRequest, sqlQuery } from '../order-calls.ts';
import { ORDER } from '../order-services.ts';
import { waitFor, work } from '../span-plan.ts';
import { about, readSession, SLOW_USER } from './order-flow.ts';
import type { Scenario } from './scenario.ts';

export const slowUser: Scenario = {
  id: 'slow-user',
  title: 'user 12345 has thousands of orders, and listing them is slow',
  share: 6,
  plan: (random) =>
    orderRequest({ method: 'GET', userId: SLOW_USER, orderId: undefined }, [
      work(about(random, 2)),
      readSession(random),
      waitFor(
        sqlQuery(
          ORDER,
          'SELECT id, total, state FROM orders WHERE user_id = $1 ORDER BY created DESC',
          random.logNormal(880, 0.1),
        ),
      ),
      work(random.logNormal(140, 0.15)),
    ]),
};
