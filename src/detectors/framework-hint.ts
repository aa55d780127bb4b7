// What to write in the framework at hand: only where a library's name, a recorded code location or
// a statement's comment shows which one it is.

import type { Call } from '../analyses/calls/call.ts';
import { attributeOf } from '../model/attributes.ts';
import { name, type Phrase } from '../model/phrase.ts';
import type { Trace } from '../model/trace.ts';

const HINTS: readonly [pattern: RegExp, hint: string][] = [
  [/hibernate|spring-data|jpa/i, 'Hibernate: JOIN FETCH, an entity graph, or @BatchSize'],
  [/sqlalchemy/i, 'SQLAlchemy: selectinload() or joinedload()'],
  [/django/i, 'Django: select_related() or prefetch_related()'],
  [/active_?record/i, 'Active Record: includes() or preload()'],
  [/prisma/i, 'Prisma: include or an IN filter instead of a query per item'],
  [/typeorm/i, 'TypeORM: relations or leftJoinAndSelect()'],
  [/sequelize/i, 'Sequelize: include'],
  [/entityframework/i, 'Entity Framework: Include() or AsSplitQuery()'],
  [/gorm/i, 'GORM: Preload() or Joins()'],
  [/doctrine/i, 'Doctrine: a fetch join or fetch: EAGER'],
  [/mongoose/i, 'Mongoose: populate() or $in'],
  [/graphql|resolver/i, 'GraphQL: a DataLoader per request'],
];

/** Spans above a call that are looked at: repository, session, resolver. */
const MAX_ABOVE = 8;

/**
 * The framework's way to load many at once, or undefined without evidence; `anchor` is the span that
 * holds the loop.
 */
export function frameworkHint(trace: Trace, call: Call, anchor: number): Phrase | undefined {
  const evidence = [call.scope, ...(call.layers ?? []).map((layer) => layer.scope)];
  let at = trace.parent[call.span] as number;
  for (let step = 0; at >= 0 && step < MAX_ABOVE; step++) {
    evidence.push(String(attributeOf(trace, at, 'scope') ?? ''));
    if (at === anchor) break;
    at = trace.parent[at] as number;
  }
  for (const { key, value } of call.hints) if (key === 'framework') evidence.push(value);
  for (const [pattern, hint] of HINTS) {
    if (evidence.some((text) => pattern.test(text))) return [hint];
  }
  return undefined;
}

/** Where in the code, as recorded on the call, its anchor, or in the statement's comment. */
export function codeLocation(trace: Trace, call: Call, anchor: number): Phrase | undefined {
  for (const span of [call.span, call.essence.span, anchor]) {
    const file = attributeOf(trace, span, 'codeFile');
    const line = attributeOf(trace, span, 'codeLine');
    const method = attributeOf(trace, span, 'codeFunction');
    if (file === undefined && method === undefined) continue;
    const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}`;
    const text = [place, method === undefined ? '' : String(method)].filter(Boolean).join(' ');
    return ['code: ', name(text)];
  }
  const hint = call.hints.filter(({ key }) => key !== 'framework');
  if (hint.length === 0) return undefined;
  return ['code: ', name(hint.map(({ key, value }) => `${key} ${value}`).join(', '))];
}
