// Who is called: a logical name, never an address, so that one callee is one target on every host.

import { BoundedMemo } from '../../lib/bounded-memo.ts';
import type { AttributeReader } from '../../model/attributes.ts';
import { hostName, urlParts } from '../templates/http-path.ts';

const IP = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[?[0-9a-f:]*:[0-9a-f:.]*\]?)$/i;
/** Kubernetes pods (`name-7d9f8c6b5d-x2x9z`), cloud hosts (`ip-10-0-0-1`), containers (hex). */
const MACHINE =
  /^(?:[a-z\d-]+-[a-z\d]{8,10}-[a-z\d]{5}|ip-\d+(?:-\d+)+.*|[0-9a-f]{12}|.*\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}.*)$/i;

// Few hosts are asked again and again.
const machineMemo = new BoundedMemo<boolean>(10_000, 1_000_000);

/** The callee of an HTTP or RPC call: its service name, or a host that is a name. */
export function remoteTarget(reader: AttributeReader, calleeService: string | undefined): string {
  if (calleeService !== undefined && !calleeService.startsWith('unknown_service')) {
    return calleeService;
  }
  const peer = reader.text('peerService');
  if (peer !== '') return peer.startsWith('unknown_service') ? '' : peer;
  const host = hostName(reader.text('serverAddress')) || urlParts(reader.text('httpUrl')).host;
  return isMachineName(host) ? '' : host;
}

/** True for IP addresses and names that a platform gave to one machine. */
export function isMachineName(host: string): boolean {
  return host === '' || host.length > 253 || machineMemo.get(host, readMachineName);
}

const readMachineName = (host: string): boolean => IP.test(host) || MACHINE.test(host);
