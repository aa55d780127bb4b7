// Sections of Markdown files that tests write: a table between two comments, compared on every run and
// rewritten on demand.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

/**
 * Expects that the section `name` of `file` reads `text`; with TRACESCOPE_UPDATE_GOLDEN=1 makes it
 * so. The section stands between `<!-- name -->` and `<!-- /name -->`.
 */
export function expectGeneratedSection(file: URL, name: string, text: string): void {
  const open = `<!-- ${name} -->`;
  const close = `<!-- /${name} -->`;
  const whole = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const start = whole.indexOf(open);
  const end = whole.indexOf(close);
  const found = start >= 0 && end > start ? whole.slice(start + open.length, end).trim() : '';
  if (process.env.TRACESCOPE_UPDATE_GOLDEN === '1' && found !== text.trim()) {
    const section = `${open}\n${text.trim()}\n${close}`;
    const updated =
      found === '' && start < 0
        ? `${whole.trimEnd()}\n\n${section}\n`
        : whole.slice(0, start) + section + whole.slice(end + close.length);
    writeFileSync(file, updated.trimStart());
    return;
  }
  expect(found, `out of date: run with TRACESCOPE_UPDATE_GOLDEN=1`).toBe(text.trim());
}
