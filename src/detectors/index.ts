// All detectors. Adding one is its file, its test and a line here.

import { chunked } from './chunked.ts';
import type { Detector } from './detector.ts';
import { duplicateCall } from './duplicate-call.ts';
import { fanOut } from './fan-out.ts';
import { nplus1 } from './nplus1.ts';
import { pagination } from './pagination.ts';
import { polling } from './polling.ts';
import { publishLoop } from './publish-loop.ts';
import { repeatedCall } from './repeated-call.ts';
import { retry } from './retry.ts';
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
];
