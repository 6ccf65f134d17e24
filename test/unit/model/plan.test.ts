import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planProgress, planTree, stepTimes, type Step, type StepNode } from '../../../src/model/plan';

const step = (stepId: string, sequence: number, parentStepId?: string, status = 'pending'): Step => ({
  stepId,
  sequence,
  description: stepId,
  status,
  ...(parentStepId === undefined ? {} : { parentStepId }),
});
type Shape = (string | [string, Shape])[];
const shape = (nodes: readonly StepNode[]): Shape =>
  nodes.map(({ step: { stepId }, children }) => (children.length > 0 ? [stepId, shape(children)] : stepId));

describe('the times of a step', () => {
  const timesOf = (status: string, times: Pick<Step, 'startedAt' | 'completedAt'>) =>
    stepTimes({ ...step('a', 1, undefined, status), ...times });
  const both = { startedAt: 10, completedAt: 20 };
  const before = { start: 10, end: 20 };

  it.each([
    ['completed', both, { goesOn: false, start: 10, end: 20 }],
    ['failed', { completedAt: 20 }, { goesOn: false, end: 20 }],
    ['in_progress', { startedAt: 10 }, { goesOn: true, start: 10 }],
    ['pending', {}, { goesOn: false }],
    // Set back, and the server has kept the times of the attempt before.
    ['in_progress', both, { goesOn: true, before }],
    ['in_progress', { completedAt: 20 }, { goesOn: true, before: { end: 20 } }],
    ['in_progress', { startedAt: 30, completedAt: 20 }, { goesOn: true, start: 30, before: { end: 20 } }],
    ['pending', both, { goesOn: false, before }],
    ['waiting_for_somebody', both, { goesOn: true, before }],
  ])('that is %s, and has %j, are %j', (status, times, expected) => {
    expect(timesOf(status, times)).toEqual(expected);
  });
});

describe('planTree', () => {
  it('orders by sequence, nests by parent', () => {
    expect(shape(planTree([step('b', 2), step('a', 1), step('a2', 4, 'a'), step('a1', 3, 'a')]))).toEqual([
      ['a', ['a1', 'a2']],
      'b',
    ]);
  });

  it('keeps the order received where sequences repeat', () => {
    expect(shape(planTree([step('x', 1), step('y', 1), step('z', 1)]))).toEqual(['x', 'y', 'z']);
  });

  it('takes orphans for roots', () => {
    expect(shape(planTree([step('a', 1, 'missing')]))).toEqual(['a']);
  });

  it('breaks cycles, and loses nobody in them', () => {
    expect(shape(planTree([step('a', 1, 'b'), step('b', 2, 'a'), step('self', 3, 'self')]))).toEqual([
      'self',
      ['a', ['b']],
    ]);
  });

  it('counts a repeated id once', () => {
    expect(planTree([step('a', 1), step('a', 2, undefined, 'completed')]).map((node) => node.step.status)).toEqual([
      'completed',
    ]);
  });

  it('holds every step exactly once, whatever parents they name', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', '__proto__', ''];
    const steps = fc.array(
      fc.record({ id: fc.constantFrom(...ids), sequence: fc.integer(), parent: fc.option(fc.constantFrom(...ids)) }),
    );
    fc.assert(
      fc.property(steps, (rows) => {
        const tree = planTree(rows.map(({ id, sequence, parent }) => step(id, sequence, parent ?? undefined)));
        const seen: string[] = [];
        const walk = (nodes: readonly StepNode[]) =>
          nodes.forEach((node) => {
            seen.push(node.step.stepId);
            walk(node.children);
          });
        walk(tree);
        expect(seen.sort()).toEqual([...new Set(rows.map(({ id }) => id))].sort());
      }),
    );
  });

  it('survives a plan that is nested 20,000 deep', () => {
    const steps = Array.from({ length: 20_000 }, (_, i) => step(`s${i}`, i, i > 0 ? `s${i - 1}` : undefined));
    expect(planProgress(steps)).toEqual({ done: 0, total: 1 });
  });
});

it('planProgress counts leaves alone', () => {
  const steps = [
    step('a', 1, undefined, 'completed'),
    step('a1', 2, 'a', 'completed'),
    step('a2', 3, 'a', 'failed'),
    step('b', 4, undefined, 'skipped'),
    step('c', 5, undefined, 'odd'),
  ];
  expect(planProgress(steps)).toEqual({ done: 3, total: 4 });
});
