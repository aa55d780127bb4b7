// Trace and span IDs as text. Protobuf's JSON writes bytes as base64, OTLP's own rule is hex, and
// both are met; IDs of other shapes are opaque and stay as they are.

import { asText } from './wire-values.ts';

// 16 bytes are 24 characters of base64, 8 bytes are 12; both end in padding, which hex never does.
const BASE64_ID = /^(?:[\w+/-]{22}==|[\w+/-]{11}=)$/;

/** An OTLP ID in lower-case hex; '' when absent or unreadable. */
export function otlpId(value: unknown): string {
  const text = asText(value) ?? '';
  if (text.endsWith('=') && BASE64_ID.test(text)) {
    return Buffer.from(text, 'base64').toString('hex');
  }
  return text.toLowerCase();
}
