// What a server is and what it can do, as found by asking it: where it is, what it speaks, which
// filters it honours, what limits hold, and what to do about what is not as it should be.

import { byteSizeText } from '../lib/byte-size.ts';
import { count, duration, name, type Phrase } from '../model/phrase.ts';
import type { DoctorData } from './contract.ts';
import { plural } from './plural.ts';
import type { Block, Cell, Report } from './report.ts';

export interface DoctorInput {
  readonly data: Omit<DoctorData, 'schema'>;
  /** How the server was named on the command line, to repeat in the next command. */
  readonly sourceFlags: readonly string[];
}

export function buildDoctorReport(input: DoctorInput): Report {
  const data: DoctorData = { schema: 'tracescope/doctor/1', ...input.data };
  return {
    verdict: 'none',
    data,
    recordKeys: ['filters', 'problems'],
    blocks: doctorBlocks(data, input.sourceFlags),
  };
}

function doctorBlocks(data: DoctorData, sourceFlags: readonly string[]): Block[] {
  return [
    { kind: 'facts', facts: [[name(data.url)], ['named by ', name(data.urlFrom)]] },
    { kind: 'grid', columns: [], rows: rowsOf(data) },
    {
      kind: 'grid',
      columns: ['FILTER', 'APPLIED BY', 'BECAUSE'],
      rows: data.filters.map(({ filter, appliedBy, why }) => [
        textCell(filter),
        textCell(appliedBy === 'server' ? 'the server' : appliedBy),
        textCell(why),
      ]),
    },
    ...problemBlocks(data),
    {
      kind: 'next',
      commands: [
        ['tracescope', 'services', ...sourceFlags],
        ['tracescope', 'find', '--since', '1h', ...sourceFlags],
      ],
    },
  ];
}

function rowsOf(data: DoctorData): Cell[][] {
  const { dialect, limits } = data;
  const rows: [label: string, phrase: Phrase][] = [
    ['speaks', [name(dialect.text), '; asked through ', data.api]],
    ['because', [name(dialect.why)]],
    ['redirects', redirectWords(data.redirects)],
    ['login', [data.credentials === null ? 'none sent' : name(data.credentials)]],
    ['proxy', data.proxy ? [name(data.proxy.url), ' (', name(data.proxy.from), ')'] : ['none']],
    ['clock', clockWords(data.clock)],
    ['services', data.serviceCount === null ? ['not readable'] : [count(data.serviceCount)]],
    [
      'limits',
      [
        ...plural(limits.tracesPerSearch, 'trace'),
        ' a search; ',
        byteSizeText(limits.bodyBytes),
        ' an answer',
      ],
    ],
    [
      'patience',
      [
        duration(limits.connectNs),
        ' to connect, ',
        duration(limits.firstByteNs),
        ' to the first byte, ',
        duration(limits.idleNs),
        ' between bytes',
      ],
    ],
    [
      'requests',
      [...plural(limits.retries, 'further attempt'), '; ', count(limits.concurrency), ' at once'],
    ],
  ];
  return rows.map(([label, phrase]) => [
    { type: 'text', text: label, tone: 'dim' },
    { type: 'phrase', phrase },
  ]);
}

function redirectWords(redirects: readonly string[]): Phrase {
  if (redirects.length === 0) return ['none'];
  return redirects.flatMap((path, i) => (i === 0 ? [name(path)] : [', ', name(path)]));
}

// Date headers tell whole seconds: below the uncertainty no difference can be seen.
function clockWords(clock: DoctorData['clock']): Phrase {
  if (clock === null) return ['the server does not tell its time'];
  const size = Math.abs(clock.differenceNs);
  if (size <= clock.uncertaintyNs) return ['as here, give or take ', duration(clock.uncertaintyNs)];
  return [
    duration(size),
    clock.differenceNs > 0 ? ' ahead of this machine' : ' behind this machine',
    ', give or take ',
    duration(clock.uncertaintyNs),
  ];
}

function problemBlocks({ problems }: DoctorData): Block[] {
  if (problems.length === 0) {
    return [{ kind: 'text', tone: 'good', phrase: ['Nothing stands in the way.'] }];
  }
  return [
    {
      kind: 'notes',
      title: 'What to know, and what to do about it',
      notes: problems.map(({ code, text, todo }) => ({
        code,
        count: 1,
        text: todo === '' ? text : `${text.replace(/[.\s]+$/, '')}. ${todo}`,
      })),
    },
  ];
}

function textCell(text: string): Cell {
  return { type: 'text', text };
}
