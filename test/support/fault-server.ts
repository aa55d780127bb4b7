// A server that misbehaves in one named way: everything between a client and a working Jaeger that
// was seen in the field, or that a broken proxy can do. One table, one entry per fault.

import { BODY_FAULTS } from './faults/body-faults.ts';
import { CONNECTION_FAULTS, TLS_FAULTS } from './faults/connection-faults.ts';
import { PAGE_FAULTS } from './faults/page-faults.ts';
import { STATUS_FAULTS } from './faults/status-faults.ts';
import { WRONG_SERVER_FAULTS } from './faults/wrong-server-faults.ts';
import type { LoopbackServer } from './loopback-server.ts';

export const FAULTS = {
  ...PAGE_FAULTS,
  ...STATUS_FAULTS,
  ...BODY_FAULTS,
  ...WRONG_SERVER_FAULTS,
  ...CONNECTION_FAULTS,
  ...TLS_FAULTS,
} as const;

export type FaultName = keyof typeof FAULTS;

/** Starts the server of one fault; the caller closes it. */
export function startFault(name: FaultName): Promise<LoopbackServer> {
  return FAULTS[name].start();
}
