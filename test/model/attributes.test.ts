import { describe, expect, test } from 'vitest';
import { AttributeReader, attributeOf, DATABASE, HTTP, RPC } from '../../src/model/attributes.ts';
import { makeTrace, type TestAttributes } from '../support/make-trace.ts';

const traceWith = (attributes: TestAttributes) =>
  makeTrace([{ id: 'a', startUs: 0, durationUs: 10, attributes }]);
const read = (attributes: TestAttributes) => new AttributeReader(traceWith(attributes)).load(0);

describe('AttributeReader', () => {
  test('the newest name answers, whatever the order', () => {
    expect(read({ 'db.system': 'mysql', 'db.system.name': 'postgresql' }).text('dbSystem')).toBe(
      'postgresql',
    );
    expect(read({ 'db.query.text': 'new', 'db.statement': 'old' }).text('dbText')).toBe('new');
    expect(read({ 'sql.query': 'oldest' }).text('dbText')).toBe('oldest');
  });

  test('empty values count as absent', () => {
    expect(read({ 'db.query.text': '', 'db.statement': 'old' }).text('dbText')).toBe('old');
    for (const empty of ['', '{}', '[]', '  ']) {
      expect(read({ 'db.statement.parameters': empty }).get('dbParameters')).toBeUndefined();
    }
    expect(read({ 'http.request.resend_count': 0 }).number('httpResend')).toBe(0);
  });

  test('families and numbers', () => {
    const reader = read({ 'db.user': 'x', 'http.method': 'GET', 'db.row_count': '17' });
    expect([reader.has(DATABASE), reader.has(HTTP), reader.has(RPC)]).toEqual([true, true, false]);
    expect(reader.number('dbRows')).toBe(17);
    expect(reader.number('httpMethod')).toBeUndefined();
  });

  test('parameters by key, and nothing left from the span before', () => {
    const trace = makeTrace([
      {
        id: 'a',
        startUs: 0,
        durationUs: 10,
        attributes: { 'db.query.parameter.id': 7, 'rpc.method': 'Get' },
      },
      { id: 'b', parent: 'a', startUs: 1, durationUs: 2 },
    ]);
    const reader = new AttributeReader(trace).load(0);
    expect(reader.parameters).toEqual([['db.query.parameter.id', 7]]);
    reader.load(1);
    expect(reader.parameters).toEqual([]);
    expect(reader.get('rpcMethod')).toBeUndefined();
    expect(reader.has(RPC | DATABASE)).toBe(false);
  });

  test('a single lookup agrees', () => {
    const trace = traceWith({ 'http.url': 'http://x/', 'url.full': '' });
    expect(attributeOf(trace, 0, 'httpUrl')).toBe('http://x/');
  });
});
