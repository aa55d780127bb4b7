// What to write in the framework at hand: only where a library's name, a recorded code location or
// a statement's comment shows which one it is.

import type { Call } from '../analyses/calls/call.ts';
import { attributeOf } from '../model/attributes.ts';
import { name, type Phrase } from '../model/phrase.ts';
import type { Trace } from '../model/trace.ts';

interface Hint {
  readonly evidence: RegExp;
  readonly read: string;
  /** For rows written one by one; undefined where the library has no way of its own. */
  readonly write?: string;
}

const HINTS: readonly Hint[] = [
  {
    evidence: /hibernate|spring-data|jpa/i,
    read: 'Hibernate: JOIN FETCH, an entity graph, or @BatchSize',
    write: 'Hibernate: hibernate.jdbc.batch_size, or one bulk statement',
  },
  {
    evidence: /sqlalchemy/i,
    read: 'SQLAlchemy: selectinload() or joinedload()',
    write: 'SQLAlchemy: add_all() and one flush, or execute() with a list of rows',
  },
  {
    evidence: /django/i,
    read: 'Django: select_related() or prefetch_related()',
    write: 'Django: bulk_create() or bulk_update()',
  },
  {
    evidence: /active_?record/i,
    read: 'Active Record: includes() or preload()',
    write: 'Active Record: insert_all() or upsert_all()',
  },
  {
    evidence: /prisma/i,
    read: 'Prisma: include or an IN filter instead of a query per item',
    write: 'Prisma: createMany() or updateMany()',
  },
  {
    evidence: /typeorm/i,
    read: 'TypeORM: relations or leftJoinAndSelect()',
    write: 'TypeORM: insert() with all rows, or one update by query builder',
  },
  {
    evidence: /sequelize/i,
    read: 'Sequelize: include',
    write: 'Sequelize: bulkCreate(), or one update() for all',
  },
  {
    evidence: /entityframework/i,
    read: 'Entity Framework: Include() or AsSplitQuery()',
    write: 'Entity Framework: one SaveChanges() for all, or ExecuteUpdate()',
  },
  {
    evidence: /gorm/i,
    read: 'GORM: Preload() or Joins()',
    write: 'GORM: CreateInBatches(), or one Updates() for all',
  },
  {
    evidence: /doctrine/i,
    read: 'Doctrine: a fetch join or fetch: EAGER',
    write: 'Doctrine: one DQL statement for all',
  },
  {
    evidence: /mongoose/i,
    read: 'Mongoose: populate() or $in',
    write: 'Mongoose: insertMany() or bulkWrite()',
  },
  { evidence: /graphql|resolver/i, read: 'GraphQL: a DataLoader per request' },
];

/** Spans above a call that are looked at: repository, session, resolver. */
const MAX_ABOVE = 8;

/**
 * The framework's way to load many at once, or to write them, or undefined without evidence;
 * `anchor` is the span that holds the loop.
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
  const found = HINTS.find((hint) => evidence.some((text) => hint.evidence.test(text)));
  const way = call.essence.identity.write ? found?.write : found?.read;
  return way === undefined ? undefined : [way];
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
