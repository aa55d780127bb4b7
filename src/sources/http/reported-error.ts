// Gateways that report a failure with status 200: JSON with a message where data was asked for.

import { quotedText } from '../../lib/quoted-text.ts';
import { errorMessageIn, hintForServerError, SERVER_FAULT_HINT } from '../jaeger-error-body.ts';
import { type AnswerFacts, missingRouteHint } from './answer-facts.ts';
import { refusedLoginHint } from './login-hint.ts';

const ABOUT_ACCESS =
  /unauthori[sz]ed|unauthenticated|authenticat|forbidden|denied|not allowed|token|credential|log ?-?in|sign ?-?in|session|api[ _-]?key|jwt|expired|permission/i;

/** As Jaeger reports errors, though with another status. */
const JAEGER_ENVELOPE = /^\s*\{[^[]*"(errors"\s*:\s*\[|httpCode"\s*:)/;

/** What such an answer says and what to do about it, or undefined when it is none. */
export function reportedError(
  facts: AnswerFacts,
): { readonly said: string; readonly hint: string } | undefined {
  const said = errorMessageIn(facts.body);
  if (said === undefined) return undefined;
  const hint = ABOUT_ACCESS.test(quotedText(facts.body, 1000))
    ? refusedLoginHint(facts.access?.credentials)
    : hintForServerError(said) ||
      (JAEGER_ENVELOPE.test(facts.body)
        ? SERVER_FAULT_HINT
        : `It has no data in it. ${missingRouteHint(facts)}`);
  return { said, hint };
}
