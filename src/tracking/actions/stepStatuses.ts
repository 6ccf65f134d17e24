import { ApiError, type ApiErrorKind } from '../../api/apiError';
import type { CallOptions } from '../../api/sender';
import type { Step, StepStatus } from '../../model/plan';
import type { RunRef } from '../../model/run';
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
  /** Marks steps as skipped; each only where its status is still what it was in `asked`. */
  skip(ref: RunRef, asked: readonly Step[], options?: CallOptions): Promise<SkipOutcome>;
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

export function createStepStatuses({ saveStep }: Pick<Saves, 'saveStep'>): StepStatuses {
  /** Sets one status, unless somebody else has set it since. Resolves to the step where it is so now. */
  async function set(
    ref: RunRef,
    { stepId, to }: StatusWish,
    expected: (status: StepStatus) => boolean,
    options?: CallOptions,
  ): Promise<Step | 'changed'> {
    const outcome = await saveStep(
      ref,
      stepId,
      ({ status }) => {
        if (status === to) return { kind: 'nothingToDo' };
        return expected(status) ? { kind: 'write', change: { status: to } } : { kind: 'conflict' };
      },
      options,
    );
    return outcome.kind === 'saved' ? outcome.value : 'changed';
  }

  return {
    async skip(ref, asked, options) {
      let skipped = 0;
      let changed = 0;
      let first: ApiError | undefined;
      for (const { stepId, status: from } of asked) {
        try {
          const step = await set(ref, { stepId, from, to: 'skipped' }, (status) => status === from, options);
          if (step === 'changed') changed++;
          else skipped++;
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          first ??= error;
          if (endsAll.has(error.kind)) break;
        }
      }
      return { skipped, changed, failed: asked.length - skipped - changed, ...(first ? { error: first } : {}) };
    },

    async setAll(ref, plan, wishes, seen) {
      let steps = plan;
      let done = 0;
      let changed = 0;
      let first: ApiError | undefined;
      let lost: ApiError | undefined;
      for (const wish of wishes) {
        try {
          const step = await set(ref, wish, (status) => !isOvertaken(wish, status, seen));
          if (step === 'changed') {
            changed++;
            first ??= new ApiError({ kind: 'conflict', operation: 'updatePlanStep' });
            continue;
          }
          done++;
          steps = withSteps(steps, [step]);
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          first ??= error;
          if (error.maybeDone) lost ??= error;
          if (endsAll.has(error.kind)) break;
        }
      }
      // What is unknown comes first: nobody may say of it that nothing was saved.
      const error = lost ?? first;
      return { steps, done, changed, failed: wishes.length - done, ...(error ? { error } : {}) };
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
