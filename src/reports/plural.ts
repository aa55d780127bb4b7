// "1 span", "61 spans".

import { count, type Phrase } from '../model/phrase.ts';

export function plural(value: number, noun: string): Phrase {
  return [count(value), ` ${noun}${value === 1 ? '' : 's'}`];
}
