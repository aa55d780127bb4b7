// What the command line may say about the server, and what goes into the plan besides.

import type { Context, ContextFile } from '../context-file.ts';

/** All optional. */
export interface HttpFlags {
  readonly url?: string | undefined;
  readonly context?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly basicFile?: string | undefined;
  /** Each `name: value`. */
  readonly headers?: readonly string[] | undefined;
  /** Each `name=VARIABLE`. */
  readonly headerEnv?: readonly string[] | undefined;
  readonly tenant?: string | undefined;
  readonly tenantHeader?: string | undefined;
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly insecure?: boolean | undefined;
  readonly proxy?: string | undefined;
  readonly timeoutMs?: number | undefined;
  readonly retries?: number | undefined;
  readonly concurrency?: number | undefined;
  readonly maxBodyBytes?: number | undefined;
}

/** What the parts of the plan are made from. */
export interface HttpChoice {
  readonly baseUrl: string;
  readonly flags: HttpFlags;
  readonly context: Context;
  readonly contextLabel: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file: ContextFile | undefined;
}
