// Ordinary traffic of which head sampling kept a tenth: each trace stands for ten.

import { ordinaryRequest } from './ordinary-orders.ts';
import type { Scenario } from './scenario.ts';

export const sampledOrders: Scenario = {
  id: 'sampled-orders',
  title: 'ordinary orders, sampled at 10 %',
  share: 20,
  sampledTenth: true,
  plan: ordinaryRequest,
};
