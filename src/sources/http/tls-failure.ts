// TLS failures by OpenSSL's and Node's codes: whose certificate is at fault and which option helps.

import { quotedText } from '../../lib/quoted-text.ts';
import type { ConnectionFacts, Finding } from './connection-facts.ts';
import { errorsWithin } from './error-code.ts';

const UNKNOWN_AUTHORITY = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
  'INVALID_CA',
]);
const INSECURE = '--insecure accepts any certificate, for a try.';

/** Message and hint, or undefined when the failure is none of TLS. */
export function diagnoseTls(
  error: unknown,
  code: string,
  facts: ConnectionFacts,
): Finding | undefined {
  const { origin: url } = new URL(facts.baseUrl);
  if (UNKNOWN_AUTHORITY.has(code)) {
    return [
      `the certificate of ${url} is signed by an authority that ${facts.hasCa === true ? 'is not in the --ca file' : 'this machine does not know'}`,
      `Give the authority's certificate with --ca FILE (or NODE_EXTRA_CA_CERTS). ${INSECURE}`,
    ];
  }
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT') {
    return [
      `the certificate of ${url} is signed by itself`,
      `Give that certificate with --ca FILE. ${INSECURE}`,
    ];
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return [
      `the certificate of ${url} is for another name${namesOf(error)}`,
      `Use a name of the certificate in --url; an IP address or a forwarded port often differs from it. ${INSECURE}`,
    ];
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return [
      `the certificate of ${url} has expired`,
      `It must be renewed on the server, unless the clock here is wrong. ${INSECURE}`,
    ];
  }
  if (code === 'CERT_NOT_YET_VALID') {
    return [
      `the certificate of ${url} is not valid yet`,
      `Is the clock of this machine right? ${INSECURE}`,
    ];
  }
  if (code === 'CERT_REVOKED')
    return [`the certificate of ${url} was revoked`, 'It must be replaced on the server.'];
  return diagnoseHandshake(error, code, facts);
}

function diagnoseHandshake(
  error: unknown,
  code: string,
  facts: ConnectionFacts,
): Finding | undefined {
  const { origin: url } = new URL(facts.baseUrl);
  const text = `${code} ${errorsWithin(error)[0]?.message ?? ''}`;
  if (
    /WRONG_VERSION_NUMBER|wrong version number|PACKET_LENGTH_TOO_LONG|packet length too long|RECORD_LAYER_FAILURE|record layer failure|HTTP_REQUEST|http request/.test(
      text,
    )
  ) {
    return [
      `${url} does not speak TLS`,
      `Use plain HTTP: --url ${facts.baseUrl.replace(/^https:/, 'http:')}`,
    ];
  }
  if (/CERTIFICATE_REQUIRED|certificate required/.test(text)) {
    return [`${url} asks for a client certificate and none was sent`, CLIENT_HINT];
  }
  if (
    /ALERT_(BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_UNKNOWN|CERTIFICATE_EXPIRED|UNSUPPORTED_CERTIFICATE|CERTIFICATE_REVOKED|HANDSHAKE_FAILURE|ACCESS_DENIED|DECRYPT_ERROR)/.test(
      code,
    )
  ) {
    return facts.hasClientCertificate === true
      ? [
          `${url} did not accept the client certificate`,
          'It may have expired, or be signed by an authority that the server does not know.',
        ]
      : [
          `${url} broke off the TLS handshake, as servers do that ask for a client certificate`,
          CLIENT_HINT,
        ];
  }
  if (/ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_SHARED_CIPHER|NO_PROTOCOLS/.test(code)) {
    return [
      `${url} offers no version of TLS that this Node.js accepts`,
      'It is probably an old server or proxy; Node.js speaks TLS 1.2 and newer.',
    ];
  }
  if (/UNRECOGNIZED_NAME/.test(code)) {
    return [
      `${url} does not serve this host name`,
      'The proxy or ingress there knows other names.',
    ];
  }
  if (!/^(ERR_SSL_|ERR_TLS_|EPROTO)/.test(code)) return undefined;
  return [`the TLS handshake with ${url} failed (${code})`, 'Is it HTTPS, and the right port?'];
}

const CLIENT_HINT = 'Give one with --cert FILE and --key FILE.';

function namesOf(error: unknown): string {
  for (const each of errorsWithin(error)) {
    const { cert } = each as { cert?: { subjectaltname?: unknown } };
    if (typeof cert?.subjectaltname === 'string') {
      return `: ${quotedText(cert.subjectaltname.replace(/\b(DNS|IP Address):/g, ''), 120)}`;
    }
  }
  return '';
}
