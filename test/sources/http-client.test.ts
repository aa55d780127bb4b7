// The client over real HTTP on loopback: what it sends, what it follows, retries, limits and stops.

import type http from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { InterruptedError, SourceError } from '../../src/errors.ts';
import type { HttpClient } from '../../src/sources/http-answer.ts';
import { createHttpClient } from '../../src/sources/http-client.ts';
import type { Credentials, HttpSettings } from '../../src/sources/http-settings.ts';
import {
  type HttpHandler,
  type LoopbackServer,
  serveHttp,
  serveTcp,
} from '../support/loopback-server.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

/** Keeps what a test opened, to be closed after it. */
function keep<T extends { close(): Promise<void> }>(each: T): T {
  opened.push(each);
  return each;
}

async function serve(
  handler: HttpHandler,
): Promise<LoopbackServer & { requests: http.IncomingMessage[] }> {
  const requests: http.IncomingMessage[] = [];
  const server = await serveHttp((request, response) => {
    requests.push(request);
    handler(request, response);
  });
  return keep({ ...server, requests });
}

function client(baseUrl: string, settings: Partial<HttpSettings> = {}): HttpClient {
  return keep(createHttpClient({ baseUrl, ...settings }));
}

const ok: HttpHandler = (_, response) => response.end('{"data":[]}');

/** Answers with the statuses in turn, then 200. */
function statuses(...turn: (number | [number, http.OutgoingHttpHeaders])[]): HttpHandler {
  return (_, response) => {
    const next = turn.shift() ?? 200;
    const [status, headers] = typeof next === 'number' ? [next, {}] : next;
    response.writeHead(status, headers).end(`${status}`);
  };
}

function watched(): { waits: number[]; lines: string[]; settings: Partial<HttpSettings> } {
  const waits: number[] = [];
  const lines: string[] = [];
  const settings: Partial<HttpSettings> = {
    random: () => 0.5,
    sleep: async (ms) => {
      waits.push(ms);
    },
    onDetail: (line) => lines.push(line),
  };
  return { waits, lines, settings };
}

describe('a request', () => {
  it('asks for JSON under the base path, every character encoded', async () => {
    const server = await serve(ok);
    const answer = await client(`${server.url}/jaeger/`).get('/api/traces', [
      ['service', 'a;b&c d+e/é"\ud800'],
      ['tags', '{"k":"v"}'],
      ['tags', ''],
    ]);
    expect(await answer.text(100)).toBe('{"data":[]}');
    const [request] = server.requests;
    expect(request?.url).toBe(
      '/jaeger/api/traces?service=a%3Bb%26c%20d%2Be%2F%C3%A9%22%EF%BF%BD&tags=%7B%22k%22%3A%22v%22%7D&tags=',
    );
    expect(request?.method).toBe('GET');
    expect(request?.headers).toMatchObject({
      accept: 'application/json',
      'accept-encoding': expect.stringMatching(/^gzip, br/),
    });
    expect(answer).toMatchObject({ status: 200, url: server.url + request?.url });
    expect(answer).not.toHaveProperty('redirects');
  });

  it('sends headers of every kind and shows only what is no secret', async () => {
    const server = await serve(ok);
    const { lines, settings } = watched();
    const asking = client(server.url, {
      ...settings,
      headers: [
        ['X-Tenant', 'acme'],
        ['Accept', 'text/plain'],
      ],
      secretHeaders: [['X-Api-Key', 'hunter2']],
      credentials: {
        label: 'bearer token from TRACESCOPE_TOKEN',
        renewable: false,
        authorization: async () => 'Bearer hunter2',
      },
    });
    await (await asking.get('/a')).text(100);
    await (await asking.get('/b')).text(100);
    expect(server.requests[0]?.headers).toMatchObject({
      'x-tenant': 'acme',
      accept: 'text/plain',
      'x-api-key': 'hunter2',
      authorization: 'Bearer hunter2',
    });
    expect(asking.access).toEqual({
      credentials: 'bearer token from TRACESCOPE_TOKEN',
      hide: expect.any(Function),
    });
    expect(lines[0]).toBe(
      'every request sends: X-Tenant: acme, Accept: text/plain, X-Api-Key: (hidden), authorization: (hidden; bearer token from TRACESCOPE_TOKEN)',
    );
    expect(lines[1]).toMatch(/^GET http:\/\/\S+\/a: 200, first byte after \d+ ms$/);
    expect(lines).toHaveLength(3);
    expect(lines.join('\n')).not.toContain('hunter2');
  });

  it('names headers in lower case and joins repeated ones', async () => {
    const server = await serve((_, response) =>
      response.writeHead(200, { 'X-One': '1', 'Set-Cookie': ['a=1', 'b=2'] }).end(),
    );
    const { headers } = await client(server.url).get('/');
    expect(headers).toMatchObject({ 'x-one': '1', 'set-cookie': 'a=1, b=2' });
    expect('toString' in headers).toBe(false);
  });

  it('goes to the address that answers when a name has several', async () => {
    const server = await serve(ok);
    const lookup: HttpSettings['lookup'] = (_name, options, callback) => {
      expect(options.all).toBe(true);
      callback(null, [
        { address: '::1', family: 6 },
        { address: '127.0.0.1', family: 4 },
      ]);
    };
    const answer = await client(`http://jaeger.example.test:${server.port}`, { lookup }).get('/');
    expect(answer.status).toBe(200);
    expect(server.requests[0]?.headers.host).toBe(`jaeger.example.test:${server.port}`);
  });

  it.each([
    ['ENOTFOUND', 1, /the name jaeger\.example\.test cannot be resolved/],
    ['EAI_AGAIN', 3, /the name jaeger\.example\.test cannot be resolved/],
  ])('that meets %s is tried %i times', async (code, times, message) => {
    let looked = 0;
    const { settings } = watched();
    const lookup: HttpSettings['lookup'] = (_name, _options, callback) => {
      looked++;
      callback(Object.assign(new Error(`getaddrinfo ${code}`), { code }), []);
    };
    await expect(
      client('http://jaeger.example.test', { ...settings, lookup }).get('/'),
    ).rejects.toThrow(message);
    expect(looked).toBe(times);
  });
});

