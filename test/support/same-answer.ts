// Two answers of a Jaeger query server, compared as far as servers are constant: spans, attributes,
// services and the like as sets, events, references and errors in order.

export interface ComparableAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What differs, one line each; empty when the answers are the same. */
export function differences(
  actual: ComparableAnswer,
  expected: ComparableAnswer,
  options: { readonly tracesInOrder: boolean },
): string[] {
  const found: string[] = [];
  const expect = (what: string, a: unknown, e: unknown): void => {
    if (a !== e) found.push(`${what}: ${clip(a)} instead of ${clip(e)}`);
  };
  expect('status', actual.status, expected.status);
  for (const name of ['content-type', 'content-encoding', 'location']) {
    expect(name, actual.headers[name], expected.headers[name]);
  }
  expect('traceresponse', presence(actual), presence(expected));
  const [a, e] = [canonicalBody(actual.body), canonicalBody(expected.body)];
  if (a !== e) found.push(`body: ${firstDifference(a, e)}`);
  if (options.tracesInOrder) {
    expect('order of traces', traceOrder(actual.body), traceOrder(expected.body));
  }
  return found;
}

function presence(answer: ComparableAnswer): string {
  const value = answer.headers.traceresponse;
  if (value === undefined) return 'absent';
  return value === '' ? 'empty' : 'present';
}

/** JSON with every unordered list sorted; other text as it is. */
export function canonicalBody(body: string): string {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return body;
  }
  return JSON.stringify(canonical(value, ''));
}

/** Lists whose order means something. */
const ORDERED = new Set(['logs', 'events', 'references', 'links', 'values', 'errors']);

function canonical(value: unknown, key: string): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => canonical(item, ''));
    return ORDERED.has(key) ? items : sortedByText(items);
  }
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Record<string, unknown>;
  const shaped = 'processes' in fields ? withInlineProcesses(fields) : fields;
  if (shaped.key === '@jaeger@warnings') return { warnings: warningTexts(shaped.value) };
  const entries = Object.entries(shaped).map(([name, field]) => [name, canonical(field, name)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}

const sortedByText = (items: unknown[]): unknown[] =>
  items
    .map((item) => ({ item, text: JSON.stringify(item) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ item }) => item);

// Process IDs are arbitrary: each span carries its process instead.
function withInlineProcesses(trace: Record<string, unknown>): Record<string, unknown> {
  const { processes, spans, ...rest } = trace;
  const known = processes as Record<string, unknown>;
  const inlined = (spans as Record<string, unknown>[]).map(({ processID, ...span }) => ({
    ...span,
    process: known[String(processID)],
  }));
  return { ...rest, spans: inlined };
}

const warningTexts = (value: unknown): unknown =>
  sortedByText([...((value as { arrayValue: { values: unknown[] } }).arrayValue.values ?? [])]);

/** IDs of traces in order of appearance, joined. */
function traceOrder(body: string): string {
  const ids = new Set<string>();
  for (const match of body.matchAll(/"(?:traceID|traceId)":"([0-9a-f]+)","(?:span|root|min)/g)) {
    ids.add(match[1] ?? '');
  }
  return [...ids].join(' ');
}

function firstDifference(actual: string, expected: string): string {
  let at = 0;
  while (at < actual.length && actual[at] === expected[at]) at++;
  const from = Math.max(0, at - 60);
  return `…${actual.slice(from, at + 120)}… instead of …${expected.slice(from, at + 120)}…`;
}

const clip = (value: unknown): string => String(value).slice(0, 200);
