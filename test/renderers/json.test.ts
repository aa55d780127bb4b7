import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonText } from '../../src/renderers/json.ts';

const RAW = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u;

describe('jsonText', () => {
  it.each([
    ['\x1b[31m', '"\\u001b[31m"'],
    ['\x7f\x9b', '"\\u007f\\u009b"'],
    ['a\u202eb\u2066', '"a\\u202eb\\u2066"'],
    ['\u00ad\u200b\u2060\ufeff', '"\\u00ad\\u200b\\u2060\\ufeff"'],
    ['\u{e0041}', '"\\udb40\\udc41"'],
    ['\u2028\u2029', '"\\u2028\\u2029"'],
    ['\ud800', '"\\ud800"'],
    ['größe 語 😀', '"größe 語 😀"'],
  ])('%j is written as %s', (text, json) => {
    expect(jsonText(text)).toBe(json);
  });

  it('means what it was made from, and shows nothing that acts', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(fc.dictionary(text, fc.array(text)), (value) => {
        const json = jsonText(value, 2);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(json.replace(/[\p{Cn}\p{Co}]/gu, '')).not.toMatch(RAW);
      }),
    );
  });
});
