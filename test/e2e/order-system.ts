// Runs once before all end-to-end tests: builds what is missing, starts the order system with every
// Jaeger that can be had, sends the load, waits until every trace has arrived everywhere, and hands
// the addresses and the truth to the tests. A machine that cannot build it skips, loudly.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';
import { rawTrace } from './raw-jaeger.ts';
import { type Offers, runStackCommand, stackCommand, start } from './stack-commands.ts';
import { sampled, type Truth } from './truth.ts';

export interface RealServer {
  readonly version: string;
  readonly url: string;
  /** What it can be searched through. */
  readonly apis: readonly ('v1' | 'v3')[];
}

export interface OrderSystem {
  readonly offers: Offers;
  /** Every Jaeger that got the load: those built here, and the user's own if it is named. */
  readonly servers: readonly RealServer[];
  readonly truth: Truth;
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** Null where the stack cannot be built. */
    orderSystem: OrderSystem | null;
  }
}

const INSTALL_CANNOT = 3;

export async function setup(project: TestProject): Promise<void> {
  const installed = await runStackCommand('install');
  if (installed.code === INSTALL_CANNOT) {
    process.stderr.write('e2e: NO REAL STACK ON THIS MACHINE: its tests are skipped and counted\n');
    project.provide('orderSystem', null);
    return;
  }
  if (installed.code !== 0) throw new Error(`fixtures/stack/install: exit ${installed.code}`);
  // Left over from a run that was killed, if anything.
  await stackCommand('stop');
  try {
    project.provide('orderSystem', await startOrderSystem());
  } catch (error) {
    await stackCommand('stop');
    throw error;
  }
}

export async function teardown(): Promise<void> {
  await stackCommand('stop');
}

async function startOrderSystem(): Promise<OrderSystem> {
  const own = process.env.TRACESCOPE_E2E_URL;
  const ownOtlp = process.env.TRACESCOPE_E2E_OTLP;
  const alsoTo = own && ownOtlp ? ['--also-to', `own=${ownOtlp}`] : [];
  const offers = await start('--jaeger', 'all', ...alsoTo);
  const servers: RealServer[] = [];
  for (const version of ['1.57', '1.76', '2.13']) {
    const url = offers[`JAEGER_${version.replace('.', '_')}_URL`];
    if (url === undefined) throw new Error(`start offers no Jaeger ${version}`);
    servers.push({ version, url, apis: ['v1', 'v3'] });
  }
  if (own && ownOtlp) {
    servers.push({ version: 'own', url: own.replace(/\/$/, ''), apis: await searchApis(own) });
  }
  const truth = await sendLoad();
  await waitUntilArrived(servers, truth);
  return { offers, servers, truth };
}

/** After 2.20 there is no v1 search. */
async function searchApis(url: string): Promise<('v1' | 'v3')[]> {
  const { status } = await fetch(`${url}/api/traces`);
  return status === 404 ? ['v3'] : ['v1', 'v3'];
}

async function sendLoad(): Promise<Truth> {
  const folder = mkdtempSync(join(tmpdir(), 'tracescope-truth-'));
  try {
    const file = join(folder, 'truth.json');
    await stackCommand('load', '--out', file);
    return JSON.parse(readFileSync(file, 'utf8')) as Truth;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Until every server has the same spans of every trace, twice in a row and late messages included. */
async function waitUntilArrived(servers: OrderSystem['servers'], truth: Truth): Promise<void> {
  const deadline = Date.now() + 60_000;
  let before = '';
  for (;;) {
    const counts: (string | undefined)[] = [];
    for (const { url } of servers) counts.push(await spanCounts(url, truth));
    const complete = counts.every((c) => c !== undefined && c === counts[0]);
    if (complete && counts[0] === before) return;
    before = complete ? (counts[0] as string) : '';
    if (Date.now() > deadline) throw new Error('the load has not arrived in every Jaeger in 60 s');
    await sleep(500);
  }
}

/** Span counts of all traces as one text, or undefined while something is missing. */
async function spanCounts(url: string, truth: Truth): Promise<string | undefined> {
  const counts: string[] = [];
  for (const request of sampled(truth)) {
    const trace = await rawTrace(url, request.traceId);
    const names = trace?.spans.map((span) => span.operationName) ?? [];
    if (!names.includes(request.operation)) return undefined;
    const consumed = request.service !== 'order-service' || request.status !== 201;
    const own = request.faults.includes('linked-message');
    if (!consumed && !own && !names.includes('process order.placed')) return undefined;
    counts.push(`${request.traceId} ${names.length}`);
  }
  return counts.join('\n');
}
