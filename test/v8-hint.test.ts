import v8 from 'node:v8';
import { describe, expect, it, vi } from 'vitest';
import { createHttpClient } from '../src/sources/http-client.ts';
import { hintV8 } from '../src/v8-hint.ts';
import { goodAnswer } from './support/faults/fault.ts';
import { serveHttp } from './support/loopback-server.ts';

function flagsSet(v8Version: string): string[] {
  const set: string[] = [];
  hintV8('--a-flag', (flags) => set.push(flags), v8Version);
  return set;
}

describe('hintV8', () => {
  it.each(['11.3.244.8-node.33', '12.4.254.21-node.33', '13.6.233.10-node.28'])(
    'sets the flag on V8 %s',
    (version) => {
      expect(flagsSet(version)).toEqual(['--a-flag']);
    },
  );

  it.each(['10.2.154.26-node.36', '14.1.146.11-node.14', '', 'unknown'])(
    'leaves V8 %s alone',
    (version) => {
      expect(flagsSet(version)).toEqual([]);
    },
  );

  it('goes on when V8 rejects the flag', () => {
    const refuse = (): never => {
      throw new Error('illegal flag');
    };
    expect(() => hintV8('--a-flag', refuse, '12.0')).not.toThrow();
  });
});

it('requests work when V8 rejects the flag', async () => {
  const set = vi.spyOn(v8, 'setFlagsFromString').mockImplementation(() => {
    throw new Error('illegal flag');
  });
  const server = await serveHttp(goodAnswer);
  const client = createHttpClient({ baseUrl: server.url });
  try {
    const answer = await client.get('/');
    expect(await answer.text(1000)).toContain('checkout');
    expect(set).toHaveBeenCalledOnce();
  } finally {
    set.mockRestore();
    await client.close();
    await server.close();
  }
});
