// Every command: its name, its line in the overview, and where it is. One line adds one.

import type { CommandEntry } from '../cli/command.ts';

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'find',
    summary: 'what is slow in a time window: latency, slowest traces, where the time goes',
    load: () => import('./find.ts'),
  },
  {
    name: 'explain',
    summary: 'why one trace is slow: waterfall, critical path, bottleneck',
    load: () => import('./explain.ts'),
  },
  {
    name: 'nplus1',
    summary: 'calls repeated in a loop that one call could replace',
    load: () => import('./nplus1.ts'),
  },
  {
    name: 'check',
    summary: 'a smoke check for CI: exit code 1 when latency, errors or N+1 break a limit',
    load: () => import('./check.ts'),
  },
  {
    name: 'lint',
    summary: 'trace quality: broken chains, lost parents, vague names, clocks that differ',
    load: () => import('./lint.ts'),
  },
  {
    name: 'detectors',
    summary: 'what can be found, and what each kind of finding means',
    load: () => import('./detectors.ts'),
  },
  {
    name: 'services',
    summary: 'the services the server knows',
    load: () => import('./services.ts'),
  },
  {
    name: 'operations',
    summary: 'the operations of a service',
    load: () => import('./operations.ts'),
  },
  {
    name: 'doctor',
    summary: 'what a server speaks and honours, and what to do when it is not reached',
    load: () => import('./doctor.ts'),
  },
  {
    name: 'demo',
    summary: 'an embedded Jaeger with an order system that is slow in known ways',
    load: () => import('./demo.ts'),
  },
  {
    name: 'completion',
    summary: 'a script that completes commands, flags, services and operations in a shell',
    load: () => import('./completion.ts'),
  },
  {
    name: '__complete',
    summary: 'what the scripts of completion ask',
    hidden: true,
    load: () => import('./complete.ts'),
  },
];
