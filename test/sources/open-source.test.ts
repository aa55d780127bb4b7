// The live source over real HTTP, as a command opens it.

import { afterEach, describe, expect, it } from 'vitest';
import { SourceError } from '../../src/errors.ts';
import { openSource } from '../../src/sources/open-source.ts';
import type { TraceSource } from '../../src/sources/source.ts';
import { tags } from '../support/live-source.ts';
import { recordedJaeger } from '../support/recorded-jaeger.ts';
import { sentTo, VERSIONS, type Version } from '../support/recordings.ts';
import { type ReplayServer, startReplayServer } from '../support/replay-server.ts';
import { matchingNames, SENT_WINDOW, sentName } from '../support/sent-truth.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of opened.splice(0)) await thing.close();
});

async function open(
  version: Version,
  run?: string,
  path = '',
): Promise<{ source: TraceSource; server: ReplayServer; details: string[] }> {
  const server = await startReplayServer(recordedJaeger(version, run));
  const details: string[] = [];
  const source = await openSource({
    live: { http: { baseUrl: server.url + path } },
    onDetail: (line) => details.push(line),
  });
  opened.push(source, server);
  return { source, server, details };
}

async function names(source: TraceSource, query: object): Promise<string[]> {
  const found: string[] = [];
  const whole = { tags: [], error: false, limit: 100, window: SENT_WINDOW, ...query };
  for await (const trace of source.search(whole)) found.push(sentName(trace.id));
  return found.sort();
}

describe.each(VERSIONS)('%s over HTTP', (version) => {
  it('gives the same traces as without', async () => {
    const { source, server, details } = await open(version);
    expect(server.asked).toEqual([]);
    const main = sentTo('main');
    expect(await names(source, { error: true })).toEqual(
      matchingNames(version, main, { error: true }),
    );
    const service = 'köp-日本';
    expect(await names(source, { service, ...tags('straße=größe "Ω" \u0001\t\\ 🚀') })).toEqual([
      'non-ascii',
    ]);
    expect(await source.services()).toHaveLength(31);
    expect(await source.operations(service)).not.toHaveLength(0);
    expect((await source.fetch('a1b2c3d4e5f60718')).size).toBe(2);
    expect(server.asked.every((line) => line.startsWith('GET '))).toBe(true);
    expect(source.description).toBe(server.url);
    expect(details.join('\n')).toContain('Jaeger');
  });

  it('is found under its base path', async () => {
    const { source } = await open(version, 'base-path', '/jaeger');
    expect(await source.services()).not.toHaveLength(0);
    const { source: wrong } = await open(version, 'base-path');
    await expect(wrong.services()).rejects.toBeInstanceOf(SourceError);
  });
});
