import { describe, expect, it } from 'vitest';
import { parseTypedLine } from '../../../src/cli/completion/typed-line.ts';

describe('parseTypedLine', () => {
  it.each<[string, readonly string[], string]>([
    ['', [], ''],
    ['tracescope', [], 'tracescope'],
    ['tracescope ', [], ''],
    ['tracescope fi', [], 'fi'],
    ['tracescope  find   --ser', ['find'], '--ser'],
    ['tracescope find --service ', ['find', '--service'], ''],
    ['TRACESCOPE_URL=x tracescope find ', ['find'], ''],
    ['./bin/tracescope.js find ', ['find'], ''],
    ['npx tracescope find ', ['find'], ''],
    ['ts find ', ['find'], ''],
    ["tracescope find --operation 'GET /a' ", ['find', '--operation', 'GET /a'], ''],
    ['tracescope find --operation GET\\ /a ', ['find', '--operation', 'GET /a'], ''],
    ['tracescope find --tag a="b c"d', ['find', '--tag'], 'a=b cd'],
    ['tracescope find "" ', ['find', ''], ''],
    ['tracescope find a\\', ['find'], 'a'],
    ['tracescope "a\\$b\\n" ', ['a$b\\n'], ''],
    ["tracescope 'a\\b' ", ['a\\b'], ''],
  ])('%s', (line, words, current) => {
    expect(parseTypedLine(line)).toMatchObject({ words, current, quote: '', beforeQuote: current });
  });

  it.each([
    ['tracescope find --operation "GET /', '"', 'GET /', ''],
    ["tracescope find --operation='GET /", "'", '--operation=GET /', '--operation='],
    ['tracescope find "it\'s', '"', "it's", ''],
    ['tracescope find "a""b', '"', 'ab', 'a'],
  ])('knows the quote in %s', (line, quote, current, beforeQuote) => {
    expect(parseTypedLine(line)).toMatchObject({ quote, current, beforeQuote });
  });
});
