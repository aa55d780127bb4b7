// Colours and drawing characters, chosen once from what the terminal can show. Meaning never
// hangs on colour alone: the characters differ too, in ASCII as well.

import { Chalk, type ChalkInstance } from 'chalk';
import type { RenderOptions } from '../renderer.ts';

export interface Theme {
  readonly columns: number;
  readonly unicode: boolean;
  readonly strong: ChalkInstance;
  readonly dim: ChalkInstance;
  readonly good: ChalkInstance;
  readonly bad: ChalkInstance;
  readonly warn: ChalkInstance;
  readonly accent: ChalkInstance;
  /** A colour of its own for each service, stable by name. */
  service(name: string): ChalkInstance;
  readonly glyphs: Glyphs;
}

export interface Glyphs {
  /** On the critical path by its own work. */
  readonly own: string;
  /** On the critical path, waiting for something below. */
  readonly waiting: string;
  /** Running while nobody waited for it. */
  readonly off: string;
  readonly clippedLeft: string;
  readonly clippedRight: string;
  readonly branch: string;
  readonly lastBranch: string;
  readonly trunk: string;
  /** In front of an only child. */
  readonly chain: string;
  readonly times: string;
  readonly bars: readonly string[];
  readonly mark: string;
  readonly atLeast: string;
  readonly to: string;
  readonly ellipsis: string;
}

const UNICODE: Glyphs = {
  own: '━',
  waiting: '─',
  off: '┄',
  clippedLeft: '‹',
  clippedRight: '›',
  branch: '├ ',
  lastBranch: '└ ',
  trunk: '│ ',
  chain: '╰ ',
  times: '×',
  bars: [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  mark: '!',
  atLeast: '≥',
  to: '–',
  ellipsis: '…',
};

const ASCII: Glyphs = {
  own: '=',
  waiting: '-',
  off: '.',
  clippedLeft: '<',
  clippedRight: '>',
  branch: '|-',
  lastBranch: '`-',
  trunk: '| ',
  chain: '\\_',
  times: 'x',
  bars: [' ', '.', '.', ':', ':', '+', '+', '#', '#'],
  mark: '!',
  atLeast: '>=',
  to: '-',
  ellipsis: '..',
};

// Readable on dark and on light backgrounds, told apart by most colour-blind readers; red is kept
// for errors and yellow for warnings.
const SERVICE_COLOURS = [39, 208, 141, 36, 170, 67, 137, 105, 73, 175];
const SERVICE_COLOURS_16 = ['cyan', 'magenta', 'blue', 'green'] as const;

export function createTheme(options: RenderOptions): Theme {
  const chalk = new Chalk({ level: options.colorLevel });
  return {
    columns: options.columns,
    unicode: options.unicode,
    strong: chalk.bold,
    dim: chalk.dim,
    good: chalk.green,
    bad: chalk.red,
    warn: chalk.yellow,
    accent: chalk.cyan,
    service(name) {
      const hash = hashOf(name);
      if (options.colorLevel >= 2) {
        return chalk.ansi256(SERVICE_COLOURS[hash % SERVICE_COLOURS.length] ?? 39);
      }
      return chalk[SERVICE_COLOURS_16[hash % SERVICE_COLOURS_16.length] ?? 'cyan'];
    },
    glyphs: options.unicode ? UNICODE : ASCII,
  };
}

function hashOf(text: string): number {
  let hash = 7;
  for (let i = 0; i < text.length && i < 200; i++) hash = (hash * 31 + text.charCodeAt(i)) >>> 0;
  return hash;
}
