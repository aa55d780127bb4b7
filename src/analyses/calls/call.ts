// One call a unit of work makes, first as recorded by one span, then as the logical call that its
// layers (ORM over driver, SDK over HTTP) fold into.

import type { CodeHint } from '../templates/sqlcommenter.ts';
import type { Statement } from '../templates/statement.ts';

export type CallClass = 'db' | 'cache' | 'http' | 'rpc' | 'messaging' | 'internal';

/** How sure it is that equal templates mean equal calls. */
export type TemplateQuality =
  | 'full'
  /** The table or operation is hidden: different calls may share the template. */
  | 'weak'
  /** A cache command whose keys are hidden. */
  | 'command-only';

/** What a call says about itself: found by its class, without any literal value. */
export interface CallIdentity {
  readonly template: string;
  readonly quality: TemplateQuality;
  /** Equal numbers mean equal arguments; null when they are not recorded. */
  readonly argKey: number | null;
  /** Some arguments are hidden: different `argKey`s differ, equal ones may not be equal. */
  readonly argumentsPartial?: boolean | undefined;
  readonly read: boolean;
  readonly write: boolean;
  /** Asks for other values each time, or takes away what it reads. */
  readonly volatile: boolean;
  /** Says what is called: a statement, operation and collection, route or method. */
  readonly readable: boolean;
  /** A statement, not just an operation's name. */
  readonly hasText: boolean;
  /** Items of a batch, 1 for single calls. */
  readonly batch: number;
  readonly statement?: Statement | undefined;
  /** Operation of a document store, cache or search, lower case. */
  readonly operation?: string | undefined;
  /** Collection of a document store. */
  readonly collection?: string | undefined;
  /** A document query that skips, and has no filter beside: a page of all there is. */
  readonly pageOfAll?: boolean | undefined;
  /** Largest list of a document filter. */
  readonly inSize?: number | undefined;
  /** A path whose ids were guessed: method, path segments, for later comparison. */
  readonly guessedPath?: string | undefined;
  readonly graphqlUnnamed?: boolean | undefined;
}

export class Call {
  /** Set when this layer is part of another call. */
  foldedInto: Call | undefined;
  /** Layers folded into this one, outer ones first. */
  layers: Call[] | undefined;
  /** Calls that are inside this one in time and tree but not part of it. */
  holdsOthers = false;
  /** A layer whose text the driver never runs, or a repository method: no call itself. */
  wrapper = false;
  /** Innermost layer that has a template. */
  essence: Call;

  constructor(
    readonly span: number,
    readonly unit: number,
    readonly callClass: CallClass,
    public identity: CallIdentity,
    readonly product: string,
    public target: string,
    public namespace: string,
    /** Library that recorded it; `` if unknown. */
    readonly scope: string,
    readonly startNs: number,
    readonly endNs: number,
    readonly failed: boolean,
    /** How often the library says it was sent again. */
    readonly resends: number,
    /** Rows returned or changed; undefined when not recorded. */
    readonly rows: number | undefined,
    /** No client span: the callee's span stands for the call. */
    readonly implicit: boolean,
    /** The callee as the caller's span alone names it, `` if it does not. */
    readonly peer: string,
  ) {
    this.essence = this;
  }

  get template(): string {
    return this.essence.identity.template;
  }

  /** The layer whose interval and subtree are this call's own. */
  get body(): Call {
    return this.holdsOthers && this.layers ? (this.layers[this.layers.length - 1] as Call) : this;
  }

  get durationNs(): number {
    return this.endNs - this.startNs;
  }

  /** Spans that make up the call. */
  get spanCount(): number {
    return 1 + (this.layers?.length ?? 0);
  }

  /** Code-location hints of its statement's comment. */
  get hints(): readonly CodeHint[] {
    return this.essence.identity.statement?.hints ?? [];
  }
}

/** Why a span that looks like a call is not counted as one. */
export type SkipReason =
  | 'begin'
  | 'commit'
  | 'rollback'
  | 'savepoint'
  | 'session'
  | 'ping'
  | 'pool'
  | 'prepare'
  | 'rows'
  | 'pipelined'
  | 'asset';

/** A span of a client library that is no call of the application. */
export interface SkippedCall {
  readonly span: number;
  readonly unit: number;
  readonly reason: SkipReason;
  readonly product: string;
  readonly scope: string;
  readonly startNs: number;
  readonly endNs: number;
}

/** What a database span turned out to be. */
export interface DatabaseReading {
  readonly product: string;
  readonly cache: boolean;
  readonly skip?: SkipReason | undefined;
  readonly identity: CallIdentity;
}
