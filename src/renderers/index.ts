// Every output format: its name and where it is. One line adds one.

import type { Renderer } from './renderer.ts';

export const RENDERERS: Readonly<Record<string, () => Promise<Renderer>>> = {
  text: async () => (await import('./text/index.ts')).renderText,
  json: async () => (await import('./json.ts')).renderJson,
  ndjson: async () => (await import('./ndjson.ts')).renderNdjson,
};
