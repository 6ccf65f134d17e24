import { ApiError } from '../../api/apiError';
import type { CallOptions } from '../../api/caller';
import type { NewStep } from '../../api/client';
import { openSteps } from '../../model/attention';
import type { Step, StepStatus } from '../../model/plan';
import type { RunRef } from '../../model/run';
import { readPlanOf } from '../polling/readPlan';
import type { ActionParts } from './saves';

/** How many steps were skipped, how many have failed to be, and the first reason. */
export type SkipOutcome = { readonly skipped: number; readonly failed: number; readonly error?: ApiError };

/** What is to become of a step's status. */
export type StatusWish = {
  readonly stepId: string;
  /** What it was where the wish was made. */
  readonly from: StepStatus;
  readonly to: StepStatus;
};

export type PlanOutcome =
  | {
      readonly kind: 'saved';
      /** The plan as it is now; where it could not be read again, as the answers told of it. */
      readonly steps: readonly Step[];
      /** How many statuses were not set, though something else was saved, and the first reason. */
      readonly failed: number;
      readonly error?: ApiError;
      /** Why the plan could not be read again. */
      readonly unread?: ApiError;
    }
  /** Somebody else has changed the status of such a step since: nothing was saved. */
  | { readonly kind: 'conflict'; readonly steps: readonly Step[] };

/** What people can do with a plan as a whole. */
export interface PlanActions {
  /** The plan as the server has it now; it is put into the store. */
  readPlan(run: RunRef, options?: CallOptions): Promise<readonly Step[]>;
  /** Reads the run's plan anew and marks what is open in it as skipped, one step after the other. */
  skipOpenSteps(run: RunRef, options?: CallOptions): Promise<SkipOutcome>;
  /**
   * Adds steps to the run's plan (its first ones create it), all of them in one request, then sets statuses, one after
   * the other. A status is in conflict where the plan has neither what it was nor what `seen` has. Throws `ApiError`
   * where nothing was saved, or where that is unknown (`maybeDone`); never after something was.
   */
  savePlan(
    run: RunRef,
    added: readonly NewStep[],
    statuses: readonly StatusWish[],
    seen?: readonly Step[],
  ): Promise<PlanOutcome>;
}

export function createPlanActions({ client, store, wake }: ActionParts): PlanActions {
  async function readPlan({ missionId, runId }: RunRef, options?: CallOptions): Promise<readonly Step[]> {
    const { epoch } = store;
    const asked = store.ask();
    const steps = await readPlanOf(client, missionId, runId, options?.signal);
    if (store.epoch === epoch) store.put([{ kind: 'plan', runId, steps, asked }]);
    return steps;
  }

  /** The plan, which was `before`, with the steps in it. After a lost answer the plan says whether they are. */
  async function addSteps(ref: RunRef, added: readonly NewStep[], before: readonly Step[]): Promise<readonly Step[]> {
    const { missionId, runId } = ref;
    // What an earlier save, whose answer was lost, has added is not added twice.
    const isIn = (step: NewStep) =>
      before.some(({ stepId, description }) => stepId === step.stepId && description === step.description);
    const missing = added.filter((step) => !isIn(step));
    if (missing.length === 0) return before;
    try {
      const answer =
        before.length === 0
          ? await client.createPlan(missionId, runId, missing)
          : await client.addPlanSteps(missionId, runId, missing);
      return withSteps(before, answer);
    } catch (error) {
      if (!(error instanceof ApiError) || !error.maybeDone) throw error;
      const now = await readPlan(ref).catch(() => []);
      const there = new Set(now.map(({ stepId }) => stepId));
      if (!added.every(({ stepId }) => there.has(stepId))) throw error;
      return now;
    }
  }

  return {
    readPlan,
    async skipOpenSteps(ref, options) {
      const { missionId, runId } = ref;
      let skipped = 0;
      let failed = 0;
      let first: ApiError | undefined;
      try {
        for (const { stepId } of openSteps(await readPlan(ref, options))) {
          try {
            await client.updatePlanStep(missionId, runId, stepId, { status: 'skipped' }, options);
            skipped++;
          } catch (error) {
            if (!(error instanceof ApiError)) throw error;
            failed++;
            first ??= error;
            if (error.kind === 'aborted') break;
          }
        }
        if (skipped + failed > 0) await readPlan(ref, options);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        first ??= error;
      } finally {
        wake(runId);
      }
      return { skipped, failed, ...(first ? { error: first } : {}) };
    },
    async savePlan(ref, added, statuses, seen = []) {
      const { missionId, runId } = ref;
      const { epoch } = store;
      let failed = 0;
      let first: ApiError | undefined;
      let unread: ApiError | undefined;
      try {
        const before = await readPlan(ref);
        const now = statusesOf(before);
        const wishes = statuses.filter(({ stepId, to }) => now.get(stepId) !== to);
        if (wishes.some((wish) => isOvertaken(wish, now.get(wish.stepId), statusesOf(seen))))
          return { kind: 'conflict', steps: before };
        let steps = added.length > 0 ? await addSteps(ref, added, before) : before;
        for (const { stepId, to } of wishes) {
          try {
            steps = withSteps(steps, [await client.updatePlanStep(missionId, runId, stepId, { status: to })]);
          } catch (error) {
            if (!(error instanceof ApiError)) throw error;
            failed++;
            first ??= error;
          }
        }
        if (first && failed === wishes.length && added.length === 0) throw first;
        try {
          steps = await readPlan(ref);
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          unread = error;
          if (store.epoch === epoch) store.put([{ kind: 'plan', runId, steps, asked: store.ask() }]);
        }
        return { kind: 'saved', steps, failed, ...(first ? { error: first } : {}), ...(unread ? { unread } : {}) };
      } finally {
        wake(runId);
      }
    },
  };
}

function statusesOf(steps: readonly Step[]): ReadonlyMap<string, StepStatus> {
  return new Map(steps.map(({ stepId, status }) => [stepId, status]));
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
function withSteps(steps: readonly Step[], answered: readonly Step[]): readonly Step[] {
  const byId = new Map(steps.map((step) => [step.stepId, step]));
  for (const step of answered) byId.set(step.stepId, step);
  return [...byId.values()];
}
