// What each data-quality code means, in words: one sentence a code, for the notes of text output.

import type { Note } from '../model/notes.ts';
import type { TraceWarningCode } from '../model/trace.ts';
import type { WarningData } from './contract.ts';

const MEANING: Record<TraceWarningCode, string> = {
  'bad-start': 'start times are missing or unreadable; the parent’s start was used',
  'bad-duration': 'durations are missing or unreadable; 0 was used',
  'negative-duration': 'spans end before they start; their duration counts as 0',
  'missing-process': 'spans name no service; shown as unknown-service',
  'duplicate-span': 'spans were recorded twice; one copy was kept',
  'shared-span-id': 'client and server share a span ID; the server is shown as ID#server',
  'span-id-collision': 'different spans share an ID; the later ones are shown as ID#2, ID#3',
  'missing-parent':
    'spans whose parent is not in the trace: a service is not instrumented, or its spans were lost',
  'self-parent': 'spans name themselves as parent; treated as roots',
  'parent-cycle': 'spans are each other’s parents; each cycle was cut at its earliest span',
  'no-root': 'the root span is missing: the latency shown is that of a part',
  'multiple-roots': 'several root spans in one trace; the earliest is analysed',
  'orphan-adopted': 'orphaned spans were hung below the root, where they must belong',
  'clock-skew-shifted': 'clocks of hosts differ; server spans were moved into their client spans',
  'clock-skew-too-large': 'clocks differ by more than a minute; not corrected',
  'outside-parent': 'spans lie outside their parent; nobody waited for them',
  'outlives-parent': 'spans run on after their parent has answered; nobody waited for them',
  'starts-before-parent': 'spans start before their parent; cut to it',
  'ends-after-parent': 'spans end after their parent; cut to it',
};

/** The code in words; the code itself when it is none of ours. */
export function warningMeaning(code: string): string {
  return MEANING[code as TraceWarningCode] ?? code;
}

// So common in healthy traces, and so small in effect, that they are worth a line only in JSON.
const QUIET: ReadonlySet<string> = new Set(['outlives-parent', 'outside-parent']);
const QUIET_BELOW_NS = 5_000_000;

/** Warnings as notes for people; harmless ones are left to JSON. */
export function warningNotes(warnings: readonly WarningData[]): Note[] {
  return warnings
    .filter(({ code, maxNs }) => !QUIET.has(code) && !isSmallCut(code, maxNs))
    .map(({ code, count, exampleSpanId }) => {
      return { code, count, text: `${warningMeaning(code)} (e.g. span ${exampleSpanId})` };
    });
}

function isSmallCut(code: string, maxNs: number | null): boolean {
  const isCut = code === 'ends-after-parent' || code === 'starts-before-parent';
  return isCut && (maxNs ?? 0) < QUIET_BELOW_NS;
}
