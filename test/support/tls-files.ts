// The certificates of fixtures/tls, by name.

import { readFileSync } from 'node:fs';

export type CertificateName =
  | 'server'
  | 'other-name'
  | 'expired'
  | 'not-yet-valid'
  | 'client'
  | 'stranger-client'
  | 'self-signed';

const FOLDER = new URL('../../fixtures/tls/', import.meta.url);

/** A certificate and its key, as PEM. */
export function certificate(name: CertificateName): { cert: string; key: string } {
  return { cert: pem(`${name}.pem`), key: pem(`${name}-key.pem`) };
}

/** PEM of a file in fixtures/tls. */
export function pem(file: string): string {
  return readFileSync(new URL(file, FOLDER), 'utf8');
}
