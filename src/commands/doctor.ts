// tracescope doctor: what is behind a URL, and what stands between it and the other commands.

import type { Command } from 'commander';
import type { Invocation } from '../cli/command.ts';
import { untilInterrupted } from '../cli/interruption.ts';
import { addOutputFlags, resolveOutput } from '../cli/output.ts';
import { runReport } from '../cli/run-report.ts';
import {
  addAccessFlags,
  addServerFlags,
  liveFromFlags,
  sourceFlagsOf,
} from '../cli/source-flags.ts';
import type { ExitCode } from '../errors.ts';
import type { DoctorData } from '../reports/contract.ts';
import { buildDoctorReport } from '../reports/doctor.ts';
import {
  DEFAULT_BODY_LIMIT_BYTES,
  DEFAULT_CONCURRENCY,
  DEFAULT_RETRIES,
  DEFAULT_TIMEOUT_MS,
  DEFAULT_URL_LABEL,
  type HttpSettings,
  timeoutsFrom,
} from '../sources/http-settings.ts';
import type { ServerReport } from '../sources/server-report.ts';

export function define(command: Command): void {
  addAccessFlags(addOutputFlags(addServerFlags(command))).addHelpText(
    'after',
    `
Examples:
  tracescope doctor
  tracescope doctor --url https://tracing.example.com/jaeger --token-file ~/.jaeger-token
  tracescope doctor --context prod -o json`,
  );
}

export async function run({ flags, io }: Invocation): Promise<ExitCode> {
  const output = resolveOutput(flags, io);
  const [{ http, api }, { createHttpClient }, { inspectServer }] = await Promise.all([
    liveFromFlags(flags, io, output),
    import('../sources/http-client.ts'),
    import('../sources/server-report.ts'),
  ]);
  const client = createHttpClient(http);
  try {
    const report = await untilInterrupted(
      inspectServer(client, { api, now: io.now }),
      io.signal,
      () => `interrupted while asking ${client.baseUrl}: it has not been answered in full`,
    );
    const data = doctorData(report, http);
    return await runReport(
      buildDoctorReport({ data, sourceFlags: sourceFlagsOf(flags) }),
      output,
      io,
    );
  } finally {
    await client.close();
  }
}

function doctorData(report: ServerReport, http: HttpSettings): Omit<DoctorData, 'schema'> {
  const { clock, dialect } = report;
  const insecure = http.tls?.insecure === true && report.url.startsWith('https:');
  return {
    url: report.url,
    urlFrom: http.urlLabel ?? DEFAULT_URL_LABEL,
    redirects: [...report.redirects],
    dialect: {
      kind: dialect.kind,
      text: report.dialectText,
      why: dialect.why,
      v1Search: dialect.v1Search,
      v3: dialect.v3,
      attributesFilter: dialect.attributesFilter,
      summaries: dialect.summaries,
    },
    api: report.api,
    credentials: report.credentials ?? null,
    insecure,
    proxy: http.proxy ? { url: http.proxy.url, from: http.proxy.label } : null,
    clock: clock
      ? { differenceNs: clock.differenceMs * 1e6, uncertaintyNs: clock.uncertaintyMs * 1e6 }
      : null,
    serviceCount: report.serviceCount ?? null,
    filters: report.filters.map((filter) => ({ ...filter })),
    limits: limitsOf(report, http),
    problems: [
      ...report.findings.map((finding) => ({ ...finding })),
      ...(insecure ? [INSECURE] : []),
    ],
  };
}

function limitsOf(report: ServerReport, http: HttpSettings): DoctorData['limits'] {
  const timeouts = { ...timeoutsFrom(DEFAULT_TIMEOUT_MS), ...http.timeouts };
  return {
    tracesPerSearch: report.maxLimit,
    bodyBytes: http.bodyLimitBytes ?? DEFAULT_BODY_LIMIT_BYTES,
    connectNs: timeouts.connectMs * 1e6,
    firstByteNs: timeouts.firstByteMs * 1e6,
    idleNs: timeouts.idleMs * 1e6,
    retries: http.retries ?? DEFAULT_RETRIES,
    concurrency: http.concurrency ?? DEFAULT_CONCURRENCY,
  };
}

const INSECURE = {
  code: 'insecure',
  text: 'certificates are not checked: anybody on the way can read and change everything',
  todo: 'Leave out --insecure and name the authority of the certificate with --ca.',
};
