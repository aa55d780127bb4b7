// Tests that need the running order system: skipped, and counted as skipped, where there is none.

import { describe, inject } from 'vitest';
import type { OrderSystem } from './order-system.ts';

// Only so that the tests of a skipped suite can be listed.
const ABSENT: OrderSystem = {
  offers: {},
  servers: ['1.57', '1.76', '2.13'].map((version) => ({ version, url: '', apis: ['v1', 'v3'] })),
  truth: { startUs: 0, endUs: 0, requests: [] },
};

/** `describe` with the order system, or a skipped one. */
export function describeOrderSystem(title: string, body: (system: OrderSystem) => void): void {
  const system = inject('orderSystem');
  describe.skipIf(system === null)(title, () => body(system ?? ABSENT));
}
