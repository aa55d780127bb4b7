// All that needs many traces: detectors, and evidence about what single traces show. Adding one is
// its file, its test and a line here.

import { brokenChain } from './broken-chain.ts';
import { cacheUseless } from './cache-useless.ts';
import { idInName } from './id-in-name.ts';
import { parallelReads } from './parallel-reads.ts';
import { silentDatabase } from './silent-database.ts';
import { slowQueryP95 } from './slow-query-p95.ts';
import type { WindowDetector, WindowEvidence } from './window-detector.ts';

export const WINDOW_DETECTORS: readonly WindowDetector[] = [
  brokenChain,
  silentDatabase,
  idInName,
  cacheUseless,
  slowQueryP95,
];

export const WINDOW_EVIDENCE: readonly WindowEvidence[] = [parallelReads];
