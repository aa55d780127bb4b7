// The shape of the configuration file. In a module of its own, loaded only when there is a file:
// zod is not free to load.

import * as z from 'zod/mini';

const text = z.string().check(z.minLength(1));

const contextSchema = z.strictObject({
  url: z.optional(text),
  tokenFile: z.optional(text),
  tokenCommand: z.optional(z.array(text).check(z.minLength(1))),
  basicFile: z.optional(text),
  headers: z.optional(z.record(z.string(), z.string())),
  headersEnv: z.optional(z.record(z.string(), text)),
  tenant: z.optional(text),
  tenantHeader: z.optional(text),
  ca: z.optional(text),
  cert: z.optional(text),
  key: z.optional(text),
  insecure: z.optional(z.boolean()),
  proxy: z.optional(text),
  timeout: z.optional(text),
});

export const contextFileSchema = z.strictObject({
  currentContext: z.optional(text),
  contexts: z.optional(z.record(text, contextSchema)),
});

/** One named context: how to reach one Jaeger. */
export type Context = z.infer<typeof contextSchema>;

export const FILE_KEYS: readonly string[] = ['currentContext', 'contexts'];
export const CONTEXT_KEYS: readonly string[] = Object.keys(contextSchema.def.shape);
