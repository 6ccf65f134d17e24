import { describe, expect, it } from 'vitest';
import { attentionOf, isPostRun, openSteps, type AttentionFacts } from '../../../src/model/attention';
import type { Step } from '../../../src/model/plan';

const minute = 60_000;
const step = (stepId: string, status: string, parentStepId?: string): Step => ({
  stepId,
  sequence: 1,
  description: stepId,
  status,
  ...(parentStepId === undefined ? {} : { parentStepId }),
});
const facts = (status: string, more: Partial<AttentionFacts> & { summary?: string } = {}): AttentionFacts => ({
  run: {
    runId: 'r',
    missionId: 'm',
    status,
    startedAt: 0,
    updatedAt: 0,
    ...(more.summary === undefined ? {} : { resultSummary: more.summary }),
  },
  steps: undefined,
  lastActivityAt: 0,
  probedAt: undefined,
  stuckAfter: 15 * minute,
  closingMs: minute,
  ...more,
});

describe('what a run needs a person for', () => {
  it('is its failure, or that it was paused', () => {
    expect(attentionOf(facts('failed'))).toEqual({ kind: 'failed' });
    expect(attentionOf(facts('paused'))).toEqual({ kind: 'paused' });
    expect(attentionOf(facts('pending'))).toBeUndefined();
    expect(attentionOf(facts('cancelled'))).toBeUndefined();
    expect(attentionOf(facts('dreaming', { probedAt: 99 * minute }))).toBeUndefined();
  });

  it('is that nothing happens any more, but only where somebody has looked', () => {
    expect(attentionOf(facts('running'))).toBeUndefined();
    expect(attentionOf(facts('running', { probedAt: 15 * minute - 1 }))).toBeUndefined();
    expect(attentionOf(facts('running', { probedAt: 15 * minute }))).toEqual({ kind: 'stuck', since: 0 });
    expect(attentionOf(facts('running', { probedAt: 15 * minute, lastActivityAt: minute }))).toBeUndefined();
  });

  it('is that all is done and nobody has closed it', () => {
    const steps = [step('a', 'completed'), step('b', 'skipped')];
    const behind = { kind: 'leftBehind', why: 'notClosed' };
    expect(attentionOf(facts('running', { steps, probedAt: minute }))).toEqual(behind);
    expect(attentionOf(facts('paused', { steps, probedAt: minute }))).toEqual(behind);
    expect(attentionOf(facts('running', { steps, probedAt: minute - 1 }))).toBeUndefined();
    expect(attentionOf(facts('running', { steps: [], probedAt: minute }))).toBeUndefined();
    const open = [...steps, step('c', 'in_progress')];
    expect(attentionOf(facts('running', { steps: open, probedAt: minute }))).toBeUndefined();
  });

  it('is a success with open steps, or without a word', () => {
    const open = [step('a', 'completed'), step('b', 'pending')];
    const whyOf = (more: Parameters<typeof facts>[1]) => {
      const attention = attentionOf(facts('succeeded', more));
      return attention?.kind === 'leftBehind' ? attention.why : attention;
    };
    expect(whyOf({ summary: 'Done', steps: open })).toBe('openSteps');
    expect(whyOf({ steps: [step('a', 'completed')] })).toBe('noSummary');
    expect(whyOf({ summary: '  ' })).toBe('noSummary');
    expect(whyOf({ summary: 'Done' })).toBeUndefined();
    expect(whyOf({ summary: 'Done', steps: [step('a', 'completed')] })).toBeUndefined();
  });

  it('can wait where the run is over', () => {
    expect(isPostRun({ kind: 'failed' })).toBe(true);
    expect(isPostRun({ kind: 'leftBehind', why: 'noSummary' })).toBe(true);
    expect(isPostRun({ kind: 'leftBehind', why: 'notClosed' })).toBe(false);
    expect(isPostRun({ kind: 'stuck', since: 0 })).toBe(false);
  });
});

describe('open steps', () => {
  it('are leaves in the order of the plan; a group counts by its members', () => {
    const steps = [step('group', 'pending'), step('x', 'completed', 'group'), step('y', 'pending', 'group')];
    expect(openSteps([...steps, step('z', 'in_progress')]).map(({ stepId }) => stepId)).toEqual(['y', 'z']);
  });

  it('are found in a cycle, and in a nest of any depth', () => {
    expect(openSteps([step('a', 'pending', 'b'), step('b', 'pending', 'a')])).toHaveLength(1);
    const deep = Array.from({ length: 50_000 }, (_, i) => step(`s${i}`, 'pending', i > 0 ? `s${i - 1}` : undefined));
    expect(openSteps(deep).map(({ stepId }) => stepId)).toEqual(['s49999']);
  });
});
