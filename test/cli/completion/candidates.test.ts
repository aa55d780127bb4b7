// What is offered where, from the commands' own definitions.

import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import {
  type Candidate,
  candidatesAt,
  type Question,
} from '../../../src/cli/completion/candidates.ts';
import { parseTypedLine } from '../../../src/cli/completion/typed-line.ts';
import { COMMANDS } from '../../../src/commands/index.ts';

async function offered(
  line: string,
  values: readonly string[] | 'files' = [],
): Promise<{ values: string[] | 'files'; candidates: readonly Candidate[]; asked: Question[] }> {
  const asked: Question[] = [];
  const candidates = await candidatesAt(parseTypedLine(line), COMMANDS, async (question) => {
    asked.push(question);
    return values;
  });
  if (candidates === 'files') return { values: candidates, candidates: [], asked };
  return { values: candidates.map(({ value }) => value), candidates, asked };
}

describe('commands', () => {
  const names = COMMANDS.filter(({ hidden }) => !hidden).map(({ name }) => name);

  it('are offered first, without the hidden ones', async () => {
    const { values, candidates } = await offered('tracescope ');
    expect(values).toEqual([...names, 'help']);
    expect(values).not.toContain('__complete');
    expect(candidates.find(({ value }) => value === 'services')?.description).toBe(
      'the services the server knows',
    );
  });

  it('are offered by their beginning, and behind help', async () => {
    expect((await offered('tracescope fi')).values).toEqual(['find']);
    expect((await offered('tracescope --')).values).toEqual(['--help', '--version']);
    expect((await offered('tracescope help ')).values).toEqual(names);
    expect((await offered('tracescope help find ')).values).toEqual([]);
    expect((await offered('tracescope nonsense ')).values).toEqual([]);
    expect((await offered('tracescope __complete ')).values).toEqual([]);
  });
});

describe('flags', () => {
  it.each(COMMANDS.filter(({ hidden }) => !hidden))('of $name are all offered', async (entry) => {
    const command = new Command(entry.name);
    (await entry.load()).define(command);
    const { values, candidates } = await offered(`tracescope ${entry.name} -`);
    expect(values).toEqual([...command.options.map(({ long }) => long), '--help']);
    expect(candidates.every(({ description }) => description !== '')).toBe(true);
  });

  it('are offered once, but for those that repeat', async () => {
    const { values } = await offered('tracescope find --service a --tag b=c --error -o json --');
    expect(values).not.toContain('--service');
    expect(values).not.toContain('--error');
    expect(values).not.toContain('--output');
    expect(values).toContain('--tag');
    expect(values).toContain('--file');
  });

  it('are offered where nothing else can stand', async () => {
    expect((await offered('tracescope find ')).values).toContain('--service');
    expect((await offered('tracescope find --error ')).values).toContain('--service');
  });
});

describe('values', () => {
  it('are asked for by their flag, with the flags before it', async () => {
    const line = 'tracescope find --url http://x:1 -o json --service order --operation ';
    const { asked, values } = await offered(line, ['GET /a', 'POST']);
    expect(values).toEqual(['GET /a', 'POST']);
    expect(asked).toEqual([
      expect.objectContaining({
        command: 'find',
        place: '--operation',
        flags: expect.objectContaining({ url: 'http://x:1', output: 'json', service: 'order' }),
      }),
    ]);
  });

  it('are asked for behind an equals sign', async () => {
    const { asked, values } = await offered('tracescope find --url=u --service=or', ['order', 'x']);
    expect(values).toEqual(['--service=order']);
    expect(asked[0]).toMatchObject({ place: '--service', flags: { url: 'u' } });
  });

  it('are asked for behind a short flag, even when they begin with a dash', async () => {
    expect((await offered('tracescope find -o ', ['json'])).asked[0]?.place).toBe('--output');
    expect((await offered('tracescope find --service -', ['-odd'])).values).toEqual(['-odd']);
  });

  it('of arguments go by their place', async () => {
    expect((await offered('tracescope operations ', ['a'])).asked[0]?.place).toBe('<service>');
    expect((await offered('tracescope operations --url u ', ['a'])).asked[0]).toMatchObject({
      place: '<service>',
      flags: { url: 'u' },
    });
    expect((await offered('tracescope operations a ')).asked).toEqual([]);
    expect((await offered('tracescope completion ', ['bash'])).asked[0]?.place).toBe('<shell>');
  });

  it('of a flag that takes several go on until the next flag', async () => {
    for (const line of ['--file ', '--file a.json ', '--file a.json b']) {
      const { asked, values } = await offered(`tracescope explain ${line}`, 'files');
      expect(values).toBe('files');
      expect(asked[0]?.place).toBe('--file');
    }
    expect((await offered('tracescope explain --file a -', 'files')).values).toContain('--span');
  });

  it('are none of what cannot be read yet', async () => {
    const { asked } = await offered('tracescope find --no-such --url u --service ');
    expect(asked[0]).toMatchObject({ place: '--service', flags: { url: 'u' } });
    const broken = await offered('tracescope find --url --service ');
    expect(broken.asked[0]?.place).toBe('--service');
  });

  it('are no more than somebody may read', async () => {
    const many = Array.from({ length: 5000 }, (_, i) => `s${i}`);
    expect((await offered('tracescope find --service ', many)).values).toHaveLength(1000);
  });
});
