// All scenarios of the demo. To add one: write its file, add it here.

import { clockSkew } from './clock-skew.ts';
import { failedPayment } from './failed-payment.ts';
import { hiddenError } from './hidden-error.ts';
import { lateConsumers } from './late-consumers.ts';
import { ordinaryOrders } from './ordinary-orders.ts';
import { orphanedBranch } from './orphaned-branch.ts';
import { paymentRetries } from './payment-retries.ts';
import { priceCousins } from './price-cousins.ts';
import { sampledOrders } from './sampled-orders.ts';
import type { Scenario } from './scenario.ts';
import { sequentialCalls } from './sequential-calls.ts';
import { slowInventory } from './slow-inventory.ts';
import { slowUser } from './slow-user.ts';
import { stockNPlusOne } from './stock-n-plus-one.ts';

export const SCENARIOS: readonly Scenario[] = [
  ordinaryOrders,
  sampledOrders,
  slowInventory,
  stockNPlusOne,
  priceCousins,
  sequentialCalls,
  failedPayment,
  hiddenError,
  orphanedBranch,
  lateConsumers,
  clockSkew,
  slowUser,
  paymentRetries,
];
