import { ApiError, type ApiErrorKind } from '../../api/apiError';
import type { CallOptions } from '../../api/sender';
import type { Step, StepStatus } from '../../model/plan';
import type { RunRef } from '../../model/run';
import { decideStepStatus } from '../saving/decisions';
import type { Saves } from '../saving/saves';

/** What became of steps that were to be skipped, and the first reason why some were not. */
export type SkipOutcome = {
  readonly skipped: number;
  /** Somebody else had set their status since they were asked about: they were left as they are. */
  readonly changed: number;
  readonly failed: number;
  readonly error?: ApiError;
};

/** What is to become of a step's status. */
export type StatusWish = {
  readonly stepId: string;
  /** What it was where the wish was made. */
  readonly from: StepStatus;
  readonly to: StepStatus;
};

/** Statuses of steps, set one after the other. */
export interface StepStatuses {
  /** Marks steps as skipped; each only where its status is still what it is in `steps`. */
  skip(ref: RunRef, steps: readonly Step[], options?: CallOptions): Promise<SkipOutcome>;
  /** The wishes that can be met. Resolves to the plan as the answers tell of it. */
  setAll(
    ref: RunRef,
    plan: readonly Step[],
    wishes: readonly StatusWish[],
    seen: ReadonlyMap<string, StepStatus>,
  ): Promise<{
    readonly steps: readonly Step[];
    readonly done: number;
    readonly changed: number;
    readonly failed: number;
    readonly error?: ApiError;
  }>;
}

/** What became of one wish: the step where it is so now, or that somebody else had set another status since. */
type End = Step | 'changed' | ApiError;

const isFailure = (end: End) => end instanceof ApiError;
const isStep = (end: End): end is Step => end !== 'changed' && !isFailure(end);

export function createStepStatuses({ saveStep }: Pick<Saves, 'saveStep'>): StepStatuses {
  /** Sets one status after the other, each where it is as `expected`, as far as they are tried. */
  async function setEach(
    ref: RunRef,
    wishes: readonly StatusWish[],
    expected: (wish: StatusWish, status: StepStatus) => boolean,
    options?: CallOptions,
  ): Promise<readonly End[]> {
    const ends: End[] = [];
    for (const wish of wishes) {
      try {
        const decide = decideStepStatus(wish.to, (status) => expected(wish, status));
        const outcome = await saveStep(ref, wish.stepId, decide, options);
        ends.push(outcome.kind === 'saved' ? outcome.value : 'changed');
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        ends.push(error);
        if (endsAll.has(error.kind)) break;
      }
    }
    return ends;
  }

  return {
    async skip(ref, steps, options) {
      const wishes = steps.map(({ stepId, status }) => ({ stepId, from: status, to: 'skipped' as const }));
      const ends = await setEach(ref, wishes, ({ from }, status) => status === from, options);
      const skipped = ends.filter(isStep).length;
      const changed = ends.filter((end) => end === 'changed').length;
      const error = ends.find(isFailure);
      return { skipped, changed, failed: steps.length - skipped - changed, ...(error ? { error } : {}) };
    },

    async setAll(ref, plan, wishes, seen) {
      const ends = await setEach(ref, wishes, (wish, status) => !isOvertaken(wish, status, seen));
      const steps = ends.filter(isStep);
      const first = ends.find((end): end is Exclude<End, Step> => !isStep(end));
      // What is unknown comes first: nobody may say of it that nothing was saved.
      const lost = ends.filter(isFailure).find(({ maybeDone }) => maybeDone);
      const conflict = () => new ApiError({ kind: 'conflict', operation: 'updatePlanStep' });
      const error = lost ?? (first === 'changed' ? conflict() : first);
      return {
        steps: steps.length > 0 ? withSteps(plan, steps) : plan,
        done: steps.length,
        changed: ends.filter((end) => end === 'changed').length,
        failed: wishes.length - steps.length,
        ...(error ? { error } : {}),
      };
    },
  };
}

/** After these what is left fares no better: it isn't tried. */
const endsAll: ReadonlySet<ApiErrorKind> = new Set(['aborted', 'accountChanged']);

export function statusesOf(steps: readonly Step[]): ReadonlyMap<string, StepStatus> {
  return new Map(steps.map(({ stepId, status }) => [stepId, status]));
}

/** Whether somebody else has set one of these since, otherwise than it was `seen` last. */
export function areOvertaken(
  statuses: readonly StatusWish[],
  plan: readonly Step[],
  seen: readonly Step[] = [],
): boolean {
  const [now, seenStatuses] = [statusesOf(plan), statusesOf(seen)];
  return statuses.some(
    (wish) => now.get(wish.stepId) !== wish.to && isOvertaken(wish, now.get(wish.stepId), seenStatuses),
  );
}

/** Whether somebody else has set the status, which is `now`, since the wish was made and since the person looked. */
function isOvertaken(
  { stepId, from }: StatusWish,
  now: StepStatus | undefined,
  seen: ReadonlyMap<string, StepStatus>,
): boolean {
  return now !== undefined && now !== from && now !== seen.get(stepId);
}

/** The plan with the answered steps in the place of those that they renew; new ones come last. */
export function withSteps(steps: readonly Step[], answered: readonly Step[]): readonly Step[] {
  const byId = new Map(steps.map((step) => [step.stepId, step]));
  for (const step of answered) byId.set(step.stepId, step);
  return [...byId.values()];
}
