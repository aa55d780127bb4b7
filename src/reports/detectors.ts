// What can be found, from the detectors' own descriptions.

import { DETECTORS } from '../detectors/index.ts';
import type { Phrase } from '../model/phrase.ts';
import type { DetectorsData } from './contract.ts';
import type { Block, Report } from './report.ts';

export function buildDetectorsReport(): Report {
  const data: DetectorsData = {
    schema: 'tracescope/detectors/1',
    detectors: DETECTORS.map(({ meta }) => ({
      id: meta.id,
      title: meta.title,
      description: meta.description,
      kinds: [...meta.kinds],
      failing: [...meta.failing],
    })),
  };
  return { verdict: 'none', data, recordKeys: ['detectors'], blocks: data.detectors.map(blockOf) };
}

function blockOf(detector: DetectorsData['detectors'][number]): Block {
  const fails: Phrase = detector.failing.length > 0 ? [' Fails a check by default.'] : [];
  return {
    kind: 'text',
    tone: 'plain',
    label: detector.id,
    phrase: [detector.description, ...fails],
  };
}
