// What one call in place of many saves, as a range on the critical path.

import { describe, expect, test } from 'vitest';
import { CallSketch } from '../../support/call-sketch.ts';
import { repeatedIn } from '../../support/find-in-trace.ts';

const TEXT = 'SELECT * FROM items WHERE order_id = $1';

function only(draw: (sketch: CallSketch) => void) {
  const sketch = new CallSketch();
  draw(sketch);
  const [found, ...more] = repeatedIn(sketch.trace());
  expect(more).toEqual([]);
  return found;
}

describe('saving', () => {
  test('of a queue: the steps between its ends, though the path shows only its last call', () => {
    const found = only((s) => {
      const root = s.server(300);
      s.times(12, (i) => s.db(root, TEXT, 5 + i * 0.05, 10 + i * 20));
    });
    // Steps: 10 ms, then eleven of 20.05 ms.
    expect(found).toMatchObject({
      shape: 'queued',
      severity: 'high',
      savingNs: { low: 110e6, high: 10e6 + 10 * 20.05e6 },
    });
  });

  test('of a queue that nobody waits for: none', () => {
    const found = only((s) => {
      const root = s.server(300);
      const aside = s.internal(root, 'aside', 4, 240);
      s.times(12, (i) => s.db(aside, TEXT, 5 + i * 0.05, 10 + i * 19));
      s.http(root, 'http://slow/x', 4, 290);
    });
    expect(found).toMatchObject({
      shape: 'queued',
      severity: 'low',
      savingNs: { low: 0, high: 0 },
    });
  });
});
