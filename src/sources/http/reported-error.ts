// Gateways that report a failure with status 200: JSON with a message where data was asked for.

import { quotedText } from '../../lib/quoted-text.ts';
import { errorMessageIn, hintForServerError } from '../jaeger-error-body.ts';
import { type AnswerFacts, missingRouteHint } from './answer-facts.ts';
import { refusedLoginHint } from './login-hint.ts';

const ABOUT_ACCESS =
  /unauthori[sz]ed|unauthenticated|authenticat|forbidden|denied|not allowed|token|credential|log ?-?in|sign ?-?in|session|api[ _-]?key|jwt|expired|permission/i;

/** What such an answer says and what to do about it, or undefined when it is none. */
export function reportedError(
  facts: AnswerFacts,
): { readonly said: string; readonly hint: string } | undefined {
  const said = errorMessageIn(facts.body);
  if (said === undefined) return undefined;
  const hint = ABOUT_ACCESS.test(quotedText(facts.body, 1000))
    ? refusedLoginHint(facts.access?.credentials)
    : hintForServerError(said) || `It has no data in it. ${missingRouteHint(facts)}`;
  return { said, hint };
}
