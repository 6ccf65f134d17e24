import { ApiError } from '../../api/apiError';
import type { CallOptions } from '../../api/caller';
import type { Client, MissionChange, RunChange, StepChange } from '../../api/client';
import { decideSave, type SaveVerdict } from '../../model/saveDecision';
import type { RunEvent } from '../../model/event';
import type { Mission } from '../../model/mission';
import type { Step } from '../../model/plan';
import type { Run, RunRef } from '../../model/run';
import { valueOf } from '../store/facts';
import type { Store } from '../store/store';

export type SaveOutcome<V> =
  { readonly kind: 'saved'; readonly value: V } | { readonly kind: 'conflict'; readonly remote: V };

export type Decide<V, C> = (remote: V) => SaveVerdict<C>;

/**
 * What documents are read by and saved by. Each saving reads afresh, asks what that means, and writes. All throw
 * `ApiError` when nothing was saved, or when that is unknown (`maybeDone`).
 */
export interface Saves {
  /** Writes a mission's instructions if the server still has `base`, the text that was opened. */
  saveInstructions(missionId: string, base: string | undefined, mine: string): Promise<SaveOutcome<Mission>>;
  /** Changes some of a mission's definition; what is left out stays as the server has it. */
  saveMission(missionId: string, decide: Decide<Mission, MissionChange>): Promise<SaveOutcome<Mission>>;
  saveRun(run: RunRef, decide: Decide<Run, RunChange>): Promise<SaveOutcome<Run>>;
  saveStep(run: RunRef, stepId: string, decide: Decide<Step, StepChange>): Promise<SaveOutcome<Step>>;
  /** The mission as the server has it now; it is put into the store. */
  readMission(missionId: string, options?: CallOptions): Promise<Mission>;
  /** The run as the server has it now; it is put into the store. */
  readRun(run: RunRef, options?: CallOptions): Promise<Run>;
  /** The step as the server has it now; it is put into the plan that the store has. */
  readStep(run: RunRef, stepId: string, options?: CallOptions): Promise<Step>;
  readEvent(run: RunRef, eventId: string, options?: CallOptions): Promise<RunEvent>;
}

class Conflict extends Error {
  constructor(readonly remote: Mission) {
    super('It was changed elsewhere');
  }
}

/** What acts are made of. */
export type ActionParts = {
  readonly client: Client;
  readonly store: Store;
  /** Asks at once for what is watched of this run (of everything, without one). */
  readonly wake: (runId?: string) => void;
};

export function createSaves({ client, store, wake }: ActionParts): Saves {
  /**
   * What to do with an answer: a poll's is as old as its request (this call), an act's own as new as its arrival.
   * Answers of another account are not put.
   */
  function answer<V>(put: (value: V, asked: number) => void): (value: V, own?: boolean) => V {
    const { epoch } = store;
    const asked = store.ask();
    return (value, own = false) => {
      if (store.epoch === epoch) put(value, own ? store.ask() : asked);
      return value;
    };
  }
  const missionAnswer = () => answer<Mission>((mission, asked) => store.put([{ kind: 'mission', mission, asked }]));
  const runAnswer = () => answer<Run>((run, asked) => store.put([{ kind: 'runs', runs: [run], asked }]));
  const stepAnswer = ({ runId }: RunRef) => answer<Step>((step) => putStep(store, runId, step));

  const readMission = async (missionId: string, options?: CallOptions) =>
    missionAnswer()(await client.getMission(missionId, options));
  const readRun = async (run: RunRef, options?: CallOptions) =>
    runAnswer()(await client.getRun(run.missionId, run.runId, options));
  const readStep = async (run: RunRef, stepId: string, options?: CallOptions) =>
    stepAnswer(run)(await client.getPlanStep(run.missionId, run.runId, stepId, options));

  /** After a lost answer it is read once more: perhaps it has happened. */
  async function lookAgain<V, C>(
    error: unknown,
    read: () => Promise<V>,
    decide: Decide<V, C>,
  ): Promise<SaveOutcome<V>> {
    if (!(error instanceof ApiError) || !error.maybeDone) throw error;
    const now = await read().catch(() => undefined);
    if (now === undefined || decide(now).kind !== 'nothingToDo') throw error;
    return { kind: 'saved', value: now };
  }

  async function save<V, C>(
    read: () => Promise<V>,
    decide: Decide<V, C>,
    write: (change: C) => Promise<V>,
  ): Promise<SaveOutcome<V>> {
    const remote = await read();
    const verdict = decide(remote);
    if (verdict.kind === 'conflict') return { kind: 'conflict', remote };
    if (verdict.kind === 'nothingToDo') return { kind: 'saved', value: remote };
    try {
      return { kind: 'saved', value: await write(verdict.change) };
    } catch (error) {
      return await lookAgain(error, read, decide);
    } finally {
      wake();
    }
  }

  async function saveMission(missionId: string, decide: Decide<Mission, MissionChange>): Promise<SaveOutcome<Mission>> {
    const put = missionAnswer();
    try {
      const mission = await client.updateMission(missionId, (fresh) => {
        const verdict = decide(fresh);
        if (verdict.kind === 'conflict') throw new Conflict(fresh);
        return verdict.kind === 'write' ? verdict.change : undefined;
      });
      return { kind: 'saved', value: put(mission, true) };
    } catch (error) {
      if (error instanceof Conflict) return { kind: 'conflict', remote: put(error.remote, true) };
      return lookAgain(error, () => readMission(missionId), decide);
    }
  }

  return {
    saveInstructions: (missionId, base, mine) =>
      saveMission(missionId, ({ instructions = '' }) => {
        const kind = decideSave(base, instructions, mine);
        return kind === 'write' ? { kind, change: { instructions: mine } } : { kind };
      }),
    saveMission,
    saveRun: (run, decide) =>
      save(
        () => readRun(run),
        decide,
        async (change) => runAnswer()(await client.updateRun(run.missionId, run.runId, change), true),
      ),
    saveStep: (run, stepId, decide) =>
      save(
        () => readStep(run, stepId),
        decide,
        async (change) => stepAnswer(run)(await client.updatePlanStep(run.missionId, run.runId, stepId, change), true),
      ),
    readMission,
    readRun,
    readStep,
    readEvent: ({ missionId, runId }, eventId, options) => client.getEvent(missionId, runId, eventId, options),
  };
}

/** Puts a step into the plan that is held of its run, if one is. */
export function putStep(store: Store, runId: string, step: Step): void {
  const steps = valueOf(store.plan(runId));
  if (!steps) return;
  const fresh = steps.map((held) => (held.stepId === step.stepId ? step : held));
  store.put([{ kind: 'plan', runId, steps: fresh, asked: store.ask() }]);
}
