// All detectors. Adding one is its file, its test and a line here.

import { blindSpot } from './blind-spot.ts';
import { callInTransaction } from './call-in-transaction.ts';
import { chattyService } from './chatty-service.ts';
import { chunked } from './chunked.ts';
import { clockSkew } from './clock-skew.ts';
import type { Detector } from './detector.ts';
import { duplicateCall } from './duplicate-call.ts';
import { errorOrigin } from './error-origin.ts';
import { fanOut } from './fan-out.ts';
import { largeResult } from './large-result.ts';
import { nplus1 } from './nplus1.ts';
import { orphans } from './orphans.ts';
import { pagination } from './pagination.ts';
import { polling } from './polling.ts';
import { poolWait } from './pool-wait.ts';
import { publishLoop } from './publish-loop.ts';
import { repeatedAuth } from './repeated-auth.ts';
import { repeatedCall } from './repeated-call.ts';
import { retry } from './retry.ts';
import { retryStorm } from './retry-storm.ts';
import { serialIndependent } from './serial-independent.ts';
import { slowQuery } from './slow-query.ts';
import { straggler } from './straggler.ts';
import { timeout } from './timeout.ts';
import { vagueName } from './vague-name.ts';
import { writeLoop } from './write-loop.ts';

export const DETECTORS: readonly Detector[] = [
  nplus1,
  writeLoop,
  repeatedCall,
  duplicateCall,
  fanOut,
  pagination,
  polling,
  retry,
  chunked,
  publishLoop,
  serialIndependent,
  errorOrigin,
  slowQuery,
  retryStorm,
  timeout,
  straggler,
  blindSpot,
  orphans,
  clockSkew,
  poolWait,
  chattyService,
  largeResult,
  callInTransaction,
  repeatedAuth,
  vagueName,
];
