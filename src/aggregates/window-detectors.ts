// All detectors that need many traces. Adding one is its file, its test and a line here.

import type { DetectionOptions } from '../detectors/options.ts';
import { BrokenChains } from './broken-chains.ts';
import { IdsInNames } from './ids-in-names.ts';
import { SilentDatabases } from './silent-databases.ts';
import { UselessCaches } from './useless-caches.ts';
import type { WindowDetector } from './window-finding.ts';

export function windowDetectors(options: DetectionOptions): WindowDetector[] {
  return [
    new BrokenChains(),
    new SilentDatabases(),
    new IdsInNames(options),
    new UselessCaches(options),
  ];
}
