// From a failed connection to one sentence of what happened and one of what was probably meant.
// Pure: the error of Node, OpenSSL or undici comes in with the facts around it, and none of its own
// words go out.

import { SourceError } from '../errors.ts';
import type { ConnectionFacts, Finding } from './http/connection-facts.ts';
import { errorCode, errorsWithin } from './http/error-code.ts';
import { knownPort } from './http/known-ports.ts';
import { PROXY_AROUND_HINT, PROXY_LOGIN_HINT } from './http/login-hint.ts';
import { diagnoseTls } from './http/tls-failure.ts';
import { waitText } from './http/wait-text.ts';
import { DEFAULT_URL_LABEL } from './http-settings.ts';
import { shortUrl } from './url-text.ts';

/** The SourceError that a failed request is, whatever was thrown. */
export function diagnoseConnection(error: unknown, facts: ConnectionFacts): SourceError {
  const code = errorCode(error);
  const [message, hint] =
    diagnoseProxy(error, code, facts) ??
    diagnoseTls(error, code, facts) ??
    diagnoseNetwork(error, code, facts) ??
    diagnoseSilence(code, facts) ??
    diagnoseProtocol(error, code, facts);
  return new SourceError(message, hint, { cause: error });
}

function diagnoseProxy(error: unknown, code: string, facts: ConnectionFacts): Finding | undefined {
  const { proxy } = facts;
  if (proxy === undefined) return undefined;
  const name = `the proxy ${proxy.url} (from ${proxy.label})`;
  if (code === 'TRACESCOPE_PROXY_REFUSED') {
    const { status } = errorsWithin(error)[0] as { status?: number };
    return status === 407
      ? [`${name} asks for a login`, PROXY_LOGIN_HINT]
      : [
          `${name} answered ${status} when asked for a connection to ${hostOf(facts.baseUrl)}`,
          `It cannot reach that server or does not allow it. ${PROXY_AROUND_HINT}`,
        ];
  }
  // Plain HTTP is spoken with the proxy itself, so every failure to connect is the proxy's.
  const ownFailure = code === 'TRACESCOPE_PROXY_CONNECTION' || facts.baseUrl.startsWith('http:');
  if (!ownFailure || NOT_CONNECTING.has(code)) return undefined;
  const cause = code === 'TRACESCOPE_PROXY_CONNECTION' ? causeCode(error) : code;
  const why = CONNECT_FAILURES.get(cause) ?? 'it does not answer as a proxy does';
  return [`cannot connect through ${name}: ${why}`, `Is it the right proxy? ${PROXY_AROUND_HINT}`];
}

const NOT_CONNECTING = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_HEADERS_OVERFLOW']);

const CONNECT_FAILURES: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'its name is not known'],
  ['EAI_AGAIN', 'its name could not be looked up'],
  ['EAI_NODATA', 'its name has no address'],
  ['EAI_NONAME', 'its name is not known'],
  ['EAI_FAIL', 'its name could not be looked up'],
  ['ECONNREFUSED', 'connection refused'],
  ['EHOSTUNREACH', 'no route to the host'],
  ['ENETUNREACH', 'no route to the network'],
  ['EADDRNOTAVAIL', 'no address of this machine leads there'],
  ['EHOSTDOWN', 'the host is down'],
  ['ENETDOWN', 'the network is down'],
  ['EACCES', 'this machine does not allow the connection'],
  ['EPERM', 'this machine does not allow the connection'],
  ['ETIMEDOUT', 'it did not answer'],
  ['UND_ERR_CONNECT_TIMEOUT', 'it did not answer in time'],
]);

function diagnoseNetwork(
  error: unknown,
  code: string,
  facts: ConnectionFacts,
): Finding | undefined {
  const why = CONNECT_FAILURES.get(code);
  if (why === undefined) return undefined;
  const { hostname, port, origin } = new URL(facts.baseUrl);
  const url = `${origin}${fromWhere(facts)}`;
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    return [
      `cannot connect to ${url}: no connection within ${waitText(facts.timeouts.connectMs)}`,
      `A firewall, a VPN that is off, or another host or port than meant.${aboutPort(facts)}`,
    ];
  }
  if (code.startsWith('E') && why.includes('name')) {
    const hint =
      code === 'EAI_AGAIN'
        ? 'The name service does not answer: is the network or the VPN up?'
        : `Is the name right? ${hostname.includes('.') ? 'Names inside a cluster or VPN are known only there.' : 'Names of containers and services are known only inside their network: use localhost and a published or forwarded port.'}`;
    return [`cannot connect to ${url}: the name ${hostname} cannot be resolved`, hint];
  }
  if (code === 'ECONNREFUSED') {
    return [`cannot connect to ${url}: ${why}`, refusedHint(error, hostname, port, facts)];
  }
  return [
    `cannot connect to ${url}: ${why}`,
    'Is the network or the VPN up, and the address right?',
  ];
}

