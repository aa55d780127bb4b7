// Phrases as plain text for the JSON contract: exact values, nothing rounded, nothing escaped
// (JSON does that).

import { instantText } from '../lib/instant-text.ts';
import type { Phrase, PhraseValue } from '../model/phrase.ts';

export function plainText(phrase: Phrase): string {
  let text = '';
  for (const part of phrase) text += typeof part === 'string' ? part : plainValue(part);
  return text;
}

function plainValue(value: PhraseValue): string {
  switch (value.type) {
    case 'duration':
      return exactMilliseconds(value.ns);
    case 'durations':
      return `${exactMilliseconds(value.lowNs)} to ${exactMilliseconds(value.highNs)}`;
    case 'count':
      return String(value.count);
    case 'percent':
      return `${Number((value.ratio * 100).toPrecision(12))}%`;
    case 'instant':
      return instantText(value.us);
    case 'trace-id':
      return value.id;
    case 'name':
      return value.text;
  }
}

/** "145.25 ms": all digits there are. */
function exactMilliseconds(ns: number): string {
  const sign = ns < 0 ? '-' : '';
  const size = Math.abs(ns);
  const whole = Math.floor(size / 1e6);
  const rest = String(Math.round(size - whole * 1e6))
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${sign}${whole}${rest === '' ? '' : `.${rest}`} ms`;
}
