import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSteps, type Step } from '../../../src/model/plan';

const step = (stepId: string, change: Partial<Step> = {}): Step => ({
  stepId,
  sequence: 0,
  description: stepId,
  status: 'completed',
  ...change,
});

describe('two runs', () => {
  it('are matched by step id, with the differences in duration and outcome', () => {
    const here = [step('a', { startedAt: 0, completedAt: 50 }), step('b', { status: 'failed' })];
    const there = [step('c'), step('a', { startedAt: 100, completedAt: 120 }), step('b')];
    expect(compareSteps(here, there)).toEqual([
      {
        stepId: 'a',
        depth: 0,
        description: 'a',
        here: { status: 'completed', duration: 50 },
        there: { status: 'completed', duration: 20 },
        longer: 30,
      },
      { stepId: 'b', depth: 0, description: 'b', here: { status: 'failed' }, there: { status: 'completed' } },
      { stepId: 'c', depth: 0, description: 'c', there: { status: 'completed' } },
    ]);
  });

  it('name every step of either once, in whatever plans', () => {
    const steps = fc.array(
      fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), parent: fc.constantFrom('a', 'b', 'x', undefined) }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(steps, steps, (a, b) => {
        const plan = (list: typeof a) =>
          list.map(({ id, parent }, sequence) => step(id, { sequence, ...(parent ? { parentStepId: parent } : {}) }));
        const named = compareSteps(plan(a), plan(b)).map(({ stepId }) => stepId);
        expect(named.sort()).toEqual([...new Set([...a, ...b].map(({ id }) => id))].sort());
      }),
    );
  });

  it('clamp durations of clocks that run backwards', () => {
    const [only] = compareSteps([step('a', { startedAt: 9, completedAt: 3 })], []);
    expect(only?.here?.duration).toBe(0);
  });
});
