import { ApiError, type ApiErrorKind } from '../../api/apiError';
import type { CallOptions } from '../../api/caller';
import type { NewStep } from '../../api/client';
import type { Step, StepStatus } from '../../model/plan';
import type { RunRef } from '../../model/run';
import { readingOfNow, readPlan as readPlanInto } from '../reading/reads';
import { isHeldBack } from '../saving/save';
import type { ActionParts, Saves } from '../saving/saves';

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
  /** Marks steps as skipped, one after the other; each only where its status is still what it was in `asked`. */
  skipSteps(run: RunRef, asked: readonly Step[], options?: CallOptions): Promise<SkipOutcome>;
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

  /** Sets one status, unless somebody else has set it since. Resolves to the step where it is so now. */
  async function setStatus(
    ref: RunRef,
    { stepId, to }: StatusWish,
    expected: (status: StepStatus) => boolean,
    options?: CallOptions,
  ): Promise<Step | 'changed'> {
    const outcome = await saves.saveStep(
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

  async function skipSteps(ref: RunRef, asked: readonly Step[], options?: CallOptions): Promise<SkipOutcome> {
    let skipped = 0;
    let changed = 0;
    let first: ApiError | undefined;
    try {
      for (const { stepId, status: from } of asked) {
        try {
          const wish = { stepId, from, to: 'skipped' };
          const step = await setStatus(ref, wish, (status) => status === from, options);
          if (step === 'changed') changed++;
          else skipped++;
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          first ??= error;
          if (endsAll.has(error.kind)) break;
        }
      }
      if (asked.length > 0) await readPlan(ref, options);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      first ??= error;
    } finally {
      wake(ref.runId);
    }
    return { skipped, changed, failed: asked.length - skipped - changed, ...(first ? { error: first } : {}) };
  }

  /** The statuses that can be set, one after the other. Resolves to the plan as the answers tell of it. */
  async function setStatuses(
    ref: RunRef,
    plan: readonly Step[],
    wishes: readonly StatusWish[],
    seen: ReadonlyMap<string, StepStatus>,
  ) {
    let steps = plan;
    let done = 0;
    let changed = 0;
    let first: ApiError | undefined;
    let lost: ApiError | undefined;
    for (const wish of wishes) {
      try {
        const step = await setStatus(ref, wish, (status) => !isOvertaken(wish, status, seen));
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
  }

  /** The plan as it is after a save; where it can't be read again, as the answers told of it. */
  async function readSaved(ref: RunRef, told: readonly Step[]) {
    const { epoch } = store;
    try {
      return { steps: await readPlan(ref) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (store.epoch === epoch) store.put([{ kind: 'plan', runId: ref.runId, steps: told, asked: store.ask() }]);
      return { steps: told, unread: error };
    }
  }

  return {
    readPlan,
    skipSteps,
    async savePlan(ref, added, statuses, seen = []) {
      try {
        const before = await readPlan(ref);
        if (areOvertaken(statuses, before, seen)) return { kind: 'conflict', steps: before };
        const now = statusesOf(before);
        const seenStatuses = statusesOf(seen);
        const wishes = statuses.filter(({ stepId, to }) => now.get(stepId) !== to);
        const plan = added.length > 0 ? await addSteps(ref, added, before) : before;
        const { steps: told, done, changed, failed, error } = await setStatuses(ref, plan, wishes, seenStatuses);
        const isNothingSaved = done === 0 && added.length === 0;
        // Changed between that reading and the next: nothing was saved all the same.
        if (isNothingSaved && changed > 0 && !error?.maybeDone) return { kind: 'conflict', steps: await readPlan(ref) };
        if (isNothingSaved && error) throw await planErrorOf(ref, error);
        return { kind: 'saved', failed, ...(error ? { error } : {}), ...(await readSaved(ref, told)) };
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

/** After these what is left fares no better: it isn't tried. */
const endsAll: ReadonlySet<ApiErrorKind> = new Set(['aborted', 'accountChanged']);

/** What an earlier save, whose answer was lost, has added is not added twice. */
function isIn(plan: readonly Step[], { stepId, description }: NewStep): boolean {
  return plan.some((step) => step.stepId === stepId && step.description === description);
}

function statusesOf(steps: readonly Step[]): ReadonlyMap<string, StepStatus> {
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
function withSteps(steps: readonly Step[], answered: readonly Step[]): readonly Step[] {
  const byId = new Map(steps.map((step) => [step.stepId, step]));
  for (const step of answered) byId.set(step.stepId, step);
  return [...byId.values()];
}
