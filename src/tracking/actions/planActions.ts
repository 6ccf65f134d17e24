import { ApiError } from '../../api/apiError';
import type { CallOptions } from '../../api/sender';
import type { NewStep } from '../../api/requests';
import type { Step } from '../../model/plan';
import type { RunRef } from '../../model/run';
import { readingOfNow, readPlan as readPlanInto } from '../reading/reads';
import { isHeldBack } from '../saving/save';
import type { ActionParts, Saves } from '../saving/saves';
import {
  areOvertaken,
  createStepStatuses,
  statusesOf,
  withSteps,
  type SkipOutcome,
  type StatusWish,
} from './stepStatuses';

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
  /** Marks steps as skipped, one after the other; each only where its status is still what it is in `steps`. */
  skipSteps(run: RunRef, steps: readonly Step[], options?: CallOptions): Promise<SkipOutcome>;
  /**
   * Adds steps to the run's plan (its first ones create it), all of them in one request, then sets statuses, one after
   * the other, each on a reading made right before. A status is in conflict where the plan has neither what it was nor
   * what `seen` has. Throws `ApiError` where nothing was saved, or where that is unknown (`maybeDone`); never after
   * something was.
   */
  savePlan(
    run: RunRef,
    added: readonly NewStep[],
    statuses: readonly StatusWish[],
    seen?: readonly Step[],
  ): Promise<PlanOutcome>;
}

export function createPlanActions(parts: ActionParts & { readonly saves: Pick<Saves, 'saveStep'> }): PlanActions {
  const { client, store, wake, saves } = parts;
  const statuses = createStepStatuses(saves);

  const readPlan = (ref: RunRef, options?: CallOptions) => readPlanInto(readingOfNow({ client, store }, options), ref);

  /** The plan with the steps in it. After a lost answer the plan says whether they are. */
  async function addSteps(ref: RunRef, added: readonly NewStep[], read: readonly Step[]): Promise<readonly Step[]> {
    let before = read;
    for (let number = 1; ; number++) {
      const missing = added.filter((step) => !isIn(before, step));
      if (missing.length === 0) return before;
      try {
        return withSteps(before, await sendSteps(ref, missing, before));
      } catch (error) {
        if (isHeldBack(error)) {
          await client.again(error, number);
          before = await readPlan(ref);
          continue;
        }
        if (!(error instanceof ApiError) || !error.maybeDone) throw error;
        const now = await readPlan(ref).catch(() => []);
        const there = new Set(now.map(({ stepId }) => stepId));
        if (!added.every(({ stepId }) => there.has(stepId))) throw error;
        return now;
      }
    }
  }

  /** Whether these are the first steps was decided on `before`. */
  function sendSteps({ missionId, runId }: RunRef, steps: readonly NewStep[], before: readonly Step[]) {
    const send = before.length === 0 ? client.createPlan : client.addPlanSteps;
    return send(missionId, runId, steps, { decidedNow: true });
  }

  async function skipSteps(ref: RunRef, steps: readonly Step[], options?: CallOptions): Promise<SkipOutcome> {
    try {
      const outcome = await statuses.skip(ref, steps, options);
      if (steps.length === 0) return outcome;
      try {
        await readPlan(ref, options);
        return outcome;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        return { ...outcome, error: outcome.error ?? error };
      }
    } finally {
      wake(ref.runId);
    }
  }

  /** The plan as it is after a save; where it can't be read again, as the answers told of it. */
  async function readSaved(ref: RunRef, answered: readonly Step[]) {
    const { epoch } = store;
    try {
      return { steps: await readPlan(ref) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (store.epoch === epoch)
        store.put([{ kind: 'plan', runId: ref.runId, steps: answered, requestSeq: store.nextRequestSeq() }]);
      return { steps: answered, unread: error };
    }
  }

  return {
    readPlan,
    skipSteps,
    async savePlan(ref, added, wanted, seen = []) {
      try {
        const before = await readPlan(ref);
        if (areOvertaken(wanted, before, seen)) return { kind: 'conflict', steps: before };
        const now = statusesOf(before);
        const seenStatuses = statusesOf(seen);
        const wishes = wanted.filter(({ stepId, to }) => now.get(stepId) !== to);
        const plan = added.length > 0 ? await addSteps(ref, added, before) : before;
        const {
          steps: answered,
          done,
          changed,
          failed,
          error,
        } = await statuses.setAll(ref, plan, wishes, seenStatuses);
        const isNothingSaved = done === 0 && added.length === 0;
        // Changed between that reading and the next: nothing was saved all the same.
        if (isNothingSaved && changed > 0 && !error?.maybeDone) return { kind: 'conflict', steps: await readPlan(ref) };
        if (isNothingSaved && error) throw await planErrorOf(ref, error);
        return { kind: 'saved', failed, ...(error ? { error } : {}), ...(await readSaved(ref, answered)) };
      } finally {
        wake(ref.runId);
      }
    },
  };

  /** That a step is not there says nothing of the plan it was in. */
  async function planErrorOf(ref: RunRef, error: ApiError): Promise<ApiError> {
    if (error.kind !== 'notFound') return error;
    try {
      await client.getRun(ref.missionId, ref.runId);
      return new ApiError({ kind: 'conflict', operation: error.operation, maybeDone: error.maybeDone });
    } catch (gone) {
      return gone instanceof ApiError ? gone : error;
    }
  }
}

/** What an earlier save, whose answer was lost, has added is not added twice. */
function isIn(plan: readonly Step[], { stepId, description }: NewStep): boolean {
  return plan.some((step) => step.stepId === stepId && step.description === description);
}
