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

/** Files, directories, or `-` for standard input. */
export interface FileSettings {
  readonly paths: readonly string[];
  /** A format's ID, for all files; found per file when left out. */
  readonly format?: string | undefined;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly cwd: string;
}

interface Detail {
  /** Lines for --verbose. */
  readonly onDetail?: ((line: string) => void) | undefined;
}
export type OpenSettings = Detail &
  ({ readonly live: LiveSettings } | { readonly files: FileSettings });

/** The source that `settings` name; nothing is asked of it yet. */
export async function openSource(settings: OpenSettings): Promise<TraceSource> {
  const { onDetail } = settings;
  if ('files' in settings) {
    const { openTraceFiles } = await import('./trace-file.ts');
    const source = openTraceFiles(settings.files.paths, settings.files);
    source.onDetail = onDetail;
    return source;
  }
  const { live } = settings;
  const [{ createHttpClient }, { jaegerSource }] = await Promise.all([
    import('./http-client.ts'),
    import('./jaeger-source.ts'),
  ]);
  const client = createHttpClient({ onDetail, ...live.http });
  return jaegerSource(client, { api: live.api, onDetail });
}
