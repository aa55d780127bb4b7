// A body that failed while it was read, in words: broken off, stalled, unreadable or too large.

import { InterruptedError, SourceError, TracescopeError } from '../../errors.ts';
import { byteSizeText } from '../../lib/byte-size.ts';
import { quotedText } from '../../lib/quoted-text.ts';
import type { HttpTimeouts } from '../http-settings.ts';
import { shortUrl } from '../url-text.ts';
import { errorCode, errorsWithin } from './error-code.ts';
import { BodyError } from './http-body.ts';
import { waitText } from './wait-text.ts';

export interface BodyFacts {
  readonly url: string;
  readonly timeouts: HttpTimeouts;
  readonly limitBytes: number;
}

export const BROKEN_OFF_HINT =
  'The server or a proxy on the way ended it early, at a limit of time or size or because it broke down: ask for less (a smaller window or --limit).';

/** The error to throw for whatever broke the body. */
export function diagnoseBody(error: unknown, facts: BodyFacts): TracescopeError {
  const known = errorsWithin(error).find((each) => each instanceof TracescopeError);
  // Ours underneath: the run was interrupted while the body came in.
  if (known instanceof InterruptedError) return known;
  const url = shortUrl(facts.url);
  if (!(error instanceof BodyError)) {
    return new SourceError(`the answer of ${url} could not be read`, '', { cause: error });
  }
  const options = { cause: error };
  const after = `after ${byteSizeText(error.bytes)}`;
  const encoding = quotedText(error.encoding, 40);
  switch (error.kind) {
    case 'too-large':
      return new SourceError(
        `the answer of ${url} is larger than ${byteSizeText(facts.limitBytes)}, where reading stops`,
        'Narrow the window (--since, --until), lower --limit, or raise --max-body.',
        options,
      );
    case 'unknown-encoding':
      return new SourceError(
        `${url} answered in the encoding "${encoding}", which cannot be undone here`,
        encoding === 'zstd'
          ? 'Node.js 22.15 and newer can; or have the proxy send gzip.'
          : 'A proxy on the way compresses without being asked to: have it send gzip.',
        options,
      );
    case 'undecodable':
      return new SourceError(
        `the answer of ${url} says it is ${encoding || 'gzip'} and cannot be unpacked as that (${after})`,
        'A proxy on the way damages it or declares it wrongly.',
        options,
      );
    case 'broken-off':
      if (errorCode(error) === 'UND_ERR_BODY_TIMEOUT') {
        return new SourceError(
          `${url} stopped in the middle of its answer: nothing for ${waitText(facts.timeouts.idleMs)} ${after}`,
          'The server or a proxy on the way hangs; ask for less (a smaller window or --limit) or allow more with --timeout.',
          options,
        );
      }
      return new SourceError(`the answer of ${url} broke off ${after}`, BROKEN_OFF_HINT, options);
  }
}
