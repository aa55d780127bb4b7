// What an input that holds no known trace format is instead, in words: people save login pages,
// metrics, protobuf and empty files under names that end in .json.

import { InputError } from '../../errors.ts';
import { quotedText } from '../../lib/quoted-text.ts';
import type { DocumentHead } from '../formats/format.ts';
import { FORMATS } from '../formats/index.ts';
import { documentStart } from './document-head.ts';

const JSON_HINT =
  'Save traces as JSON: /api/traces of Jaeger, "Trace JSON" in its UI, or the file exporter of the collector.';

/** The input is something else than traces, as far as its beginning tells. */
export class ForeignInputError extends InputError {}

interface Seen {
  readonly what: string;
  readonly hint: string;
}

/** The error for an input none of the formats takes; `bytes` are its first kilobytes. */
export function unknownFormat(name: string, bytes: Buffer, head: DocumentHead): ForeignInputError {
  const isJson = head.first === '{' || head.first === '[';
  const { what, hint } = isJson ? describeJson(head) : describeBytes(bytes);
  const tried = FORMATS.map((format) => format.id).join(', ');
  return new ForeignInputError(`${name} is no trace file: ${what} (tried ${tried})`, hint);
}

/** The error for an input that is not JSON at all, whatever format was forced. */
export function notJson(name: string, bytes: Buffer): ForeignInputError {
  const { what, hint } = describeBytes(bytes);
  return new ForeignInputError(`${name} is no trace file: ${what}`, hint);
}

function describeJson({ first, keys, innerKeys }: DocumentHead): Seen {
  const list = keys
    .slice(0, 8)
    .map((key) => quotedText(key, 40))
    .join(', ');
  const what = first === '[' ? 'a JSON list of objects' : 'a JSON object';
  if (keys.includes('summaries') || innerKeys.includes('rootServiceName')) {
    return {
      what: 'trace summaries of Jaeger, which have no spans',
      hint: 'Ask /api/v3/traces or /api/traces instead of /api/v3/trace-summaries.',
    };
  }
  return {
    what: `${what} with ${keys.length > 0 ? `the keys ${list}` : 'no keys'}`,
    hint: `If it is one of these formats all the same, name it with --format. ${JSON_HINT}`,
  };
}

function describeBytes(bytes: Buffer): Seen {
  const start = documentStart(bytes);
  if (start === bytes.length) return { what: 'it is empty', hint: '' };
  const binary = describeBinary(bytes);
  if (binary) return binary;
  const text = bytes.toString('utf8', start, start + 400);
  if (/^<(?:!doctype html|html|head|script|!--)/i.test(text)) {
    return {
      what: 'a web page (HTML)',
      hint: 'A login page or the UI was saved instead of the API’s answer. Open the page to see which, and save /api/traces/<id>.',
    };
  }
  if (text.startsWith('<')) return { what: 'XML', hint: JSON_HINT };
  if (/^# (?:HELP|TYPE) /.test(text)) {
    return { what: 'Prometheus metrics', hint: 'Metrics hold no traces. Is the port right?' };
  }
  const line = quotedText(text.split('\n', 1)[0] ?? '', 60);
  return { what: `it begins with ${JSON.stringify(line)}, not with JSON`, hint: JSON_HINT };
}

const SIGNATURES: readonly (readonly [signature: string, what: string, hint: string])[] = [
  ['\xff\xfe', 'text in UTF-16', 'Save it as UTF-8: in PowerShell use Out-File -Encoding utf8.'],
  ['\xfe\xff', 'text in UTF-16', 'Save it as UTF-8.'],
  ['PK\x03\x04', 'a ZIP archive', 'Unpack it first; gzip and zstd are read as they are.'],
  ['BZh', 'bzip2', 'Unpack it first; gzip and zstd are read as they are.'],
  ['\xfd7zXZ', 'xz', 'Unpack it first; gzip and zstd are read as they are.'],
  ['PAR1', 'Parquet', JSON_HINT],
  ['\x1f\x8b', 'gzip inside gzip', 'It was packed twice: unpack it once.'],
];

function describeBinary(bytes: Buffer): Seen | undefined {
  const head = bytes.toString('latin1', 0, 512);
  for (const [signature, what, hint] of SIGNATURES) {
    if (head.startsWith(signature)) return { what, hint };
  }
  // The first field of an OTLP export request is a length-delimited message.
  const protobuf = head.charCodeAt(0) === 0x0a && head.charCodeAt(1) > 0 && isBinary(head);
  if (protobuf) return { what: 'binary data, probably OTLP protobuf', hint: JSON_HINT };
  return isBinary(head) ? { what: 'binary data', hint: JSON_HINT } : undefined;
}

function isBinary(text: string): boolean {
  return /[\0-\x08\x0e-\x1f\x7f]/.test(text);
}
