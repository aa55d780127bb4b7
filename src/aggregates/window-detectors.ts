// All detectors that need many traces. Adding one is its file, its test and a line here.

import { brokenChain } from './broken-chain.ts';
import { cacheUseless } from './cache-useless.ts';
import { idInName } from './id-in-name.ts';
import { silentDatabase } from './silent-database.ts';
import type { WindowDetector } from './window-detector.ts';

export const WINDOW_DETECTORS: readonly WindowDetector[] = [
  brokenChain,
  silentDatabase,
  idInName,
  cacheUseless,
];
