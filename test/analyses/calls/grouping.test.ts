import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GroupingTree } from '../../../src/analyses/calls/grouping-tree.ts';
import { claimLoops } from '../../../src/analyses/calls/loop-anchors.ts';
import { matchesPattern } from '../../../src/analyses/calls/loop-thresholds.ts';
import { makeTrace } from '../../support/make-trace.ts';

/** A trace whose span i has the parent `parents[i - 1]` (an earlier span). */
function treeOf(parents: readonly number[]): GroupingTree {
  const trace = makeTrace([
    { id: 's0', startUs: 0, durationUs: 1000 },
    ...parents.map((parent, i) => ({
      id: `s${i + 1}`,
      parent: `s${parent % (i + 1)}`,
      startUs: i + 1,
      durationUs: 1,
    })),
  ]);
  return new GroupingTree(trace, 0);
}

function ancestors(tree: GroupingTree, node: number): number[] {
  const line: number[] = [];
  for (let at = node; at >= 0; at = tree.up[at] as number) line.push(at);
  return line;
}

const parentLists = fc.array(fc.nat(60), { minLength: 1, maxLength: 60 });

describe('GroupingTree', () => {
  test('common ancestors and children towards a node, as by walking up', () => {
    fc.assert(
      fc.property(parentLists, fc.nat(), fc.nat(), (parents, x, y) => {
        const tree = treeOf(parents);
        const a = x % tree.nodes;
        const b = y % tree.nodes;
        const above = new Set(ancestors(tree, a));
        const expected = ancestors(tree, b).find((node) => above.has(node));
        expect(tree.commonAncestor(a, b)).toBe(expected);
        const line = ancestors(tree, b);
        for (const [i, node] of line.entries()) {
          if (i > 0) expect(tree.childToward(node, b)).toBe(line[i - 1]);
        }
      }),
    );
  });

  test('moved nodes are laid out anew', () => {
    fc.assert(
      fc.property(parentLists, fc.nat(), fc.nat(), (parents, x, y) => {
        const tree = treeOf(parents);
        const node = x % tree.nodes;
        const target = y % tree.nodes;
        if (node === 0 || ancestors(tree, target).includes(node)) return;
        tree.move(node, target);
        tree.settle();
        for (let i = 0; i < tree.nodes; i++) {
          const line = ancestors(tree, i);
          expect(tree.depth[i]).toBe(line.length - 1);
          for (let j = 0; j < tree.nodes; j++) expect(tree.contains(j, i)).toBe(line.includes(j));
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('claimLoops', () => {
  test('two calls are a loop where they meet in branches of one name', () => {
    fc.assert(
      fc.property(parentLists, fc.nat(), fc.nat(), (parents, x, y) => {
        const tree = treeOf(parents);
        const [a = 0, b = 0] = [x % tree.nodes, y % tree.nodes].sort((m, n) => m - n);
        if (a === b) return;
        const nameOf = (node: number) => (node % 2 === 0 ? 'even' : 'odd');
        const above = new Set(ancestors(tree, a));
        const anchor = ancestors(tree, b).find((node) => above.has(node)) as number;
        // The branch a call is in: null when it is one itself.
        const branchTo = (node: number) => {
          const line = ancestors(tree, node);
          const first = line[line.indexOf(anchor) - 1];
          return first === undefined || first === node ? null : nameOf(first);
        };
        const looped = anchor !== a && branchTo(a) === branchTo(b);
        expect(claimLoops(tree, [a, b], 2, nameOf)).toEqual({
          claims: looped
            ? [{ anchor, members: [0, 1], perBranch: [1, 1], branch: branchTo(a) ?? '' }]
            : [],
          left: looped ? [] : [0, 1],
        });
      }),
    );
  });

  // s0 > (s1 > s2), (s3 > s4), (s5 > s6), s7
  const tree = treeOf([0, 1, 0, 3, 0, 5, 0]);
  const named = () => 'each';

  test('cousins below equal wrappers belong to the wrappers’ parent', () => {
    const { claims, left } = claimLoops(tree, [2, 4, 6], 3, named);
    expect(claims).toEqual([
      { anchor: 0, members: [0, 1, 2], perBranch: [1, 1, 1], branch: 'each' },
    ]);
    expect(left).toEqual([]);
  });

  test('what no anchor has enough of is left', () => {
    const names = ['', 'a', '', 'b', '', 'c', '', ''];
    const { claims, left } = claimLoops(tree, [2, 4, 6, 7], 2, (node) => names[node] as string);
    expect(claims).toEqual([]);
    expect(left).toEqual([0, 1, 2, 3]);
  });

  test('every member is claimed once or left', () => {
    fc.assert(
      fc.property(
        parentLists,
        fc.array(fc.nat(60), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 2, max: 6 }),
        (parents, picks, minimum) => {
          const any = treeOf(parents);
          const nodes = [...new Set(picks.map((pick) => pick % any.nodes))].sort(
            (a, b) => (any.position[a] as number) - (any.position[b] as number),
          );
          const { claims, left } = claimLoops(any, nodes, minimum, (node) => `n${node % 3}`);
          const all = [...claims.flatMap(({ members }) => members), ...left].sort((a, b) => a - b);
          expect(all).toEqual(nodes.map((_, i) => i));
          for (const claim of claims) {
            expect(claim.members.length).toBeGreaterThanOrEqual(minimum);
            expect(claim.perBranch.length).toBeGreaterThan(1);
            expect(claim.perBranch.reduce((sum, size) => sum + size, 0)).toBe(claim.members.length);
            for (const member of claim.members) {
              expect(any.contains(claim.anchor, nodes[member] as number)).toBe(true);
            }
          }
        },
      ),
    );
  });
});

test.each([
  ['GET /orders', 'GET /orders', true],
  ['GET /orders', 'GET *', true],
  ['GET /orders', '*ord*s', true],
  ['GET /orders', 'POST *', false],
  ['', '*', true],
  ['abc', 'a*c*d', false],
])('%j like %j', (text, pattern, matches) => expect(matchesPattern(text, pattern)).toBe(matches));
