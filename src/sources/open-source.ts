// Opens what the flags name, loading only what that needs: a run over files never loads the HTTP
// client.

import type { HttpSettings } from './http-settings.ts';
import type { ApiChoice } from './jaeger-dialect.ts';
import type { TraceSource } from './source.ts';

/** A live Jaeger query server. */
export interface LiveSettings {
  readonly http: HttpSettings;
  /** Forces a dialect instead of finding it out. */
  readonly api?: ApiChoice | undefined;
}

export interface OpenSettings {
  readonly live: LiveSettings;
  /** Lines for --verbose. */
  readonly onDetail?: ((line: string) => void) | undefined;
}

/** The source that `settings` name; nothing is asked of it yet. */
export async function openSource(settings: OpenSettings): Promise<TraceSource> {
  const { live, onDetail } = settings;
  const [{ createHttpClient }, { jaegerSource }] = await Promise.all([
    import('./http-client.ts'),
    import('./jaeger-source.ts'),
  ]);
  const client = createHttpClient({ onDetail, ...live.http });
  return jaegerSource(client, { api: live.api, onDetail });
}
