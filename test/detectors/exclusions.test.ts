import { describe, expect, test } from 'vitest';
import { exclusionsInForce, isExcludedFinding } from '../../src/detectors/exclusions.ts';

const NONE = { services: [], routes: [], templates: [], fingerprints: [], kinds: [] };
const FINDING = {
  service: 'mysql',
  entryService: 'customer',
  entryOperation: 'GET /customer',
  template: 'select * from customer where customer_id = ?',
  fingerprint: 'f1:c64c68308610ace9',
  looseFingerprint: 'f1l:0123456789abcdef',
};

describe('isExcludedFinding', () => {
  test.each([
    { services: ['my*'] },
    { services: ['cust*'] },
    { routes: ['GET /cust*'] },
    { templates: ['select * from customer *'] },
    { fingerprints: ['f1:c64c*'] },
    { fingerprints: ['f1l:0123456789abcdef'] },
  ])('%j leaves it out', (patterns) => {
    expect(isExcludedFinding(FINDING, { ...NONE, ...patterns })).toBe(true);
  });

  test.each([
    {},
    { services: ['custom'] },
    { routes: ['/customer'] },
    { templates: ['customer'] },
    { fingerprints: ['c64c68308610ace9'] },
  ])('%j does not', (patterns) => {
    expect(isExcludedFinding(FINDING, { ...NONE, ...patterns })).toBe(false);
  });
});

test('what is in force is said', () => {
  expect(exclusionsInForce(NONE)).toEqual([]);
  expect(exclusionsInForce({ ...NONE, services: ['a*', 'b'], fingerprints: ['np1:*'] })).toEqual([
    'services a*, b',
    'fingerprints np1:*',
  ]);
});
