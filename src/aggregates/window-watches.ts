// Runs all that needs many traces over one window. What breaks becomes a note and never costs the
// others.

import type { TraceContext } from '../analyses/analysis.ts';
import type { TraceFinding } from '../detectors/detector.ts';
import type { DetectionOptions } from '../detectors/options.ts';
import { type Note, Notes } from '../model/notes.ts';
import type { RecurringFinding } from './recurring-finding.ts';
import type { WindowDetector, WindowEvidence, WindowWatch } from './window-detector.ts';
import { WINDOW_DETECTORS, WINDOW_EVIDENCE } from './window-detectors.ts';

/** `add` every trace, then `result` once. */
export class WindowWatches {
  readonly #off: ReadonlySet<string>;
  readonly #notes = new Notes();
  readonly #watches = new Map<string, WindowWatch>();

  constructor(
    options: DetectionOptions,
    detectors: readonly WindowDetector[] = WINDOW_DETECTORS,
    evidence: readonly WindowEvidence[] = WINDOW_EVIDENCE,
  ) {
    this.#off = new Set(options.exclude.kinds);
    const all = [...detectors.map(({ meta, watch }) => ({ ...meta, watch })), ...evidence];
    for (const { id, kinds, watch } of all) {
      if (!kinds.every((kind) => this.#off.has(kind))) this.#watches.set(id, watch(options));
    }
  }

  /** `findings` are those of single-trace detectors in this trace. */
  add(context: TraceContext, findings: readonly TraceFinding[]): void {
    this.#each((watch) => watch.add(context, findings));
  }

  /** `found` with what the window adds, then what only the window shows; kinds that are off not. */
  result(found: readonly RecurringFinding[]): RecurringFinding[] {
    let completed = found;
    this.#each((watch) => {
      completed = completed.map((finding) => watch.complete?.(finding) ?? finding);
    });
    const all = [...completed];
    this.#each((watch) => {
      for (const finding of watch.result?.(completed) ?? []) {
        if (!this.#off.has(finding.kind)) all.push(finding);
      }
    });
    return all;
  }

  notes(): Note[] {
    this.#each((watch) => this.#notes.addAll(watch.notes?.() ?? []));
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
