// Which API of a server is used for what, and what it can be asked to filter.

import type { HttpClient } from './http-answer.ts';
import type { JaegerApi } from './jaeger-api.ts';
import type { ApiChoice, Dialect } from './jaeger-dialect.ts';
import { jaegerV1 } from './jaeger-v1.ts';
import { jaegerV3 } from './jaeger-v3.ts';
import type { SearchAbilities } from './search-plan.ts';

/** More than this, servers that only resemble Jaeger refuse. */
const MOST_OF_COMPATIBLE = 1000;
/** The room of Jaeger's memory store unless configured otherwise; more is a lot to ask of any. */
const MOST_OF_JAEGER = 100_000;

export interface JaegerRoutes {
  readonly api: JaegerApi;
  /** api_v3 where v1 is used: it can write traces that v1 cannot. */
  readonly fallback: JaegerApi | undefined;
}

/** v1 where it is there: it filters tags in every version and shows span kinds as they are. */
export function jaegerRoutes(client: HttpClient, { v1Search, v3, kind }: Dialect): JaegerRoutes {
  const apiV3 = v3 === 'none' ? undefined : jaegerV3(client, v3);
  if (!v1Search && apiV3) return { api: apiV3, fallback: undefined };
  return { api: jaegerV1(client, kind), fallback: apiV3 };
}

/** What a server of this dialect can be asked to filter through `api`. */
export function searchAbilities(dialect: Dialect, api: ApiChoice): SearchAbilities {
  const isJaeger = dialect.kind === 'jaeger';
  const takesTags = api === 'v1' || dialect.attributesFilter;
  return {
    tags: takesTags && isJaeger,
    tagHints: takesTags,
    maxLimit: isJaeger ? MOST_OF_JAEGER : MOST_OF_COMPATIBLE,
  };
}
