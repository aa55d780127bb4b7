// An error that only a callee recorded: pricing-service catches its own exception and answers with
// the list price, so no span of order-service says that anything failed.

import { httpCall, internal, orderRequest, sqlQuery } from '../order-calls.ts';
import { ORDER, PRICING } from '../order-services.ts';
import { type Failure, together, waitFor, work } from '../span-plan.ts';
import { about, checkAtOnce, inventoryCall, newOrder, payStoreAnnounce } from './order-flow.ts';
import type { Scenario } from './scenario.ts';

const TIMED_OUT: Failure = {
  message: 'discounts: canceling statement due to statement timeout',
  exception: {
    type: 'psycopg.errors.QueryCanceled',
    message: 'canceling statement due to statement timeout',
    stacktrace: [
      'Traceback (most recent call last):',
      '  File "/app/pricing/discounts.py", line 31, in load_discounts',
      '    cursor.execute(DISCOUNTS, (customer,))',
      'psycopg.errors.QueryCanceled: canceling statement due to statement timeout',
    ].join('\n'),
  },
};

export const hiddenError: Scenario = {
  id: 'hidden-error',
  title: 'pricing-service fails inside and answers all the same',
  share: 8,
  plan: (random) => {
    const discounts = sqlQuery(
      PRICING,
      'SELECT sku, percent FROM discounts WHERE customer = $1',
      about(random, 100),
      { message: 'canceling statement due to statement timeout' },
    );
    const pricing = httpCall(
      {
        from: ORDER,
        to: PRICING,
        method: 'POST',
        route: '/prices/calculate',
        networkMs: about(random, 0.9),
      },
      [
        work(about(random, 1)),
        waitFor(internal(PRICING, 'load-discounts', [waitFor(discounts)], {}, TIMED_OUT)),
        waitFor(internal(PRICING, 'calculate-price', [work(about(random, 8))])),
      ],
    );
    return orderRequest(newOrder(random), [
      work(about(random, 3)),
      together(inventoryCall(random, checkAtOnce(random, about(random, 70))), pricing),
      ...payStoreAnnounce(random),
    ]);
  },
};
