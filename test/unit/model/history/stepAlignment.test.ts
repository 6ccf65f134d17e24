import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Step } from '../../../../src/model/plan';
import { alignSteps } from '../../../../src/model/history/stepAlignment';

const step = (stepId: string, sequence = 0, parentStepId?: string): Step => ({
  ...{ stepId, sequence, description: `${stepId} in words`, status: 'completed' },
  ...(parentStepId === undefined ? {} : { parentStepId }),
});
const shown = (plans: readonly (readonly Step[])[]) =>
  alignSteps(plans).map(({ stepId, depth }) => `${'  '.repeat(depth)}${stepId}`);

describe('the steps of several runs', () => {
  it('stand in the order of the first plan, with those of others behind, below their parents', () => {
    const newest = [step('call', 2), step('find', 1), step('call-1', 1, 'call')];
    const older = [
      step('find', 1),
      step('call', 2),
      step('call-2', 2, 'call'),
      step('mail', 3),
      step('mail-1', 1, 'mail'),
    ];
    expect(shown([newest, older])).toEqual(['find', 'call', '  call-1', '  call-2', 'mail', '  mail-1']);
    expect(alignSteps([newest, older]).map(({ hasChildren }) => hasChildren)).toEqual([
      false,
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  it('are described as the first plan that has them says', () => {
    const renamed = { ...step('a'), description: 'Other words' };
    expect(alignSteps([[step('a')], [renamed]])[0]?.step.description).toBe('a in words');
  });

  it('are each named once, parents first, in whatever plans', () => {
    const plan = fc
      .array(
        fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e'), parent: fc.constantFrom('a', 'b', 'x', undefined) }),
        {
          maxLength: 8,
        },
      )
      .map((list) => list.map(({ id, parent }, sequence) => step(id, sequence, parent)));
    fc.assert(
      fc.property(fc.array(plan, { maxLength: 5 }), (plans) => {
        const aligned = alignSteps(plans);
        const ids = aligned.map(({ stepId }) => stepId);
        expect([...ids].sort()).toEqual([...new Set(plans.flat().map(({ stepId }) => stepId))].sort());
        for (const [place, { parentId, depth }] of aligned.entries()) {
          const parent = aligned.findIndex(({ stepId }) => stepId === parentId);
          if (parentId === undefined) expect(depth).toBe(0);
          else {
            expect(parent).toBeLessThan(place);
            expect(depth).toBe((aligned[parent]?.depth ?? NaN) + 1);
            // All between it and its parent is below the parent as well.
            expect(aligned.slice(parent + 1, place).every((one) => one.depth >= depth)).toBe(true);
          }
        }
      }),
    );
  });

  it('may nest deeper than the stack allows', () => {
    const deep = Array.from({ length: 20_000 }, (_, i) => step(`s${i}`, i, i === 0 ? undefined : `s${i - 1}`));
    expect(alignSteps([deep]).at(-1)?.depth).toBe(19_999);
  });
});
