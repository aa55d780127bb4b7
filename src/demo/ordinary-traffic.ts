// Traces of many shapes in which nothing is wrong: no loops, no call repeated more than twice.
// A detector that finds a loop here is wrong. Unlike the demo, every trace has a shape of its own.

import { SeededRandom } from '../lib/seeded-random.ts';
import {
  KIND_CLIENT,
  KIND_CONSUMER,
  KIND_INTERNAL,
  KIND_PRODUCER,
  KIND_SERVER,
} from '../model/span-kind.ts';
import { attributesOf, type DemoResource, type DemoTrace } from './demo-trace.ts';
import { service } from './order-services.ts';
import { type Failure, layOut, type SpanPlan, type Step, work } from './span-plan.ts';

/** What a service offers and does; everything in it is used at most twice in a trace. */
interface Domain {
  readonly resource: DemoResource;
  readonly routes: readonly string[];
  readonly functions: readonly string[];
  readonly statements: readonly string[];
  readonly commands: readonly string[];
  /** Old or new names of attributes. */
  readonly old: boolean;
}

const SCOPE = { name: 'ordinary', version: '1.0.0', attributes: [] };

function domain(name: string, language: string, thing: string, old: boolean): Domain {
  return {
    resource: service(name, '2.1.0', `${name}-1`, language, '1.30.0'),
    routes: [`GET /${thing}s`, `GET /${thing}s/{id}`, `POST /${thing}s`, `PUT /${thing}s/{id}`],
    functions: [`load-${thing}`, `check-${thing}`, `render-${thing}`, `price-${thing}`],
    statements: [
      `SELECT id, name FROM ${thing}s WHERE owner = $1 ORDER BY id LIMIT 50`,
      `SELECT * FROM ${thing}_details WHERE ${thing}_id = ANY($1)`,
      `SELECT count(*) FROM ${thing}_history WHERE day = $1`,
      `INSERT INTO ${thing}_log (id, what) VALUES ($1, $2)`,
      `UPDATE ${thing}s SET seen = now() WHERE id = $1`,
      `SELECT t.id FROM ${thing}s t JOIN ${thing}_tags g ON g.id = t.id WHERE g.tag IN ($1, $2, $3)`,
    ],
    commands: [`GET ${thing}:list`, `HGETALL ${thing}:settings`, `SETEX ${thing}:last 60 ?`],
    old,
  };
}

const DOMAINS: readonly Domain[] = [
  domain('web', 'nodejs', 'page', true),
  domain('catalog', 'java', 'product', false),
  domain('cart', 'dotnet', 'cart', false),
  domain('accounts', 'python', 'account', true),
  domain('search', 'go', 'query', false),
  domain('reviews', 'ruby', 'review', true),
  domain('billing', 'java', 'invoice', true),
  domain('images', 'go', 'image', false),
  domain('feed', 'nodejs', 'story', false),
  domain('mail', 'python', 'letter', true),
];

const FAILURE: Failure = {
  message: 'upstream said no',
  exception: { type: 'UpstreamError', message: 'upstream said no', stacktrace: 'UpstreamError' },
};

/** `count` traces, one every two seconds up to `nowMs`. Equal arguments, equal traces. */
export function generateOrdinary(
  seed: number,
  count: number,
  nowMs = 1_750_000_000_000,
): DemoTrace[] {
  const random = new SeededRandom(seed);
  const traces: DemoTrace[] = [];
  for (let i = 0; i < count; i++) {
    const startUs = (nowMs - (count - i) * 2000) * 1000 + random.integer(0, 999_999);
    const plan = new OrdinaryRequest(random).plan();
    traces.push(layOut(plan, { scenario: 'ordinary', startUs }, random));
  }
  return traces;
}

/** Draws one request; remembers what it used, so that nothing becomes a loop. */
class OrdinaryRequest {
  readonly #random: SeededRandom;
  readonly #uses = new Map<string, number>();
  /** Spans still allowed. */
  #budget: number;

  constructor(random: SeededRandom) {
    this.#random = random;
    this.#budget = random.integer(1, 70);
  }

  plan(): SpanPlan {
    const home = this.#random.pick(DOMAINS);
    const steps = this.#steps(home, 0);
    return this.#server(home, this.#random.pick(home.routes), steps);
  }

