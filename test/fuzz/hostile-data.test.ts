// Recordings and real traces, spoiled in every way, through readers, analyses, detectors, reports and
// renderers. A few thousand cases; TRACESCOPE_FUZZ_CASES says how many of each kind, and
// TRACESCOPE_FUZZ_SEED which ones. What was found is kept in fixtures/hostile.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { analysisCount, exerciseInput } from '../support/exercise-input.ts';
import {
  byteMutation,
  mutateBytes,
  mutateStructure,
  structureMutation,
} from '../support/mutate-document.ts';
import { recordings, VERSIONS } from '../support/recordings.ts';
import { PROJECT } from '../support/run-cli.ts';

const CASES = Number(process.env.TRACESCOPE_FUZZ_CASES ?? 1000);
const SEED = Number(process.env.TRACESCOPE_FUZZ_SEED ?? 20_260_501);
/** Far more than any case needs, and far less than a hang. */
const LONGEST_MS = 5000;
const LARGEST = 24_000;

const FOUND = path.join(PROJECT, 'fixtures/hostile');

interface Seed {
  readonly name: string;
  readonly bytes: Buffer;
  readonly document: unknown;
}

const SEEDS = [...recordedSeeds(), ...fixtureSeeds()];

function recordedSeeds(): Seed[] {
  const seeds = new Map<string, Seed>();
  for (const version of VERSIONS) {
    for (const { name, status, body } of recordings(version)) {
      if (status !== 200 || body.length > LARGEST || !/"spans"\s*:/.test(body)) continue;
      const document: unknown = JSON.parse(body);
      seeds.set(body, { name: `${version} ${name}`, bytes: Buffer.from(body), document });
    }
  }
  return [...seeds.values()];
}

/** Real files, each cut to a few spans so that a case is quick. */
function fixtureSeeds(): Seed[] {
  const folder = path.join(PROJECT, 'fixtures/traces');
  return readdirSync(folder)
    .filter((name) => /\.jsonl?(\.gz)?$/.test(name))
    .map((name) => {
      const raw = readFileSync(path.join(folder, name));
      const text = (name.endsWith('.gz') ? gunzipSync(raw) : raw).toString('utf8');
      const first = name.includes('.jsonl') ? text.slice(0, text.indexOf('\n')) : text;
      const document = shortened(JSON.parse(first));
      return { name, bytes: Buffer.from(JSON.stringify(document)), document };
    });
}

/** Every list cut to its first elements. */
function shortened(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, each: unknown) =>
    Array.isArray(each) ? each.slice(0, 12) : each,
  );
}

const ran = { cases: 0, traces: 0, spans: 0, refused: 0 };
let slowestMs = 0;

async function exercise(bytes: Uint8Array): Promise<void> {
  const beganMs = performance.now();
  const { traces, spans, refused } = await exerciseInput(bytes);
  const ms = performance.now() - beganMs;
  slowestMs = Math.max(slowestMs, ms);
  if (ms > LONGEST_MS) throw new Error(`took ${Math.round(ms)} ms`);
  ran.cases++;
  ran.traces += traces;
  ran.spans += spans;
  ran.refused += Number(refused);
}

afterAll(() => {
  console.log(
    `fuzz: ${ran.cases} cases, ${ran.traces} traces, ${ran.spans} spans, ${ran.refused} refused, slowest ${Math.round(slowestMs)} ms`,
  );
});

const seed = fc.nat(SEEDS.length - 1).map((index) => SEEDS[index] as Seed);
const named = fc.option(fc.constantFrom(...SEEDS), { nil: undefined });
const parameters = { numRuns: CASES, seed: SEED, endOnFailure: process.env.CI === 'true' };

describe('spoiled input', () => {
  it('has something to spoil', () => {
    expect(SEEDS.length).toBeGreaterThan(50);
    expect(analysisCount).toBeGreaterThan(10);
  });

  it('whole is read whole', async () => {
    for (const { bytes } of SEEDS) await exercise(bytes);
    expect(ran.spans).toBeGreaterThan(200);
  });

  it.each(readdirSync(FOUND).filter((name) => name !== 'README.md'))(
    'that went wrong once: %s',
    async (name) => {
      const bytes = readFileSync(path.join(FOUND, name));
      // Each screen in turn.
      for (let i = 0; i < 3; i++) await exercise(bytes);
      expect(readFileSync(path.join(FOUND, 'README.md'), 'utf8')).toContain(`\`${name}\``);
    },
  );

  it('in its structure', async () => {
    const mutations = fc.array(structureMutation, { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(seed, mutations, async ({ document }, list) => {
        await exercise(Buffer.from(mutateStructure(document, list)));
      }),
      parameters,
    );
  });

  it('in its bytes', async () => {
    const mutations = fc.array(byteMutation, { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(seed, mutations, async ({ bytes }, list) => {
        await exercise(mutateBytes(bytes, list));
      }),
      parameters,
    );
  });

  it('by another', async () => {
    await fc.assert(
      fc.asyncProperty(
        seed,
        named,
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (a, b, at) => {
          const head = a.bytes.subarray(0, Math.floor(at * a.bytes.length));
          const tail = b?.bytes.subarray(Math.floor(at * b.bytes.length)) ?? Buffer.alloc(0);
          await exercise(Buffer.concat([head, tail]));
        },
      ),
      { ...parameters, numRuns: Math.ceil(CASES / 4) },
    );
  });
});
