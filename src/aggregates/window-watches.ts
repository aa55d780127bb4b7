// Runs all detectors that need many traces over one window. One that breaks becomes a note and never
// costs the others.

import type { TraceContext } from '../analyses/analysis.ts';
import type { DetectionOptions } from '../detectors/options.ts';
import { type Note, Notes } from '../model/notes.ts';
import type { RecurringFinding } from './recurring-finding.ts';
import type { WindowDetector, WindowWatch } from './window-detector.ts';
import { WINDOW_DETECTORS } from './window-detectors.ts';

/** `add` every trace, then `result` once. */
export class WindowWatches {
  readonly #off: ReadonlySet<string>;
  readonly #notes = new Notes();
  readonly #watches = new Map<string, WindowWatch>();

  constructor(options: DetectionOptions, detectors: readonly WindowDetector[] = WINDOW_DETECTORS) {
    this.#off = new Set(options.exclude.kinds);
    for (const { meta, watch } of detectors) {
      if (!meta.kinds.every((kind) => this.#off.has(kind)))
        this.#watches.set(meta.id, watch(options));
    }
  }

  add(context: TraceContext): void {
    this.#each((watch) => watch.add(context));
  }

  /** What only the window shows, but for kinds that are off. */
  result(): RecurringFinding[] {
    const findings: RecurringFinding[] = [];
    this.#each((watch) => {
      for (const finding of watch.result()) {
        if (!this.#off.has(finding.kind)) findings.push(finding);
      }
    });
    return findings;
  }

  notes(): Note[] {
    return this.#notes.list();
  }

  // Numbers of a window in which one trace is missing would be wrong: it is left out altogether.
  #each(use: (watch: WindowWatch) => void): void {
    for (const [id, watch] of this.#watches) {
      try {
        use(watch);
      } catch (error) {
        this.#watches.delete(id);
        const reason = error instanceof Error ? error.message : String(error);
        this.#notes.add(
          'detector-failed',
          `the detector ${id} broke (${reason}) and was left out; please report it`,
        );
      }
    }
  }
}
