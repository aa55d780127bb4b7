// A sentence as data: literal words written by us and typed values from the trace. Wording stays
// where the knowledge is; units, rounding, escaping and colour stay in the renderers.

export type PhraseValue =
  | { readonly type: 'duration'; readonly ns: number }
  /** A range of durations, low to high. */
  | { readonly type: 'durations'; readonly lowNs: number; readonly highNs: number }
  | { readonly type: 'count'; readonly count: number }
  /** 0 to 1. */
  | { readonly type: 'percent'; readonly ratio: number }
  /** An absolute instant, shown in local time with its offset; `withDate` where the day matters. */
  | { readonly type: 'instant'; readonly us: number; readonly withDate: boolean }
  | { readonly type: 'trace-id'; readonly id: string }
  /** Untrusted text from the trace: a service, operation, statement or ID. */
  | { readonly type: 'name'; readonly text: string };

export type Phrase = readonly (string | PhraseValue)[];

export const duration = (ns: number): PhraseValue => ({ type: 'duration', ns });
export const durations = (lowNs: number, highNs: number): PhraseValue => ({
  type: 'durations',
  lowNs,
  highNs,
});
export const count = (value: number): PhraseValue => ({ type: 'count', count: value });
export const percent = (ratio: number): PhraseValue => ({ type: 'percent', ratio });
export const name = (text: string): PhraseValue => ({ type: 'name', text });
