import { ApiError } from '../../api/apiError';
import type { CallOptions } from '../../api/sender';
import type { BoundClient } from '../../api/client';
import type { RunChange } from '../../api/requests';
import type { Claim } from '../../model/claim';
import { runCan, type Run, type RunCapability, type RunRef, type RunStart, type RunStatus } from '../../model/run';
import { decideClaim, decideEnd, decideRun, type RunEnd } from '../saving/decisions';
import { isHeldBack, type Decide } from '../saving/save';
import type { ActionParts, Saves } from '../saving/saves';
import { done, failureOutcome, ofSave, outcomeOf, type Conditional, type Outcome } from './outcome';

/** What people can do with a run as a whole. */
export interface RunActions {
  startRun(missionId: string, start: RunStart, options?: CallOptions): Promise<Outcome<Run>>;
  pauseRun(run: RunRef, options?: CallOptions): Promise<Outcome>;
  resumeRun(run: RunRef, options?: CallOptions): Promise<Outcome>;
  cancelRun(run: RunRef, options?: CallOptions): Promise<Outcome>;
  /**
   * Closes a run: its status and its result, where the run is still what was `seen` of it. What is left out of `change`
   * stays as it is.
   */
  completeRun(seen: Run, change: RunChange, options?: CallOptions): Promise<Conditional<Run>>;
  /** Sets the status of a run, where that is still what was `seen`. */
  setRunStatus(seen: Run, status: RunStatus, options?: CallOptions): Promise<Conditional<Run>>;
  /** Claims a run, where what it is now `isAllowed`. Resolves to the run as it was read after that: another may have won. */
  claimRun(
    run: RunRef,
    claim: Claim,
    isAllowed: (run: Run) => boolean,
    options?: CallOptions,
  ): Promise<Conditional<Run>>;
  /** Ends a run and whatever claim there is to it, where what it is now `isAllowed`. */
  endRun(run: RunRef, end: RunEnd, isAllowed: (run: Run) => boolean, options?: CallOptions): Promise<Conditional<Run>>;
}

/** Pausing, resuming or cancelling a run. */
type RunAct = {
  readonly send: BoundClient['pauseRun'];
  readonly can: RunCapability;
  /** Whether a run in this state shows that it has happened. */
  readonly shows: (run: Run) => boolean;
};

