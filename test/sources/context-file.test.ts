import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import {
  contextFilePath,
  findContext,
  parseContextFile,
  readContextFile,
} from '../../src/sources/context-file.ts';

const FILE = '/home/me/.config/tracescope/config.json';
const missing = (): Promise<string> =>
  Promise.reject(Object.assign(new Error(), { code: 'ENOENT' }));

async function refusal(content: unknown): Promise<string> {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const error: unknown = await parseContextFile(text, FILE).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UsageError)) throw new Error(`no UsageError but ${error}`);
  return `${error.message} | ${error.hint}`;
}

describe('contextFilePath', () => {
  it.each([
    [{ TRACESCOPE_CONFIG: '/x/c.json', HOME: '/h' }, '/x/c.json', true],
    [{ XDG_CONFIG_HOME: '/xdg', HOME: '/h' }, '/xdg/tracescope/config.json', false],
    [{ HOME: '/h' }, '/h/.config/tracescope/config.json', false],
    [{}, '', false],
  ])('%o', (env, path, named) => {
    expect(contextFilePath(env)).toEqual({ path, named });
  });
});

describe('readContextFile', () => {
  it('does without a file at the default place', async () => {
    expect(await readContextFile({ HOME: '/h' }, missing)).toBeUndefined();
    expect(await readContextFile({}, missing)).toBeUndefined();
  });

  it('needs the file that TRACESCOPE_CONFIG names', async () => {
    await expect(readContextFile({ TRACESCOPE_CONFIG: '/x' }, missing)).rejects.toThrow(
      /configuration file \/x \(from TRACESCOPE_CONFIG\): there is no such file/,
    );
  });

  it('says that a file may not be read', async () => {
    const denied = (): Promise<string> =>
      Promise.reject(Object.assign(new Error(), { code: 'EACCES' }));
    await expect(readContextFile({ HOME: '/h' }, denied)).rejects.toThrow(
      /cannot be read \(EACCES\)/,
    );
  });
});

describe('parseContextFile', () => {
  it('reads every setting', async () => {
    const prod = {
      url: 'https://tracing.example.com/jaeger',
      tokenCommand: ['get-token', '--quiet'],
      headers: { 'x-scope': 'a' },
      headersEnv: { 'x-key': 'KEY' },
      tenant: 'acme',
      tenantHeader: 'x-org',
      ca: 'ca.pem',
      cert: 'c.pem',
      key: 'k.pem',
      insecure: false,
      proxy: 'none',
      timeout: '2m',
    };
    const file = await parseContextFile(
      `\ufeff${JSON.stringify({ currentContext: 'prod', contexts: { prod, dev: {} } })}`,
      FILE,
    );
    expect(file.currentContext).toBe('prod');
    expect([...file.contexts.keys()]).toEqual(['prod', 'dev']);
    expect(findContext(file, 'prod', {})).toEqual(prod);
  });

  it.each<[string, unknown, RegExp]>([
    ['text that is no JSON', '{contexts:', /config\.json is not JSON/],
    ['a list', [], /the whole must be an object/],
    ['an unknown key', { context: {} }, /no setting context \| Did you mean contexts/],
    [
      'a mistyped key',
      { contexts: { prod: { tokenfile: 'x' } } },
      /no setting contexts\.prod\.tokenfile \| Did you mean tokenFile/,
    ],
    [
      'a key that is near nothing',
      { contexts: { prod: { zzz: 1 } } },
      /Settings there: url, tokenFile/,
    ],
    [
      'a token',
      { contexts: { prod: { token: 'hunter2' } } },
      /Credentials do not belong into the file/,
    ],
    [
      'a wrong type',
      { contexts: { prod: { insecure: 'yes' } } },
      /contexts\.prod\.insecure must be true or false/,
    ],
    [
      'a command as text',
      { contexts: { prod: { tokenCommand: 'get it' } } },
      /tokenCommand must be a list of words/,
    ],
    [
      'an empty command',
      { contexts: { prod: { tokenCommand: [] } } },
      /contexts\.prod\.tokenCommand must be/,
    ],
    [
      'an empty URL',
      { contexts: { prod: { url: '' } } },
      /contexts\.prod\.url must be text that is not empty/,
    ],
    [
      'two logins',
      { contexts: { prod: { tokenFile: 'a', basicFile: 'b' } } },
      /both tokenFile and basicFile/,
    ],
    [
      'a certificate without its key',
      { contexts: { prod: { cert: 'a' } } },
      /needs cert and key together/,
    ],
    [
      'a current context that is not there',
      { currentContext: 'prd', contexts: { prod: {} } },
      /no context "prd".*Did you mean prod/,
    ],
  ])('refuses %s', async (_, content, message) => {
    const told = await refusal(content);
    expect(told).toMatch(message);
    expect(told).not.toContain('hunter2');
  });

  it('does not let a context called __proto__ reach the others', async () => {
    const text = '{"contexts":{"__proto__":{"tenant":"x"},"a":{}}}';
    const { contexts } = await parseContextFile(text, FILE);
    expect(contexts.get('a')?.tenant).toBeUndefined();
    expect(({} as { tenant?: string }).tenant).toBeUndefined();
  });
});

describe('findContext', () => {
  it('names the nearest', async () => {
    const file = await parseContextFile('{"contexts":{"staging":{},"prod":{}}}', FILE);
    expect(() => findContext(file, 'stagin', {})).toThrow(
      expect.objectContaining({
        message: `no context "stagin" in ${FILE}`,
        hint: 'Did you mean staging?',
      }),
    );
    expect(() => findContext(file, 'zzzzzz', {})).toThrow(
      expect.objectContaining({ hint: 'There are: staging, prod' }),
    );
  });

  it('says where the file would be', () => {
    expect(() => findContext(undefined, 'prod', { HOME: '/h' })).toThrow(
      /no configuration file at \/h\/\.config\/tracescope\/config\.json/,
    );
  });
});