describe('retries', () => {
  it.each([429, 502, 503, 504])('repeat a %i', async (status) => {
    const server = await serve(statuses(status, status));
    const { waits, lines, settings } = watched();
    const answer = await client(server.url, settings).get('/x');
    expect(answer.status).toBe(200);
    expect(waits).toEqual([188, 375]);
    expect(lines.filter((line) => line.includes('asking again'))).toEqual([
      `GET ${server.url}/x: ${status}, asking again in 188 ms (2 of 3)`,
      `GET ${server.url}/x: ${status}, asking again in 375 ms (3 of 3)`,
    ]);
  });

  it.each([400, 401, 403, 404, 500, 501])('leave a %i alone', async (status) => {
    const server = await serve(statuses(status));
    const { waits, settings } = watched();
    expect((await client(server.url, settings).get('/')).status).toBe(status);
    expect(waits).toEqual([]);
  });

  it('end, and give the last answer', async () => {
    const server = await serve(statuses(503, 503, 503, 503));
    const { waits, settings } = watched();
    const answer = await client(server.url, { ...settings, retries: 1 }).get('/');
    expect([answer.status, await answer.text(10)]).toEqual([503, '503']);
    expect(waits).toHaveLength(1);
    expect(server.requests).toHaveLength(2);
  });

  it('wait as long as the server asks, within bounds', async () => {
    const server = await serve(
      statuses([429, { 'retry-after': '7' }], [503, { 'retry-after': '31' }]),
    );
    const { waits, settings } = watched();
    const answer = await client(server.url, settings).get('/');
    expect(answer.status).toBe(503);
    expect(waits).toEqual([7000]);
  });

  it('stop when the time for an answer is used up', async () => {
    const server = await serve(statuses(504, 504, 504));
    let nowMs = 0;
    const { settings } = watched();
    const now = (): number => (nowMs += 20_000);
    expect((await client(server.url, { ...settings, now }).get('/')).status).toBe(504);
    expect(server.requests.length).toBeLessThan(3);
  });

  it('repeat a request whose connection broke', async () => {
    let connections = 0;
    const server = keep(
      await serveTcp((socket) => {
        const turn = ++connections;
        socket.once('data', () => {
          if (turn === 1) socket.resetAndDestroy();
          else if (turn === 2) socket.end();
          else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
        });
      }),
    );
    const { waits, settings } = watched();
    const answer = await client(server.url, settings).get('/');
    expect(await answer.text(10)).toBe('ok');
    expect(waits).toHaveLength(2);
  });

  it('do not wait for a server that was never there, but for one that went away', async () => {
    const server = await serve(ok);
    const { waits, settings } = watched();
    const asking = client(server.url, settings);
    await (await asking.get('/')).text(100);
    await server.close();
    const error = await asking.get('/').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SourceError);
    expect((error as SourceError).hint).toMatch(/It answered before/);
    expect(waits).toHaveLength(2);

    await expect(client(server.url, settings).get('/')).rejects.toThrow(/connection refused/);
    expect(waits).toHaveLength(2);
  });
});

describe('credentials', () => {
  function renewing(renewable: boolean): Credentials & { readonly asked: boolean[] } {
    const asked: boolean[] = [];
    return {
      label: 'bearer token from a command',
      renewable,
      asked,
      authorization: async (renew) => {
        asked.push(renew);
        return renew ? 'Bearer new' : 'Bearer old';
      },
    };
  }
  const wantsNew: HttpHandler = (request, response) => {
    response.writeHead(request.headers.authorization === 'Bearer new' ? 200 : 401).end();
  };

  it('are renewed once after a 401', async () => {
    const server = await serve(wantsNew);
    const credentials = renewing(true);
    const { lines, settings } = watched();
    expect((await client(server.url, { ...settings, credentials }).get('/')).status).toBe(200);
    expect(credentials.asked).toEqual([false, true]);
    expect(lines).toContainEqual(
      expect.stringMatching(/401, asking for a new bearer token from a command$/),
    );
  });

  it('are not asked for again when that cannot help', async () => {
    const server = await serve(wantsNew);
    const credentials = renewing(false);
    expect((await client(server.url, { credentials }).get('/')).status).toBe(401);
    expect(credentials.asked).toEqual([false]);
    const stubborn = await serve(statuses(401, 401, 401));
    expect((await client(stubborn.url, { credentials: renewing(true) }).get('/')).status).toBe(401);
    expect(stubborn.requests).toHaveLength(2);
  });
});

