// Asks a server as a source does, and gives the error that comes of it.

import { TracescopeError } from '../../src/errors.ts';
import { createHttpClient } from '../../src/sources/http-client.ts';
import type { HttpSettings } from '../../src/sources/http-settings.ts';
import { unusableAnswer } from '../../src/sources/unusable-answer.ts';

/** The whole error a user would see, with the text of a successful answer otherwise. */
export async function askServices(
  settings: HttpSettings,
): Promise<{ readonly error?: TracescopeError; readonly text?: string }> {
  const client = createHttpClient(settings);
  try {
    const answer = await client.get('/api/services');
    if (answer.status !== 200) return { error: await unusableAnswer(client, answer) };
    const text = await answer.text(16 * 1024 * 1024);
    if (isServices(text)) return { text };
    return { error: await unusableAnswer(client, answer, text) };
  } catch (error) {
    if (error instanceof TracescopeError) return { error };
    throw error;
  } finally {
    await client.close();
  }
}

function isServices(text: string): boolean {
  try {
    return Array.isArray((JSON.parse(text) as { data?: unknown }).data);
  } catch {
    return false;
  }
}