export function createRunActions({
  client,
  store,
  wake,
  saves,
}: ActionParts & { readonly saves: Pick<Saves, 'saveRun' | 'readRun'> }): RunActions {
  /** Answers of acts are as new as their arrival: a poll that left before must not undo them. */
  function putRun(run: Run, epoch: number): void {
    if (store.epoch === epoch)
      store.put([{ kind: 'runs', runs: [run], requestSeq: store.nextRequestSeq(), own: true }]);
  }

  /** What the run is now, after an act that did not go as meant. */
  async function lookAt({ missionId, runId }: RunRef, epoch: number): Promise<Run | undefined> {
    try {
      const run = await client.getRun(missionId, runId);
      putRun(run, epoch);
      return run;
    } catch {
      return undefined;
    }
  }

  /** Marks the run as busy while `act` goes on; a run that is busy already is left alone. */
  async function whileBusy<T>(runId: string, act: (epoch: number) => Promise<T>): Promise<T | { kind: 'busy' }> {
    if (store.isBusy(runId)) return { kind: 'busy' };
    const { epoch } = store;
    store.put([{ kind: 'busy', runId, busy: true }]);
    try {
      return await act(epoch);
    } finally {
      if (store.epoch === epoch) {
        store.put([{ kind: 'busy', runId, busy: false }]);
        wake(runId);
      }
    }
  }

  /** After a 409 or a lost answer, what the run is now. */
  async function failedOnRun(ref: RunRef, thrown: unknown, epoch: number, shows?: (run: Run) => boolean) {
    const failure = failureOutcome(thrown);
    const { error } = failure;
    if (error.kind !== 'conflict' && !error.maybeDone) return failure;
    const run = await lookAt(ref, epoch);
    if (run && error.maybeDone && shows?.(run)) return { kind: 'done', value: run } as const;
    return { ...failure, ...(run ? { run } : {}) };
  }

  /** Sends what a person wants of a run that can have it done. Where it is held back, the run is looked at first. */
  async function sendToRun(
    ref: RunRef,
    { send, can, shows }: RunAct,
    epoch: number,
    options: CallOptions | undefined,
  ): Promise<void> {
    for (let number = 1; ; number++) {
      try {
        putRun(await send(ref.missionId, ref.runId, { ...options, decidedNow: true }), epoch);
        return;
      } catch (error) {
        if (!isHeldBack(error)) throw error;
        await client.again(error, number, options?.signal);
        const run = await client.getRun(ref.missionId, ref.runId, options);
        putRun(run, epoch);
        if (shows(run)) return;
        if (!runCan(run).includes(can)) throw new ApiError({ kind: 'conflict', operation: error.operation });
      }
    }
  }

  const actOnRun = (ref: RunRef, act: RunAct, options?: CallOptions): Promise<Outcome> =>
    whileBusy<Outcome>(ref.runId, async (epoch) => {
      try {
        await sendToRun(ref, act, epoch, options);
        return done;
      } catch (error) {
        const outcome = await failedOnRun(ref, error, epoch, act.shows);
        return outcome.kind === 'done' ? done : outcome;
      }
    });

  /** A change to a run on a condition. `then` is done while the run is still busy. */
  const changeRun = (
    ref: RunRef,
    decide: Decide<Run, RunChange>,
    options?: CallOptions,
    then: () => Promise<Run> | undefined = () => undefined,
  ): Promise<Conditional<Run>> =>
    whileBusy<Conditional<Run>>(ref.runId, async (epoch) => {
      try {
        const outcome = ofSave(await saves.saveRun(ref, decide, options));
        const now = outcome.kind === 'done' ? await then() : undefined;
        return now ? { kind: 'done', value: now } : outcome;
      } catch (error) {
        return await failedOnRun(ref, error, epoch);
      }
    });

  /** After a write that has happened: where it can't be read, nobody knows what has become of it. */
  async function readAfter(ref: RunRef, options?: CallOptions): Promise<Run> {
    try {
      return await saves.readRun(ref, options);
    } catch (error) {
      throw error instanceof ApiError ? error.asMaybeDone() : error;
    }
  }

  const isIn = (status: RunStatus) => (run: Run) => run.status === status;
  const pause: RunAct = { send: client.pauseRun, can: 'pausable', shows: isIn('paused') };
  const resume: RunAct = { send: client.resumeRun, can: 'resumable', shows: isIn('running') };
  const cancel: RunAct = { send: client.cancelRun, can: 'cancelable', shows: isIn('cancelled') };

  return {
    async startRun(missionId, start, options) {
      const { epoch } = store;
      try {
        return await outcomeOf(async () => {
          const run = await client.startRun(missionId, start, options);
          putRun(run, epoch);
          return run;
        });
      } finally {
        wake();
      }
    },
    pauseRun: (ref, options) => actOnRun(ref, pause, options),
    resumeRun: (ref, options) => actOnRun(ref, resume, options),
    cancelRun: (ref, options) => actOnRun(ref, cancel, options),
    completeRun: (seen, change, options) =>
      changeRun(seen, decideRun(seen, change, ['status', 'resultSummary', 'resultPayload', 'error']), options),
    setRunStatus: (seen, status, options) => changeRun(seen, decideRun(seen, { status }, ['status']), options),
    claimRun: (ref, claim, isAllowed, options) =>
      // Of two who have written at once, only one is left.
      changeRun(ref, decideClaim(claim, isAllowed), options, () => readAfter(ref, options)),
    endRun: (ref, end, isAllowed, options) => changeRun(ref, decideEnd(end, isAllowed), options),
  };
}