describe('redirects', () => {
  it('are followed within the server, with credentials and told', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/api?a=1')
        response.writeHead(307, { location: 'api/' }).end('<a href="/api/">');
      else if (request.url === '/api/') response.writeHead(301, { location: '/real?x=1' }).end();
      else response.end('real');
    });
    const { lines, settings } = watched();
    const answer = await client(server.url, {
      ...settings,
      secretHeaders: [['x-key', 'hunter2']],
    }).get('/api', [['a', '1']]);
    expect(await answer.text(10)).toBe('real');
    expect(answer).toMatchObject({
      url: `${server.url}/api?a=1`,
      redirects: ['/api/', '/real?x=1'],
    });
    expect(server.requests.map((each) => each.headers['x-key'])).toEqual([
      'hunter2',
      'hunter2',
      'hunter2',
    ]);
    expect(lines).toContainEqual(expect.stringMatching(/: 307 to api\/, first byte/));
  });

  it('are never followed to another server, where credentials would go along', async () => {
    const other = await serve(ok);
    const server = await serve((_, response) =>
      response
        .writeHead(302, { location: `http://me:hunter2@127.0.0.1:${other.port}/x?token=hunter2` })
        .end(),
    );
    const { lines, settings } = watched();
    const error = await client(server.url, settings)
      .get('/')
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SourceError);
    expect((error as SourceError).message).toBe(
      `${server.url} redirects to another server, which is not followed: http://127.0.0.1:${other.port}/x`,
    );
    expect(other.requests).toHaveLength(0);
    expect([`${(error as SourceError).hint}`, ...lines].join('\n')).not.toContain('hunter2');
  });
});

describe('connections', () => {
  it('are at most as many as allowed', async () => {
    let open = 0;
    let most = 0;
    const server = await serve(async (_, response) => {
      most = Math.max(most, ++open);
      await wait(20);
      open--;
      response.end('x');
    });
    const asking = client(server.url);
    await Promise.all(Array.from({ length: 12 }, async () => (await asking.get('/')).text(10)));
    expect(most).toBe(4);
    const one = client(server.url, { concurrency: 1 });
    most = 0;
    await Promise.all(Array.from({ length: 3 }, async () => (await one.get('/')).text(10)));
    expect(most).toBe(1);
  });

  it('are free again after a body that was left early', async () => {
    const server = await serve((_, response) => response.end(Buffer.alloc(8 * 1024 * 1024, 'x')));
    const asking = client(server.url, { concurrency: 1 });
    expect(await (await asking.get('/')).text(5)).toBe('xxxxx');
    expect(await (await asking.get('/')).text(0)).toBe('');
    for await (const chunk of (await asking.get('/')).body) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect((await asking.get('/')).status).toBe(200);
  });

  it('are not made before the first request', async () => {
    const asking = createHttpClient({ baseUrl: 'http://127.0.0.1:9' });
    expect(asking.baseUrl).toBe('http://127.0.0.1:9');
    await asking.close();
  });
});

describe('an interruption', () => {
  const interrupted = (work: Promise<unknown>): Promise<InterruptedError> =>
    work.then(
      () => Promise.reject(new Error('it went on')),
      (error: unknown) => {
        expect(error).toBeInstanceOf(InterruptedError);
        return error as InterruptedError;
      },
    );

  it('stops before, while waiting, and while many wait', async () => {
    const server = await serve(() => {});
    const stop = new AbortController();
    const asking = client(server.url, { signal: stop.signal });
    const waiting = Promise.all(Array.from({ length: 8 }, () => interrupted(asking.get('/'))));
    while (server.requests.length < 4) await wait(5);
    const started = performance.now();
    stop.abort();
    const [error] = await waiting;
    expect(performance.now() - started).toBeLessThan(500);
    expect(error?.exitCode).toBe(130);
    await interrupted(asking.get('/'));
    expect(server.requests).toHaveLength(4);
  });

  it('stops in the middle of a body', async () => {
    const server = await serve((_, response) => response.writeHead(200).write('{"data":['));
    const stop = new AbortController();
    const answer = await client(server.url, { signal: stop.signal }).get('/');
    const reading = (async () => {
      for await (const _ of answer.body) stop.abort();
    })();
    await interrupted(reading);
  });

  it('stops the wait before another attempt', async () => {
    const server = await serve(statuses([503, { 'retry-after': '20' }]));
    const stop = new AbortController();
    const asking = interrupted(client(server.url, { signal: stop.signal }).get('/'));
    while (server.requests.length < 1) await wait(5);
    await wait(20);
    stop.abort();
    await asking;
    expect(server.requests).toHaveLength(1);
  });
});
