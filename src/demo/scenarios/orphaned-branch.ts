// A gateway that nobody instrumented stands between order-service and inventory-service: it passes
// a trace context on but records nothing, so the branch behind it has no parent.

import { httpCall, orderRequest } from '../order-calls.ts';
import { GATEWAY, ORDER } from '../order-services.ts';
import { waitFor, work } from '../span-plan.ts';
import { about, checkAtOnce, inventoryCall, newOrder, payStoreAnnounce } from './order-flow.ts';
import type { Scenario } from './scenario.ts';

export const orphanedBranch: Scenario = {
  id: 'orphaned-branch',
  title: 'an uninstrumented gateway breaks the chain to inventory-service',
  share: 8,
  plan: (random) => {
    const inventory = checkAtOnce(random, about(random, 80));
    const behind = { ...inventoryCall(random, inventory, { from: GATEWAY }), unrecorded: true };
    const gateway = httpCall(
      {
        from: ORDER,
        to: GATEWAY,
        method: 'POST',
        route: '/warehouse/stock',
        networkMs: about(random, 1),
        unrecorded: true,
      },
      [work(about(random, 3)), waitFor(behind), work(about(random, 1))],
    );
    return orderRequest(newOrder(random), [
      work(about(random, 3)),
      waitFor(gateway),
      ...payStoreAnnounce(random),
    ]);
  },
};
