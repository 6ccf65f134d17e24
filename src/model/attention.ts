import type { Question } from './questions';
import { isStepFinished, planTree, type Step, type StepNode } from './plan';
import { isActive, type Run } from './run';

/** Why a run needs a person. */
export type Attention =
  | { readonly kind: 'failed' }
  /** Its agent has asked something, and paused it until a person answers. */
  | { readonly kind: 'asks'; readonly question: Question }
  /** Somebody paused it: it waits. */
  | { readonly kind: 'paused' }
  /** It is running, and nothing has happened since `since` (epoch ms). */
  | { readonly kind: 'stuck'; readonly since: number }
  /** Its work is over, but it was not closed as it should be. */
  | { readonly kind: 'leftBehind'; readonly why: 'notClosed' | 'openSteps' | 'noSummary' };

export type AttentionFacts = {
  readonly run: Run;
  /** The plan, where it is known. */
  readonly steps: readonly Step[] | undefined;
  /** What it waits to be told, as far as is known. */
  readonly question?: Question | undefined;
  /** When something is known to have happened to it the last time (epoch ms). */
  readonly lastActivityAt: number;
  /** When its plan, and its newest events where it lay still for long, were last looked at (epoch ms), if ever. */
  readonly probedAt: number | undefined;
  /** How long nothing may happen in a running run (ms). */
  readonly stuckAfter: number;
  /** How long a run whose steps are all finished may lie still before it counts as left behind (ms). */
  readonly closingMs: number;
};

/** The steps without sub-steps that are not finished, in the order of the plan. */
export function openSteps(steps: readonly Step[]): readonly Step[] {
  const found: Step[] = [];
  const open: StepNode[] = [...planTree(steps)].reverse();
  for (let node = open.pop(); node; node = open.pop()) {
    for (const child of [...node.children].reverse()) open.push(child);
    if (node.children.length === 0 && !isStepFinished(node.step)) found.push(node.step);
  }
  return found;
}

/**
 * Whether and why the run needs a person, as far as is known. That a run lies still is said only after a look at it:
 * its own dates may stand still while its agent works.
 */
export function attentionOf(facts: AttentionFacts): Attention | undefined {
  const { run, steps, question, lastActivityAt, probedAt, stuckAfter, closingMs } = facts;
  switch (run.status) {
    case 'failed':
      return { kind: 'failed' };
    case 'succeeded':
      if (steps && openSteps(steps).length > 0) return { kind: 'leftBehind', why: 'openSteps' };
      return run.resultSummary === undefined || run.resultSummary.trim() === ''
        ? { kind: 'leftBehind', why: 'noSummary' }
        : undefined;
    default:
      break;
  }
  if (!isActive(run)) return undefined;
  if (run.status === 'paused' && question) return { kind: 'asks', question };
  const stillFor = probedAt === undefined ? 0 : probedAt - lastActivityAt;
  const worked = steps !== undefined && steps.length > 0 && openSteps(steps).length === 0;
  if (worked && stillFor >= closingMs) return { kind: 'leftBehind', why: 'notClosed' };
  if (run.status === 'paused') return { kind: 'paused' };
  return run.status === 'running' && stillFor >= stuckAfter ? { kind: 'stuck', since: lastActivityAt } : undefined;
}

/** Whether the run itself is over: what it needs can wait, and nobody needs it for ever. */
export function isPostRun(attention: Attention): boolean {
  return attention.kind === 'failed' || (attention.kind === 'leftBehind' && attention.why !== 'notClosed');
}
