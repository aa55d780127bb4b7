// Finds the spans of a trace that are calls, one record each, before layers are folded.

import { AttributeReader } from '../../model/attributes.ts';
import {
  KIND_CLIENT,
  KIND_CONSUMER,
  KIND_INTERNAL,
  KIND_PRODUCER,
  KIND_SERVER,
  KIND_UNSPECIFIED,
} from '../../model/span-kind.ts';
import type { Trace } from '../../model/trace.ts';
import {
  Call,
  type CallClass,
  type CallIdentity,
  type DatabaseReading,
  type SkippedCall,
  type SkipReason,
} from './call.ts';
import { remoteTarget } from './call-target.ts';
import {
  hasDatabaseAttributes,
  readComponentCall,
  readDatabaseCall,
  readNamedStatement,
} from './database-call.ts';
import type { GroupingTree } from './grouping-tree.ts';
import {
  type CallEnds,
  hasHttpAttributes,
  hasMessagingAttributes,
  hasRpcAttributes,
  isDataLoader,
  isPublishing,
  type RemoteReading,
  readHttpCall,
  readInternalCall,
  readMessagingCall,
  readNamedCall,
  readRpcCall,
} from './remote-call.ts';
import { skipByName } from './skipped-calls.ts';
import type { SpanRoles } from './span-roles.ts';
import type { UnitsOfWork } from './units-of-work.ts';

/** Calls and skipped spans, both in preorder. */
export interface RecordedCalls {
  readonly calls: Call[];
  readonly skipped: SkippedCall[];
  /** Text of prepared statements by span, for executes that have none. */
  readonly prepared: ReadonlyMap<number, CallIdentity>;
}

interface Reading {
  readonly callClass: CallClass;
  readonly identity: CallIdentity;
  readonly skip?: SkipReason | undefined;
  readonly product: string;
}

export class CallFinder {
  readonly #calls: Call[] = [];
  readonly #skipped: SkippedCall[] = [];
  readonly #prepared = new Map<number, CallIdentity>();
  readonly #reader: AttributeReader;
  readonly #calleeReader: AttributeReader;

  constructor(
    private readonly trace: Trace,
    private readonly roles: SpanRoles,
    private readonly units: UnitsOfWork,
    private readonly tree: GroupingTree,
  ) {
    this.#reader = new AttributeReader(trace);
    this.#calleeReader = new AttributeReader(trace);
  }

  find(): RecordedCalls {
    for (let i = 0; i < this.trace.size; i++) this.#look(i);
    return { calls: this.#calls, skipped: this.#skipped, prepared: this.#prepared };
  }

  #look(span: number): void {
    const kind = this.roles.kind[span] as number;
    if (kind === KIND_SERVER || kind === KIND_CONSUMER) {
      this.#implicitCall(span);
      return;
    }
    this.#reader.load(span);
    const reading = this.#classify(span, kind);
    if (reading) this.#keep(span, reading, this.units.unitOf[span] as number, false);
  }

