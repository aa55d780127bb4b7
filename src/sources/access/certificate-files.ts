// Certificates and keys as users have them, checked before the first handshake.

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { UsageError } from '../../errors.ts';

/** PEM of one or more certificates; DER of one is converted. `place` starts error messages. */
export function certificatePem(content: Buffer, place: string): string {
  // DER begins with an ASN.1 sequence.
  if (content[0] === 0x30) {
    try {
      return new X509Certificate(content).toString();
    } catch {
      throw new UsageError(`${place} is neither PEM nor a DER certificate`, CONVERT_HINT);
    }
  }
  const text = content.toString('utf8');
  const [first] =
    /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED )?CERTIFICATE-----/.exec(
      text,
    ) ?? [];
  if (first === undefined) {
    const isKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text);
    throw new UsageError(
      `${place} holds ${isKey ? 'a key and no certificate' : 'no certificate'}`,
      isKey ? 'The key belongs to --key.' : CONVERT_HINT,
    );
  }
  parsed(first, place);
  return text;
}

const CONVERT_HINT =
  'It must be PEM ("-----BEGIN CERTIFICATE-----"). From PKCS #12: openssl pkcs12 -in FILE -out FILE.pem -nodes';

/** Throws a UsageError unless `key` can be read and belongs to `cert`. */
export function checkedKey(
  key: string,
  cert: string,
  passphrase: string | undefined,
  keyPlace: string,
  certPlace: string,
): void {
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(passphrase === undefined ? key : { key, passphrase });
  } catch {
    throw keyRefusal(key, passphrase, keyPlace);
  }
  if (!parsed(cert, certPlace).checkPrivateKey(privateKey)) {
    throw new UsageError(
      `${keyPlace} is not the key of ${certPlace}`,
      'They must belong together.',
    );
  }
}

function keyRefusal(key: string, passphrase: string | undefined, place: string): UsageError {
  if (!/ENCRYPTED/.test(key)) {
    return new UsageError(
      `${place} is not a private key`,
      'It must be PEM ("-----BEGIN PRIVATE KEY-----").',
    );
  }
  return passphrase === undefined
    ? new UsageError(
        `${place} is protected with a passphrase`,
        'Put it into TRACESCOPE_KEY_PASSPHRASE.',
      )
    : new UsageError(`${place} cannot be opened with the passphrase in TRACESCOPE_KEY_PASSPHRASE`);
}

function parsed(pem: string, place: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new UsageError(
      `${place} holds a damaged certificate`,
      'It is PEM, but what is inside cannot be read.',
    );
  }
}
