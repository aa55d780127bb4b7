// The short way from an answer a source cannot use to the error it should throw.

import type { SourceError } from '../errors.ts';
import { diagnoseAnswer } from './diagnose-answer.ts';
import { DIAGNOSIS_BYTES } from './http/answer-facts.ts';
import type { HttpAnswer, HttpClient } from './http-answer.ts';

/**
 * Says what is wrong with `answer`. Reads the start of its body unless `body`, what was already
 * read of it, is given.
 */
export async function unusableAnswer(
  client: HttpClient,
  answer: HttpAnswer,
  body?: string,
): Promise<SourceError> {
  const start = body ?? (await answer.text(DIAGNOSIS_BYTES).catch(() => ''));
  const hide = client.access?.hide ?? ((text: string) => text);
  const headers = Object.entries(answer.headers).map(([name, value]) => [name, hide(value)]);
  return diagnoseAnswer({
    url: answer.url,
    baseUrl: client.baseUrl,
    status: answer.status,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: hide(start.slice(0, DIAGNOSIS_BYTES)),
    access: client.access,
  });
}