function refusedHint(
  error: unknown,
  hostname: string,
  port: string,
  facts: ConnectionFacts,
): string {
  if (facts.answeredBefore === true) return 'It answered before: it went down or is restarting.';
  if (facts.urlLabel === DEFAULT_URL_LABEL) {
    return 'No server was named, so the usual place was tried. Name one with --url or TRACESCOPE_URL, or see tracescope demo, which needs none.';
  }
  const parts = ['Nothing listens there.'];
  if (port === '') {
    const scheme = facts.baseUrl.startsWith('https:') ? 'https' : 'http';
    parts.push(
      `The URL names no port, so ${scheme === 'https' ? 443 : 80} was tried; Jaeger's own is 16686.`,
    );
  } else {
    parts.push(
      'Is Jaeger running, and is this its query port? Name another with --url or TRACESCOPE_URL.',
    );
  }
  if (isLoopback(hostname)) {
    parts.push('Inside a container, localhost is the container itself.');
    const tried = addressesTried(error);
    const only4 =
      hostname === '127.0.0.1' || (tried.length > 0 && tried.every((a) => !a.includes(':')));
    if (only4)
      parts.push(`If it listens on IPv6 only: --url ${facts.baseUrl.replace(hostname, '[::1]')}`);
    else if (hostname === '[::1]')
      parts.push(
        `If it listens on IPv4 only: --url ${facts.baseUrl.replace('[::1]', '127.0.0.1')}`,
      );
  }
  return parts.join(' ');
}

/** A URL that does not stand in the command is easily forgotten to be set somewhere else. */
function fromWhere({ urlLabel }: ConnectionFacts): string {
  const seen = urlLabel === undefined || urlLabel === '--url' || urlLabel === DEFAULT_URL_LABEL;
  return seen ? '' : ` (from ${urlLabel})`;
}

function addressesTried(error: unknown): string[] {
  return errorsWithin(error).flatMap((each) => {
    const { address } = each as { address?: unknown };
    return typeof address === 'string' ? [address] : [];
  });
}

function diagnoseSilence(code: string, facts: ConnectionFacts): Finding | undefined {
  const url = shortUrl(facts.url);
  if (code === 'UND_ERR_HEADERS_TIMEOUT') {
    return [
      `${url} was asked and did not begin to answer within ${waitText(facts.timeouts.firstByteMs)}`,
      `Jaeger answers only when its storage has found everything: narrow the window (--since, --until), name a service, lower --limit, or allow more time with --timeout.${aboutPort(facts)}`,
    ];
  }
  if (!CLOSED.has(code)) return undefined;
  return [`${url} closed the connection without an answer`, closedHint(facts)];
}

function closedHint(facts: ConnectionFacts): string {
  if (facts.answeredBefore === true) {
    return 'It answered before: it, or a proxy on the way, broke off or is restarting; a smaller window or --limit may pass.';
  }
  if (facts.baseUrl.startsWith('https:')) {
    return facts.hasClientCertificate === true
      ? 'It may not accept the client certificate, or a proxy on the way cut the connection.'
      : 'It may demand a client certificate (--cert FILE and --key FILE), or a proxy on the way cut the connection.';
  }
  const port = aboutPort(facts).trimStart();
  return port || `If it serves HTTPS: --url ${facts.baseUrl.replace(/^http:/, 'https:')}`;
}

const CLOSED = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET']);

function diagnoseProtocol(error: unknown, code: string, facts: ConnectionFacts): Finding {
  const url = shortUrl(facts.url);
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return [
      `${url} answered with more headers than can be read`,
      'A proxy on the way probably adds them, such as very large cookies.',
    ];
  }
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') {
    return [
      `${url} announced another length than its answer has, or two lengths`,
      'A proxy on the way changes answers without changing their Content-Length.',
    ];
  }
  const parser = errorsWithin(error).find(({ name }) => name === 'HTTPParserError');
  if (parser !== undefined) {
    const { data } = parser as { data?: unknown };
    return strangeBytes(url, typeof data === 'string' ? data : '', facts);
  }
  const detail = code === '' ? '' : ` (${code})`;
  return [`the request to ${url} failed${detail}`, facts.proxy ? PROXY_AROUND_HINT : ''];
}

function strangeBytes(url: string, data: string, facts: ConnectionFacts): Finding {
  if (data.startsWith('\u0015\u0003')) {
    const https = facts.baseUrl.replace(/^http:/, 'https:');
    return [`${url} expects HTTPS and was asked over plain HTTP`, `Use --url ${https}`];
  }
  // The settings frame that opens HTTP/2.
  if (/^\u0000\u0000[\s\S]\u0004/.test(data)) {
    return [
      `${url} speaks only HTTP/2, as gRPC ports do`,
      knownPort(facts.baseUrl)?.hint ??
        `It is probably a gRPC port such as 16685 or 4317; Jaeger's query API over HTTP is on port 16686 unless configured otherwise.`,
    ];
  }
  if (facts.answeredBefore === true) {
    return [
      `${url} answered with something that is not HTTP, after answers that were`,
      'A proxy on the way damages answers, or announces a wrong Content-Length for them.',
    ];
  }
  const kind = data.startsWith('SSH-') ? ', but SSH' : '';
  return [
    `${url} does not speak HTTP${kind}`,
    `Is it the right port?${aboutPort(facts) || " Jaeger's query API is on port 16686 unless configured otherwise."}`,
  ];
}

function aboutPort({ baseUrl }: ConnectionFacts): string {
  const port = knownPort(baseUrl);
  return port === undefined
    ? ''
    : ` Port ${new URL(baseUrl).port} is usually ${port.name}. ${port.hint}`;
}

function causeCode(error: unknown): string {
  return errorCode((errorsWithin(error)[0] as Error | undefined)?.cause);
}

function hostOf(url: string): string {
  return new URL(url).host;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
