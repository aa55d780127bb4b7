// One spelling per trace ID. Jaeger drops leading zeros, OpenTelemetry pads, people paste either in
// any case: whatever compares trace IDs compares this form.

const HEX = /^[0-9a-f]{1,32}$/i;

/** Hex of up to 32 digits becomes lower case and 32 digits long; anything else stays verbatim. */
export function canonicalTraceId(id: string): string {
  if (!HEX.test(id)) return id;
  return id.length === 32 ? id.toLowerCase() : id.toLowerCase().padStart(32, '0');
}

/** Empty or all zeros: how several producers write "none". */
export function isBlankId(id: string): boolean {
  return id === '' || (id.charCodeAt(0) === 48 && /^0+$/.test(id));
}

/** For people: 64-bit IDs without the zeros that make them 128 bits long, as Jaeger shows them. */
export function displayTraceId(id: string): string {
  return id.replace(/^0{16}(?=[0-9a-f]{16}$)/, '');
}
