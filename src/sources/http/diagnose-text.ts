// An answer whose status is fine and whose body is not: empty, cut off, binary, text, or JSON of
// another kind.

import { SourceError } from '../../errors.ts';
import { quotedText } from '../../lib/quoted-text.ts';
import { shortUrl } from '../url-text.ts';
import { type AnswerFacts, DIAGNOSIS_BYTES, missingRouteHint } from './answer-facts.ts';
import { BROKEN_OFF_HINT } from './body-failure.ts';
import { reportedError } from './reported-error.ts';

/** The error that such a body is, when it is no page. */
export function diagnoseText(facts: AnswerFacts): SourceError {
  const url = shortUrl(facts.url);
  if (facts.body.trim() === '') {
    return new SourceError(
      `${url} answered ${facts.status} with an empty body`,
      `A proxy may have cut it off, or Jaeger broke down while answering. ${missingRouteHint(facts)}`,
    );
  }
  const type = facts.headers['content-type'] ?? '';
  const reported = reportedError(facts);
  if (reported !== undefined) {
    return new SourceError(
      `${url} answered ${facts.status} with a message instead of data: "${quotedText(reported.said)}"`,
      reported.hint,
    );
  }
  if (isCutJson(facts.body)) {
    return new SourceError(
      `${url} answered with JSON that is cut off or damaged: ${quotedText(facts.body, 80)}`,
      BROKEN_OFF_HINT,
    );
  }
  if (/^\s*(?:[[{]|(?:null|true|false|-?\d[\d.]*|"[^"]*")\s*$)/.test(facts.body)) {
    return new SourceError(
      `${url} answered JSON that is not of Jaeger's query API: ${quotedText(facts.body, 80)}`,
      missingRouteHint(facts),
    );
  }
  if (
    /protobuf|grpc|octet-stream/.test(type) ||
    /[\u0000-\u0008\ufffd]/.test(facts.body.slice(0, 256))
  ) {
    return new SourceError(
      `${url} answered with binary data${type === '' ? '' : ` (${quotedText(type, 60)})`} instead of JSON`,
      missingRouteHint(facts),
    );
  }
  return new SourceError(
    `${url} answered with text instead of JSON: "${quotedText(facts.body, 80)}"`,
    missingRouteHint(facts),
  );
}

/** It begins as JSON, is short enough to be seen whole, and is none. */
function isCutJson(body: string): boolean {
  if (!/^\s*[[{]/.test(body) || body.length >= DIAGNOSIS_BYTES) return false;
  try {
    JSON.parse(body);
    return false;
  } catch {
    return true;
  }
}