  // Twice is no loop, but only now and then.
  #use(key: string): boolean {
    const uses = this.#uses.get(key) ?? 0;
    if (uses >= 2 || (uses === 1 && !this.#random.chance(0.1))) return false;
    this.#uses.set(key, uses + 1);
    this.#budget--;
    return true;
  }

  #steps(home: Domain, depth: number): Step[] {
    const random = this.#random;
    const steps: Step[] = [work(random.logNormal(1.5, 0.6))];
    const wanted = random.integer(depth === 0 ? 1 : 0, 5);
    for (let i = 0; i < wanted && this.#budget > 0; i++) {
      const children = [this.#child(home, depth), this.#child(home, depth)].filter(
        (child) => child !== undefined,
      );
      const [first] = children;
      if (!first) continue;
      if (children.length > 1 && random.chance(0.35)) steps.push({ parallel: children });
      else steps.push({ span: first });
      steps.push(work(random.logNormal(0.8, 0.7)));
    }
    return steps;
  }

  #child(home: Domain, depth: number): SpanPlan | undefined {
    const roll = this.#random.fraction();
    if (depth < 6 && roll < 0.25) return this.#call(depth);
    if (depth < 6 && roll < 0.45) return this.#internal(home, depth);
    if (roll < 0.8) return this.#statement(home);
    if (roll < 0.92) return this.#command(home);
    return this.#message(home);
  }

  #server(home: Domain, route: string, steps: readonly Step[]): SpanPlan {
    const [method = '', path = ''] = route.split(' ');
    const failure = this.#random.chance(0.03) ? FAILURE : undefined;
    const status = failure ? 500 : 200;
    const attributes = home.old
      ? { 'http.method': method, 'http.route': path, 'http.status_code': status }
      : { 'http.request.method': method, 'http.route': path, 'http.response.status_code': status };
    return span(home, route, KIND_SERVER, attributes, steps, failure);
  }

  #call(depth: number): SpanPlan | undefined {
    const callee = this.#random.pick(DOMAINS);
    const route = this.#random.pick(callee.routes);
    if (!this.#use(`${callee.resource.attributes[0]?.[1]} ${route}`)) return undefined;
    const server = this.#server(callee, route, this.#steps(callee, depth + 1));
    const networkMs = this.#random.logNormal(0.6, 0.5);
    const [method = '', path = ''] = route.split(' ');
    const attributes = {
      'http.request.method': method,
      'url.full': `http://${callee.resource.attributes[0]?.[1]}:8080${path.replace('{id}', '17')}`,
    };
    const steps = [work(networkMs), { span: server }, work(networkMs)];
    return span(callee, method, KIND_CLIENT, attributes, steps);
  }

  #internal(home: Domain, depth: number): SpanPlan | undefined {
    const name = this.#random.pick(home.functions);
    if (!this.#use(name)) return undefined;
    return span(home, name, KIND_INTERNAL, {}, this.#steps(home, depth + 1));
  }

  #statement(home: Domain): SpanPlan | undefined {
    const statement = this.#random.pick(home.statements);
    if (!this.#use(statement)) return undefined;
    const attributes = home.old
      ? { 'db.system': 'postgresql', 'db.statement': statement }
      : { 'db.system.name': 'postgresql', 'db.query.text': statement };
    const steps = [work(this.#random.logNormal(4, 0.9))];
    return span(home, statement.split(' ', 1)[0] ?? '', KIND_CLIENT, attributes, steps);
  }

  #command(home: Domain): SpanPlan | undefined {
    const command = this.#random.pick(home.commands);
    if (!this.#use(command)) return undefined;
    const attributes = { 'db.system': 'redis', 'db.statement': command };
    const steps = [work(this.#random.logNormal(0.5, 0.4))];
    return span(home, command.split(' ', 1)[0] ?? '', KIND_CLIENT, attributes, steps);
  }

  #message(home: Domain): SpanPlan | undefined {
    const topic = `${home.functions[0]}-events`;
    if (!this.#use(topic)) return undefined;
    const reader = this.#random.pick(DOMAINS);
    const attributes = { 'messaging.system': 'kafka', 'messaging.destination.name': topic };
    const process = span(reader, `${topic} process`, KIND_CONSUMER, attributes, [work(5)]);
    const afterUs = this.#random.integer(2_000, 900_000);
    const steps = [{ detached: process, afterUs }, work(this.#random.logNormal(1.2, 0.4))];
    return span(home, `${topic} publish`, KIND_PRODUCER, attributes, steps);
  }
}

function span(
  home: Domain,
  name: string,
  kind: number,
  values: Readonly<Record<string, string | number>>,
  steps: readonly Step[],
  failure?: Failure,
): SpanPlan {
  const attributes = attributesOf(values);
  return { resource: home.resource, scope: SCOPE, name, kind, attributes, steps, failure };
}
