// Arguments and batch sizes that instrumentations record beside the statement.

import { textHash } from '../../lib/text-hash.ts';
import type { AttributeReader } from '../../model/attributes.ts';

/** Hash of recorded parameters as written; null without any. */
export function parameterKey(reader: AttributeReader): number | null {
  const recorded = reader.text('dbParameters');
  if (recorded !== '') return textHash(recorded);
  if (reader.parameters.length === 0) return null;
  return textHash(reader.parameters.map(([key, value]) => `${key}=${value}`).join('\n'));
}

/** Operations of a recorded batch, at least 1; 2 for a batch that does not say. */
export function batchSize(reader: AttributeReader): number {
  const size = reader.number('dbBatch');
  if (size !== undefined) return Math.max(1, size);
  return /^batch\s/i.test(reader.text('dbOperation')) ? 2 : 1;
}
