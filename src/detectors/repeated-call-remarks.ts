// Short facts beside a finding of repeated calls: what was seen, what was not, what was left out.

import type { TraceContext } from '../analyses/analysis.ts';
import type { RepeatedCall } from '../analyses/calls/repeated-call.ts';
import { count, name, type Phrase } from '../model/phrase.ts';
import { codeLocation, frameworkHint } from './framework-hint.ts';

export function repeatedCallRemarks(context: TraceContext, verdict: RepeatedCall): Phrase[] {
  const remarks: (Phrase | undefined)[] = [
    argumentRemark(verdict),
    sourceRemark(verdict),
    amplificationRemark(verdict),
    tryRemark(verdict),
    placeRemark(verdict),
    ...doubtRemarks(verdict),
    layerRemark(verdict),
    unitRemark(verdict),
    verdict.roundTripSeen ? ['an empty round trip was seen; the lower end uses it'] : undefined,
    codeLocation(context.trace, verdict.loop.sample, verdict.loop.anchor),
    verdict.kind === 'nplus1'
      ? frameworkHint(context.trace, verdict.loop.sample, verdict.loop.anchor)
      : undefined,
  ];
  return remarks.filter((remark): remark is Phrase => remark !== undefined);
}

function argumentRemark({
  distinctArguments,
  count: calls,
  kind,
}: RepeatedCall): Phrase | undefined {
  if (kind === 'retry' || kind === 'pagination') return undefined;
  if (distinctArguments === null) return ['arguments are not recorded'];
  if (distinctArguments === 1) return ['all with the same arguments'];
  if (distinctArguments >= calls) return ['all arguments differ'];
  return [count(distinctArguments), ' different arguments in ', count(calls), ' calls'];
}

function sourceRemark({ source, kind }: RepeatedCall): Phrase | undefined {
  if (!source || kind === 'retry') return undefined;
  const { template } = source.call;
  if (source.rowsMatch) return ['its rows match the list read before by ', name(template)];
  return source.namesTable
    ? ['filters by what was read before by ', name(template)]
    : ['read before it: ', name(template)];
}

function amplificationRemark({ amplification }: RepeatedCall): Phrase | undefined {
  if (amplification === 0) return undefined;
  return ['below these calls the callees make ', count(amplification), ' more'];
}

function tryRemark({ retried, kind }: RepeatedCall): Phrase | undefined {
  if (retried === 0 || kind === 'retry') return undefined;
  return ['tries that failed and were repeated, counted once: ', count(retried)];
}

function placeRemark({ loop, loopId, kind }: RepeatedCall): Phrase | undefined {
  const { perBranch, loops } = loop;
  if (loops > 1) return ['in ', count(loops), ' loops of this name'];
  const nested = perBranch.length > 1 && perBranch.some((size) => size > 1);
  if (nested && kind === 'nplus1') {
    const sizes = [...new Set(perBranch)];
    if (sizes.length === 1) return [count(perBranch.length), ' × ', count(sizes[0] as number)];
    return ['in ', count(perBranch.length), ' branches'];
  }
  return loopId === undefined ? undefined : ['one of several calls of this loop'];
}

function doubtRemarks(verdict: RepeatedCall): Phrase[] {
  const { quality } = verdict.loop.sample.essence.identity;
  const doubts: Phrase[] = [];
  if (quality === 'weak') doubts.push(['what is called is not recorded in full']);
  if (quality === 'command-only') doubts.push(['keys are not recorded']);
  if (verdict.listSizeUnknown) doubts.push(['list size is not recorded']);
  if (verdict.maybePaging) doubts.push(['may be paging: the text is sanitised']);
  if (verdict.truncated) doubts.push(['the statement is cut off']);
  if (verdict.adopted) doubts.push(['parents are missing, placed by time']);
  if (verdict.loop.sample.implicit)
    doubts.push(['no client spans: the callee’s spans stand for them']);
  return doubts;
}

function layerRemark({ spanCount, count: calls, retried, kind }: RepeatedCall): Phrase | undefined {
  if (kind === 'retry' || spanCount <= calls + retried) return undefined;
  return [count(spanCount), ' spans: layers of one call count once'];
}

function unitRemark({ units, countInAllUnits }: RepeatedCall): Phrase | undefined {
  if (units < 2) return undefined;
  return [
    'in ',
    count(units),
    ' requests of this trace, ',
    count(countInAllUnits),
    ' calls in all',
  ];
}
