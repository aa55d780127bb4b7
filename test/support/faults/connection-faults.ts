// Connections that do not come about, break or fall silent, TLS included.

import { closedPort, serveHttp, serveTcp } from '../loopback-server.ts';
import {
  answers,
  type Fault,
  goodAnswer,
  handles,
  JSON_TYPE,
  presents,
  replies,
  SERVICES,
  speaks,
  TEXT,
} from './fault.ts';

export const CONNECTION_FAULTS = {
  refused: {
    what: 'nothing listens',
    start: async () => {
      const port = await closedPort();
      return { port, url: `http://127.0.0.1:${port}`, close: async () => {} };
    },
  },
  closes: speaks('closes without an answer', (socket) => socket.once('data', () => socket.end())),
  resets: speaks('resets the connection', (socket) =>
    socket.once('data', () => socket.resetAndDestroy()),
  ),
  'slow-first-byte': handles('never begins to answer', () => {}),
  'slow-body': handles('stops in the middle of the body', (_, response) => {
    response.writeHead(200, JSON_TYPE);
    response.write(SERVICES.slice(0, 30));
  }),
} as const satisfies Readonly<Record<string, Fault>>;

export const TLS_FAULTS = {
  'plain-on-tls-port': answers(
    'HTTP to an HTTPS port, as Go answers it',
    400,
    TEXT,
    'Client sent an HTTP request to an HTTPS server.\n',
  ),
  'tls-alert': replies(
    'HTTP to an HTTPS port, as OpenSSL answers it',
    Buffer.from([0x15, 3, 1, 0, 2, 2, 0x46]),
    'end',
  ),
  'private-authority': presents('a certificate of a private authority', { certificate: 'server' }),
  'self-signed': presents('a certificate signed by itself', { certificate: 'self-signed' }),
  'other-name': presents('a certificate for another name', { certificate: 'other-name' }),
  expired: presents('an expired certificate', { certificate: 'expired' }),
  'not-yet-valid': presents('a certificate of the future', { certificate: 'not-yet-valid' }),
  'client-certificate': presents('a client certificate is demanded', {
    certificate: 'server',
    clientCertificate: true,
  }),
  'silent-handshake': {
    what: 'takes the connection and says nothing to the TLS handshake',
    start: async () => {
      const server = await serveTcp(() => {});
      return { ...server, url: server.url.replace('http:', 'https:') };
    },
  },
  'tls-to-plain': {
    what: 'HTTPS to a plain HTTP port',
    start: async () => {
      const server = await serveHttp(goodAnswer);
      return { ...server, url: server.url.replace('http:', 'https:') };
    },
  },
} as const satisfies Readonly<Record<string, Fault>>;
