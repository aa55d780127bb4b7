// What can be found, from the detectors' own descriptions.

import { ALL_DETECTORS, ALL_KINDS } from '../aggregates/detector-catalogue.ts';
import type { DetectorsData } from './contract.ts';
import type { Block, Report } from './report.ts';

/** Every kind a finding can be of, for those who name kinds in a configuration. */
export const findableKinds = (): ReadonlySet<string> => ALL_KINDS;

export function buildDetectorsReport(): Report {
  const data: DetectorsData = {
    schema: 'tracescope/detectors/1',
    detectors: ALL_DETECTORS.map(({ meta, needs }) => ({
      id: meta.id,
      title: meta.title,
      description: meta.description,
      needs,
      kinds: [...meta.kinds],
      failing: [...meta.failing],
    })),
  };
  return { verdict: 'none', data, recordKeys: ['detectors'], blocks: data.detectors.map(blockOf) };
}

function blockOf({ id, description, needs, failing }: Detected): Block {
  const phrase: string[] = [description];
  if (needs === 'many-traces') phrase.push(' Needs many traces.');
  if (failing.length > 0) phrase.push(' Fails a check by default.');
  return { kind: 'text', tone: 'plain', label: id, phrase };
}

type Detected = DetectorsData['detectors'][number];
