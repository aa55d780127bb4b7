import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InternedSequence } from '../../src/lib/interned-sequence.ts';
import { StringTable } from '../../src/lib/string-table.ts';

describe('InternedSequence', () => {
  it('gives what the table gives, whatever follows what', () => {
    const texts = fc.array(
      fc.array(fc.constantFrom('a', 'b', 'c', 'd', '', 'key'), { maxLength: 8 }),
    );
    fc.assert(
      fc.property(texts, (sequences) => {
        const table = new StringTable();
        const sequence = new InternedSequence(table);
        for (const each of sequences) {
          sequence.restart();
          for (const text of each) expect(table.text(sequence.intern(text))).toBe(text);
        }
        expect(new Set(table.texts).size).toBe(table.size);
      }),
    );
  });

  it('works beside texts that others intern, and beyond its first size', () => {
    const table = new StringTable();
    const sequence = new InternedSequence(table);
    for (let i = 0; i < 1000; i++) {
      table.intern(`name ${i}`);
      sequence.restart();
      expect(table.text(sequence.intern(`first ${i % 7}`))).toBe(`first ${i % 7}`);
      expect(table.text(sequence.intern(`second ${i}`))).toBe(`second ${i}`);
    }
    expect(table.size).toBe(1000 + 7 + 1000);
  });
});
