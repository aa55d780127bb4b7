// The name of what a unit of work serves: method and route where they can be known, so that a bare
// `GET` does not merge all endpoints of a service.

import { normalisedName } from '../../lib/words-of-name.ts';
import type { AttributeReader } from '../../model/attributes.ts';
import { guessedRoute, normalisedRoute, pathInName, urlParts } from '../templates/http-path.ts';
import { nameWithoutValues } from '../templates/statement-name.ts';

/** `GET /orders/{id}`, or the span's name without ids. */
export function entryName(name: string, reader: AttributeReader): string {
  const inName = pathInName(name);
  const method = reader.text('httpMethod').toUpperCase() || inName?.method || '';
  const route = reader.text('httpRoute');
  if (route !== '') return `${method} ${normalisedRoute(route)}`.trim();
  if (inName) {
    const path = /[{<:[*]/.test(inName.path)
      ? normalisedRoute(inName.path)
      : guessedRoute(inName.path);
    return `${method} ${path}`.trim();
  }
  const url = reader.text('httpPath') || reader.text('httpUrl') || reader.text('httpTarget');
  const { path } = urlParts(url);
  if (path !== '') return `${method} ${guessedRoute(path)}`.trim();
  return normalisedName(nameWithoutValues(name)) || '(unnamed)';
}
