import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planChanges } from '../../../../src/formats/plan/planDiff';
import { putBack, withFix } from '../../../../src/formats/plan/planFixes';
import { parsePlanList, printPlanList } from '../../../../src/formats/plan/planTaskList';
import type { Step } from '../../../../src/model/plan';

const step = (stepId: string, sequence: number, more: Partial<Step> = {}): Step => ({
  stepId,
  sequence,
  description: `Do ${stepId}`,
  status: 'pending',
  ...more,
});
const base: readonly Step[] = [
  step('a', 1, { status: 'completed' }),
  step('a1', 2, { parentStepId: 'a' }),
  step('a2', 3, { parentStepId: 'a', status: 'completed' }),
  step('b', 4),
  step('c', 5),
];
const read = (text: string) => parsePlanList(text, new Set(base.map(({ stepId }) => stepId)));
const skip = (text: string, stepId: string) => putBack(base, text, stepId, () => 'skipped', read);
const without = (...gone: readonly string[]) =>
  printPlanList(base)
    .split('\n')
    .filter((line) => !gone.some((stepId) => line.includes(`step: ${stepId} `)))
    .join('\n');

function skipped(text: string, stepId: string): string {
  const fix = skip(text, stepId);
  if (!fix) throw new Error('There is no way back');
  return withFix(text, fix);
}

describe('a removed step is put back as skipped', () => {
  it.each(['a1', 'a2', 'b', 'c'])('where it was: %s', (stepId) => {
    const whole = printPlanList(base.map((one) => (one.stepId === stepId ? { ...one, status: 'skipped' } : one)));
    expect(skipped(without(stepId), stepId)).toBe(whole);
  });

  it('with what was below it, and only together with its parent', () => {
    const text = without('a', 'a1', 'a2');
    expect(skip(text, 'a1')).toBeUndefined();
    const all = base.map((one) => (one.stepId.startsWith('a') ? { ...one, status: 'skipped' } : one));
    expect(skipped(text, 'a')).toBe(printPlanList(all));
  });

  it('in the status that it had, where that is asked for', () => {
    const fix = putBack(base, without('a2'), 'a2', ({ status }) => status, read);
    expect(fix && withFix(without('a2'), fix)).toBe(printPlanList(base));
  });

  it('into a list that is written in another way, and behind a text on several lines', () => {
    const text =
      '# Plan\n\n1. [x] Do\n   a <!-- step: a -->\n   * [ ] Do a1 <!-- step: a1 -->\n2. [ ] Do b <!-- step: b -->';
    const more = skipped(skipped(text, 'a2'), 'c');
    expect(more.split('\n').slice(2)).toEqual([
      '1. [x] Do',
      '   a <!-- step: a -->',
      '   * [ ] Do a1 <!-- step: a1 -->',
      '   - [-] Do a2 <!-- step: a2 -->',
      '2. [ ] Do b <!-- step: b -->',
      '- [-] Do c <!-- step: c -->',
      '',
    ]);
  });

  it('into an empty list, and not where it is there', () => {
    const roots = base.filter(({ parentStepId }) => parentStepId === undefined);
    const fix = putBack(roots, '', 'a', () => 'skipped', read);
    expect(fix && withFix('', fix)).toBe('- [-] Do a <!-- step: a -->\n');
    expect(skip(printPlanList(base), 'a')).toBeUndefined();
    expect(skip(printPlanList(base), 'nobody')).toBeUndefined();
  });

  it('so that the plan can be saved, whichever steps were removed', () => {
    fc.assert(
      fc.property(
        fc.subarray(
          base.map(({ stepId }) => stepId),
          { minLength: 1 },
        ),
        (gone) => {
          let text = without(...gone);
          const removed = () => planChanges(base, read(text)).obstacles.filter(({ kind }) => kind === 'removed');
          while (removed().length > 0) {
            const [fix] = removed().flatMap(({ stepId }) => skip(text, stepId) ?? []);
            if (!fix) throw new Error(`No way out of\n${text}`);
            text = withFix(text, fix);
          }
          expect(planChanges(base, read(text)).obstacles).toEqual([]);
        },
      ),
    );
  });
});