  #classify(span: number, kind: number): Reading | undefined {
    const reader = this.#reader;
    const name = this.trace.name(span);
    if (hasDatabaseAttributes(reader)) return fromDatabase(readDatabaseCall(name, reader));
    if (kind === KIND_PRODUCER) return this.#published(span);
    if (kind !== KIND_CLIENT) return this.#classifyPlain(span, name, kind);
    if (hasRpcAttributes(reader)) return fromRemote('rpc', readRpcCall(this.#ends(span)));
    if (hasHttpAttributes(reader)) return fromRemote('http', readHttpCall(this.#ends(span)));
    if (hasMessagingAttributes(reader)) return this.#published(span);
    const named = readNamedStatement(name, reader) ?? readComponentCall(name, reader);
    if (named) return fromDatabase(named);
    // Its callee's span answers for a client span that says nothing itself.
    if (this.roles.children[span] !== this.roles.remoteChildren[span]) return undefined;
    if (isDataLoader(name)) return undefined;
    return fromRemote('rpc', { skip: skipByName(name, reader, false), ...this.#namedCall(span) });
  }

  #published(span: number): Reading | undefined {
    if (!isPublishing(this.#reader)) return undefined;
    return fromRemote('messaging', readMessagingCall(this.#ends(span)));
  }

  #namedCall(span: number): RemoteReading {
    const ends = this.#ends(span);
    const { callee } = ends;
    if (callee && hasRpcAttributes(callee.reader)) return readRpcCall(ends);
    return readNamedCall(ends.name);
  }

  #classifyPlain(span: number, name: string, kind: number): Reading | undefined {
    const reader = this.#reader;
    if (hasRpcAttributes(reader) || hasHttpAttributes(reader)) return undefined;
    const named = readNamedStatement(name, reader);
    if (named) return fromDatabase(named);
    const leaf = this.roles.children[span] === 0;
    const plain = kind === KIND_INTERNAL || kind === KIND_UNSPECIFIED;
    const entry = this.units.units[this.units.unitOf[span] as number]?.entry === span;
    if (!leaf || !plain || entry) return undefined;
    const internal = readInternalCall(name);
    return internal && fromRemote('internal', internal);
  }

  // A callee's span below a span that is no call: the caller's client instrumentation is missing.
  #implicitCall(span: number): void {
    const { trace, roles, tree } = this;
    const parent = tree.up[span] as number;
    if (parent < 0 || parent >= trace.size || trace.service(parent) === trace.service(span)) return;
    const above = roles.kind[parent] as number;
    if (above === KIND_CLIENT || above === KIND_PRODUCER) return;
    this.#reader.load(span);
    const reader = this.#reader;
    const ends: CallEnds = {
      name: trace.name(span),
      reader,
      callee: { name: trace.name(span), reader },
    };
    const consumed = roles.kind[span] === KIND_CONSUMER;
    const stored = !roles.recorded && hasDatabaseAttributes(reader);
    const reading = stored
      ? fromDatabase(readDatabaseCall(trace.name(span), reader))
      : consumed
        ? fromRemote('messaging', readMessagingCall(ends))
        : hasRpcAttributes(reader)
          ? fromRemote('rpc', readRpcCall(ends))
          : hasHttpAttributes(reader)
            ? fromRemote('http', readHttpCall(ends))
            : fromRemote('rpc', readNamedCall(ends.name));
    this.#keep(span, reading, this.units.unitOf[parent] as number, true);
  }

  #ends(span: number): CallEnds {
    const { trace } = this;
    const callee = this.roles.callee[span] as number;
    return {
      name: trace.name(span),
      reader: this.#reader,
      callee:
        callee < 0
          ? undefined
          : { name: trace.name(callee), reader: this.#calleeReader.load(callee) },
    };
  }

  #keep(span: number, reading: Reading, unit: number, implicit: boolean): void {
    const { trace } = this;
    const reader = this.#reader;
    const startNs = trace.startNs[span] as number;
    const endNs = trace.endNs(span);
    const { product, identity } = reading;
    const scope = reader.text('scope');
    if (reading.skip) {
      this.#skipped.push({ span, unit, reason: reading.skip, product, scope, startNs, endNs });
      if (reading.skip === 'prepare' && identity.hasText) this.#prepared.set(span, identity);
      return;
    }
    const stored = reading.callClass === 'db' || reading.callClass === 'cache';
    this.#calls.push(
      new Call(
        span,
        unit,
        reading.callClass,
        identity,
        product,
        stored ? this.#storeTarget(span, unit, product) : this.#remoteTarget(span, unit, implicit),
        stored ? reader.text('dbNamespace').toLowerCase() : '',
        scope,
        startNs,
        endNs,
        trace.failed[span] === 1,
        Math.max(0, reader.number('httpResend') ?? 0),
        reader.number('dbRows'),
        implicit,
        stored || implicit ? '' : remoteTarget(reader, undefined),
      ),
    );
  }

  #storeTarget(span: number, unit: number, product: string): string {
    if (product !== '') return product;
    const service = this.trace.service(span);
    return service === this.units.units[unit]?.service ? '' : service;
  }

  #remoteTarget(span: number, unit: number, implicit: boolean): string {
    const { trace } = this;
    const service = trace.service(span);
    if (implicit) return service.startsWith('unknown_service') ? '' : service;
    const recordedElsewhere = service !== this.units.units[unit]?.service;
    if (recordedElsewhere) return service.startsWith('unknown_service') ? '' : service;
    const callee = this.roles.callee[span] as number;
    const implied = callee < 0 ? undefined : trace.service(callee);
    return remoteTarget(this.#reader, implied);
  }
}

function fromDatabase(reading: DatabaseReading): Reading {
  const { cache, identity, skip, product } = reading;
  return { callClass: cache ? 'cache' : 'db', identity, skip, product };
}

function fromRemote(callClass: CallClass, { identity, skip }: RemoteReading): Reading {
  return { callClass, identity, skip, product: '' };
}
