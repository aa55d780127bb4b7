// One query, one template: random statements, each written in the ways of many drivers and dialects
// (quotes, placeholders or values, blanks, case, comments), must read alike.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { statementTemplate } from '../../../src/analyses/templates/statement-template.ts';

/** A word as it is, a name, a value, a list of values, or rows of two. */
type Token = string | { readonly name: string } | 'value' | 'list' | 'rows';

interface Style {
  readonly product: string;
  readonly quote: string;
  /** Undefined: values are written into the text. */
  readonly placeholder?: (i: number) => string;
}

const STYLES: readonly Style[] = [
  { product: 'postgresql', quote: '""', placeholder: (i) => `$${i}` },
  { product: 'mysql', quote: '``', placeholder: () => '?' },
  { product: 'microsoft.sql_server', quote: '[]', placeholder: (i) => `@p${i}` },
  { product: 'oracle.db', quote: '""', placeholder: (i) => `:${i}` },
  { product: 'postgresql', quote: '""', placeholder: () => '%s' },
  { product: 'mysql', quote: '``', placeholder: (i) => `%(p_${i})s` },
  { product: '', quote: '""', placeholder: () => '?' },
  { product: '', quote: '[]', placeholder: (i) => `@p${i}` },
  { product: 'sqlite', quote: '""', placeholder: (i) => `?${i}` },
  { product: 'postgresql', quote: '""' },
  { product: 'mysql', quote: '``' },
  { product: 'microsoft.sql_server', quote: '[]' },
  { product: 'clickhouse', quote: '``' },
  { product: '', quote: '""' },
];

const name = fc
  .constantFrom('orders', 'order_items', 'Users', 'public.accounts', 'id', 'user_id', 'b_2')
  .map((text): Token => ({ name: text }));
const predicate = fc
  .tuple(
    name,
    fc.constantFrom<Token[]>(
      ['=', 'value'],
      ['<', 'value'],
      ['<>', 'value'],
      ['IN', 'list'],
      ['BETWEEN', 'value', 'AND', 'value'],
      ['IS', 'NOT', 'NULL'],
      ['LIKE', 'value'],
    ),
  )
  .map(([left, right]): Token[] => [left, ...right]);
const where = fc
  .array(predicate, { minLength: 1, maxLength: 4 })
  .map((all) => all.flatMap((one, i): Token[] => [i === 0 ? 'WHERE' : 'AND', ...one]));
const statement = fc.oneof(
  fc
    .tuple(name, name, where, fc.constantFrom<Token[]>([], ['LIMIT', 'value', 'OFFSET', 'value']))
    .map(([column, table, rest, end]): Token[] => [
      'SELECT',
      column,
      'FROM',
      table,
      ...rest,
      ...end,
    ]),
  fc
    .tuple(name, name, where)
    .map(([table, column, rest]): Token[] => [
      'UPDATE',
      table,
      'SET',
      column,
      '=',
      'value',
      ...rest,
    ]),
  name.map((table): Token[] => ['INSERT', 'INTO', table, 'VALUES', 'rows']),
);
const SECRET = 'zqsecret';
const value = fc.oneof(
  fc.integer().map(String),
  fc.constantFrom('1.5', '2e10', 'TRUE', `'${SECRET}'`, `'it''s ${SECRET}'`, `'--${SECRET}/*'`),
);
const gap = fc.constantFrom(' ', '\n', '\t', '  ', ' /* c */ ');

/** Writes a statement; `values` and `gaps` are used in turn, `size` is that of lists and rows. */
function written(
  tokens: readonly Token[],
  { placeholder, quote }: Style,
  values: readonly string[],
  gaps: readonly string[],
  size: number,
): string {
  let v = 0;
  const next = () => placeholder?.(++v) ?? (values[v++ % values.length] as string);
  const quoted = (text: string) =>
    text
      .split('.')
      .map((part) => `${quote[0]}${part}${quote[1]}`)
      .join('.');
  const several = (make: () => string) => Array.from({ length: size }, make).join(', ');
  return tokens
    .map((token, t) => {
      const before = t === 0 ? '' : (gaps[t % gaps.length] as string);
      if (typeof token !== 'string') return before + quoted(token.name);
      if (token === 'value') return before + next();
      if (token === 'list') return `${before}(${several(next)})`;
      if (token === 'rows') return before + several(() => `(${next()}, ${next()})`);
      return before + (size % 2 === 0 ? token.toLowerCase() : token);
    })
    .join('');
}

test('one query has one template in every style, and shows no value', () => {
  const several = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      statement,
      several(value),
      several(gap),
      fc.integer({ min: 1, max: 5 }),
      (tokens, values, gaps, size) => {
        const [first, ...others] = STYLES.map((style, s) => {
          // Lists differ from style to style, as they do from call to call.
          const text = written(tokens, style, values, gaps, 1 + ((size + s) % 5));
          const { template, table, read, write, hasLimit } = statementTemplate(text, style.product);
          return { template, table, read, write, hasLimit };
        });
        for (const other of others) expect(other).toEqual(first);
        expect(first?.template).not.toContain(SECRET);
      },
    ),
    { numRuns: 1500 },
  );
});
