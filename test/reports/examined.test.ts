import { describe, expect, it } from 'vitest';
import type { ExaminedData } from '../../src/reports/contract.ts';
import { examinedBlock, examinedFacts } from '../../src/reports/examined.ts';
import { plainText } from '../../src/reports/plain-text.ts';

const none = () => ({ examined: 0, unreadable: 0 });

function examined(parts: Partial<ExaminedData>): ExaminedData {
  return {
    db: none(),
    cache: none(),
    http: none(),
    rpc: none(),
    messaging: none(),
    blindTraces: 0,
    reasons: [],
    ...parts,
  };
}

const METHODS = { code: 'method-not-recorded', count: 299, text: 'calls without attributes' };
const LAYERS = { code: 'layers-folded', count: 215, text: 'spans that are layers' };

describe('what was examined', () => {
  it('is told by class, with what could not be read and why', () => {
    const data = examined({
      db: { examined: 362, unreadable: 0 },
      rpc: { examined: 6, unreadable: 299 },
      reasons: [LAYERS, METHODS],
    });
    expect(examinedFacts(data).map(plainText)).toEqual([
      '362 database and 6 RPC calls examined',
      '299 not readable',
    ]);
    expect(plainText(examinedBlock(data, { traces: 18, found: 4 }).phrase)).toBe(
      '362 database and 6 RPC calls; 299 could not be read (calls without attributes)',
    );
  });

  it('says what finding nothing rests on', () => {
    const data = examined({ http: { examined: 1, unreadable: 0 }, blindTraces: 2 });
    expect(plainText(examinedBlock(data, { traces: 3, found: 0 }).phrase)).toBe(
      '1 HTTP call; in 2 of 3 traces no call; nothing was found',
    );
  });

  it('never calls blind traces clean', () => {
    const { phrase, tone } = examinedBlock(examined({ blindTraces: 1 }), { traces: 1, found: 0 });
    expect(tone).toBe('bad');
    expect(plainText(phrase)).toContain('finding no loop says nothing');
  });
});
