// A generated attribute value as a reader would hand it in.

import type { DemoValue } from '../../src/demo/demo-trace.ts';
import type { SpanTable } from '../../src/model/span-table.ts';

export function writeAttribute(table: SpanTable, key: string, value: DemoValue): void {
  if (typeof value === 'string') table.attribute(key, 'string', value);
  else if (typeof value === 'boolean') table.attribute(key, 'bool', value);
  else if (typeof value === 'bigint') table.attribute(key, 'int', Number(value));
  else if (typeof value === 'number') table.attribute(key, 'double', value);
  else if (value !== null)
    table.attribute(
      key,
      'json',
      JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? Number(v) : v)),
    );
}
