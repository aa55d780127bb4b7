// The contract for scripts, as one indented document. Objects keep the order reports give them, so
// equal input gives equal bytes. Non-ASCII and control characters need no care here: JSON escapes
// what a terminal would act on, except DEL and C1 controls, which are escaped below.

import type { Report } from '../reports/report.ts';

export function* renderJson(report: Report): Iterable<string> {
  yield '{\n';
  const entries = Object.entries(report.data);
  for (const [index, [key, value]] of entries.entries()) {
    const comma = index < entries.length - 1 ? ',' : '';
    if (Array.isArray(value) && value.length > 0) {
      yield `  ${jsonText(key)}: [\n`;
      for (const [position, element] of value.entries()) {
        const end = position < value.length - 1 ? ',\n' : '\n';
        yield `    ${jsonText(element, 2).replaceAll('\n', '\n    ')}${end}`;
      }
      yield `  ]${comma}\n`;
    } else {
      yield `  ${jsonText(key)}: ${jsonText(value, 2).replaceAll('\n', '\n  ')}${comma}\n`;
    }
  }
  yield '}\n';
}

// Controls that JSON lets stand act on a terminal, format characters (direction, zero width, tags)
// on a reader's eyes; as escapes they mean the same to every JSON parser.
const ACTIVE = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

/** JSON text whose only raw characters are printable. */
export function jsonText(value: unknown, indent = 0): string {
  const text = JSON.stringify(value, null, indent) ?? 'null';
  return text.replace(ACTIVE, escapeUnits);
}

function escapeUnits(character: string): string {
  let escaped = '';
  for (let i = 0; i < character.length; i++) {
    escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}
