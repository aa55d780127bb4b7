import { describe, expect, it } from 'vitest';
import { TraceContext } from '../../src/analyses/analysis.ts';
import {
  bottleneckSentence,
  chainPhrase,
  gapPhrase,
  gapsOf,
} from '../../src/reports/bottleneck-sentence.ts';
import { plainText } from '../../src/reports/plain-text.ts';
import { drawTrace } from '../support/draw-trace.ts';

const sentence = (drawing: string) =>
  plainText(bottleneckSentence(new TraceContext(drawTrace(drawing))));

describe('the bottleneck in one sentence', () => {
  it('names the call that encloses a loop, and the loop', () => {
    expect(
      sentence(`
        order POST /orders      [====================]
          stock check-inventory [ ================== ]
            stock SELECT stock  [  ====              ]
            stock SELECT stock  [      ====          ]
            stock SELECT stock  [          ====      ]
            stock SELECT stock  [              ====  ]`),
    ).toBe(
      'stock check-inventory, 18 ms of 20 ms (90%): 4 × SELECT stock 16 ms, one after the other.',
    );
  });

  it('names a single slow call', () => {
    expect(
      sentence(`
        order POST /orders      [==========]
          stock check-inventory [ ======== ]`),
    ).toBe('stock check-inventory, 8 ms of 10 ms (80%).');
  });

  it('says when the time lies between the calls', () => {
    expect(
      sentence(`
        order POST /orders [==========]
          db SELECT orders [ =        ]`),
    ).toBe('order POST /orders, 9 ms of 10 ms (90%), its own time between and beside its calls.');
  });

  it('says when something beside it takes nearly as long', () => {
    expect(
      sentence(`
        order POST /orders      [============]
          stock check-inventory [ ========== ]
          price calculate-price [ =========  ]`),
    ).toBe(
      'stock check-inventory, 10 ms of 12 ms (83.3333333333%). calculate-price runs beside it: shortening this alone saves at most 1 ms.',
    );
  });

  it('does not limit what later calls may follow', () => {
    expect(
      sentence(`
        order POST /orders      [====================]
          stock check-inventory [==========          ]
          price calculate-price [          ========= ]
          tax calculate-tax     [           =========]`),
    ).toBe('stock check-inventory, 10 ms of 20 ms (50%).');
  });
});

describe('one step of a service', () => {
  it('is named itself, not the handler around it', () => {
    expect(
      sentence(`
        order POST /orders        [==========] kind=server
          stock POST /check       [ ======== ] kind=server
            stock handler         [ ======== ] kind=internal
              stock check         [ =======  ] kind=internal`),
    ).toBe('stock check, 7 ms of 10 ms (70%).');
  });

  it('is named with its caller when it is a query', () => {
    expect(
      sentence(`
        order POST /orders        [==========] kind=server
          stock check             [ ======== ] kind=internal
            stock SELECT stock    [ =======  ] kind=client`),
    ).toBe('stock check, 8 ms of 10 ms (80%): SELECT stock 7 ms.');
  });
});

describe('path and gaps', () => {
  it('lists the hops with what each holds', () => {
    const context = new TraceContext(
      drawTrace(`
        order POST /orders      [==========]
          order POST            [ ======== ]
            stock check         [  ======  ]`),
    );
    expect(plainText(chainPhrase(context))).toBe(
      'order POST /orders 10 ms > POST 8 ms > stock check 6 ms',
    );
  });

  it('tells where no span is', () => {
    const context = new TraceContext(
      drawTrace(`
        order POST /orders [==============================]
          db SELECT a      [==                            ]
          db SELECT b      [                            ==]`),
    );
    const { gaps } = gapsOf(context);
    expect(gaps.map((gap) => plainText(gapPhrase(context, gap)))).toEqual([
      '26 ms between SELECT a and SELECT b',
    ]);
  });
});

describe('honesty', () => {
  it('does not blame a call for what a small part of it does', () => {
    expect(
      sentence(`
        web GET /     [========================================]
          api handle  [ ====================================== ]
            db a      [ ========                               ]
            db b      [          =========                     ]
            db c      [                     ========           ]
            db d      [                              ========  ]`),
    ).toBe('db b, 9 ms of 40 ms (22.5%); no single operation dominates.');
  });
});
