// One JSON value a line, for streams and line tools: first the document without its records
// (`"record":"summary"`), then every record with the name of the list it came from.

import type { Report } from '../reports/report.ts';
import { jsonText } from './json.ts';

export function* renderNdjson(report: Report): Iterable<string> {
  const summary: Record<string, unknown> = { record: 'summary' };
  const data: Record<string, unknown> = { ...report.data };
  for (const [key, value] of Object.entries(data)) {
    if (!report.recordKeys.includes(key)) summary[key] = value;
  }
  yield `${jsonText(summary)}\n`;
  for (const key of report.recordKeys) {
    const records = data[key];
    if (!Array.isArray(records)) continue;
    for (const record of records) yield `${jsonText({ record: key, ...record })}\n`;
  }
}
