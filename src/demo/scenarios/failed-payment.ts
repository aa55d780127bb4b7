// The payment provider refuses, payment-service throws, and the order fails with it.

import { httpCall, orderRequest, sqlQuery } from '../order-calls.ts';
import { ORDER, PAYMENT } from '../order-services.ts';
import { type Failure, together, waitFor, work } from '../span-plan.ts';
import {
  about,
  checkAtOnce,
  inventoryCall,
  newOrder,
  priceAtOnce,
  pricingCall,
  readSession,
} from './order-flow.ts';
import type { Scenario } from './scenario.ts';

const DECLINED: Failure = {
  message: 'card declined: insufficient_funds',
  exception: {
    type: 'com.shop.payment.CardDeclinedException',
    message: 'card declined: insufficient_funds',
    stacktrace: [
      'com.shop.payment.CardDeclinedException: card declined: insufficient_funds',
      '\tat com.shop.payment.PaymentGateway.charge(PaymentGateway.java:118)',
      '\tat com.shop.payment.PaymentController.create(PaymentController.java:54)',
      '\tat org.apache.tomcat.util.net.NioEndpoint$SocketProcessor.doRun(NioEndpoint.java:1774)',
    ].join('\n'),
  },
};

const ORDER_FAILED: Failure = {
  message: 'payment failed',
  exception: {
    type: 'PaymentError',
    message: 'payment failed: Request failed with status code 502',
    stacktrace: [
      'PaymentError: payment failed: Request failed with status code 502',
      '    at charge (/app/dist/payments.js:41:11)',
      '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
      '    at async placeOrder (/app/dist/orders.js:77:3)',
    ].join('\n'),
  },
};

export const failedPayment: Scenario = {
  id: 'failed-payment',
  title: 'payment-service throws and the order fails',
  share: 10,
  plan: (random) => {
    const payment = httpCall(
      {
        from: ORDER,
        to: PAYMENT,
        method: 'POST',
        route: '/payments',
        networkMs: about(random, 1.2),
        status: 502,
        failure: DECLINED,
      },
      [
        waitFor(
          sqlQuery(PAYMENT, 'SELECT id, state FROM payments WHERE order_id = $1', about(random, 4)),
        ),
        work(about(random, 90)),
      ],
    );
    return orderRequest(
      newOrder(random),
      [
        work(about(random, 3)),
        readSession(random),
        together(
          inventoryCall(random, checkAtOnce(random, about(random, 70))),
          pricingCall(random, priceAtOnce(random, about(random, 45))),
        ),
        waitFor(payment),
        work(about(random, 2)),
      ],
      { failure: ORDER_FAILED },
    );
  },
};
