import { ApiError } from '../api/apiError';
import type { CallOptions } from '../api/call';
import type { Client, MissionChange, NewEvent, NewMission, NewStep, RunChange, RunStart } from '../api/client';
import type { LinkedAgent } from '../model/agent';
import { openSteps } from '../model/attention';
import type { Mission } from '../model/mission';
import type { Step, StepStatus } from '../model/plan';
import type { Run } from '../model/run';
import { valueOf } from './facts';
import { createSaves, putStep, type Saves } from './saves';
import type { Store } from './store';
import { readPlanOf } from './planOf';

/** Rows a page when a run is looked for among all; the most that the contract allows. */
const findPageSize = 1000;

/** How an act of a person ended. */
export type Outcome<T = void> =
  | { readonly kind: 'done'; readonly value: T }
  /** It did not happen. After a 409, `run` is what the run is now. */
  | { readonly kind: 'refused'; readonly error: ApiError; readonly run?: Run }
  /** Its answer was lost: it may have happened. `run` is what the run is now, where that could be read. */
  | { readonly kind: 'unsure'; readonly error: ApiError; readonly run?: Run }
  /** Another act on the same thing is still under way. */
  | { readonly kind: 'busy' };

export interface Actions extends Saves {
  startRun(missionId: string, start: RunStart, options?: CallOptions): Promise<Outcome<Run>>;
  pauseRun(run: RunRef, options?: CallOptions): Promise<Outcome>;
  resumeRun(run: RunRef, options?: CallOptions): Promise<Outcome>;
  cancelRun(run: RunRef, options?: CallOptions): Promise<Outcome>;
  /** Closes a run: its status and its result. What is left out of `change` stays as it is. */
  completeRun(run: RunRef, change: RunChange, options?: CallOptions): Promise<Outcome>;
  /** Reads the run's plan anew and marks what is open in it as skipped, one step after the other. */
  skipOpenSteps(run: RunRef, options?: CallOptions): Promise<SkipOutcome>;
  /** Logs an event of a person's. Its key is made once, so that a repeated request logs nothing twice. */
  logEvent(run: RunRef, event: NewEvent, options?: CallOptions): Promise<Outcome>;
  setStepStatus(run: RunRef, stepId: string, status: StepStatus, options?: CallOptions): Promise<Outcome>;
  /**
   * Adds steps to the run's plan (its first ones create it), all of them in one request, then sets statuses, one after
   * the other. Throws `ApiError` where no step was added, or where that is unknown.
   */
  savePlan(
    run: RunRef,
    added: readonly NewStep[],
    statuses: readonly { readonly stepId: string; readonly status: StepStatus }[],
  ): Promise<PlanOutcome>;
  linkAgent(run: RunRef, telnyxAgentId: string, options?: CallOptions): Promise<Outcome>;
  unlinkAgent(run: RunRef, telnyxAgentId: string, options?: CallOptions): Promise<Outcome>;
  /** The linked agents as the server has them now; they are put into the store. */
  readAgents(run: RunRef, options?: CallOptions): Promise<readonly LinkedAgent[]>;
  createMission(definition: NewMission, options?: CallOptions): Promise<Outcome<Mission>>;
  /** Changes some of a mission's definition; what is left out stays as the server has it. */
  updateMission(missionId: string, change: MissionChange, options?: CallOptions): Promise<Outcome<Mission>>;
  deleteMission(missionId: string, options?: CallOptions): Promise<Outcome>;
  /** Its value is the clone, where the answer names it. */
  cloneMission(missionId: string, options?: CallOptions): Promise<Outcome<Mission | undefined>>;
  /** The plan as the server has it now; it is put into the store. */
  readPlan(run: RunRef, options?: CallOptions): Promise<readonly Step[]>;
  /** A run of which only the id is known: among the known ones, then page by page among all. */
  findRun(runId: string, options?: CallOptions): Promise<Run | undefined>;
}

/** How many steps were skipped, how many have failed to be, and the first reason. */
export type SkipOutcome = { readonly skipped: number; readonly failed: number; readonly error?: ApiError };

/** The plan as it is now, how many statuses were not set, and the first reason. */
export type PlanOutcome = { readonly steps: readonly Step[]; readonly failed: number; readonly error?: ApiError };

export type RunRef = Pick<Run, 'missionId' | 'runId'>;

/** What people can do: mark busy → call → put the answer. Nothing else changes what the store remembers. */
export function createActions(parts: {
  readonly client: Client;
  readonly store: Store;
  /** Asks at once for what is watched of this run (of everything, without one). */
  readonly wake: (runId?: string) => void;
}): Actions {
  const { client, store, wake } = parts;

  /** Answers of acts are as new as their arrival: a poll that left before must not undo them. */
  function putRun(run: Run, epoch: number): void {
    if (store.epoch === epoch) store.put([{ kind: 'runs', runs: [run], asked: store.ask(), own: true }]);
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

  async function actOnRun(
    ref: RunRef,
    act: () => Promise<Run>,
    /** Whether a run in this state shows that the act has happened. */
    shows: (run: Run) => boolean,
  ): Promise<Outcome> {
    const { runId } = ref;
    if (store.isBusy(runId)) return { kind: 'busy' };
    const { epoch } = store;
    store.put([{ kind: 'busy', runId, busy: true }]);
    try {
      putRun(await act(), epoch);
      return { kind: 'done', value: undefined };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.kind !== 'conflict' && !error.maybeDone) return { kind: 'refused', error };
      const run = await lookAt(ref, epoch);
      if (run && error.maybeDone && shows(run)) return { kind: 'done', value: undefined };
      return { kind: error.maybeDone ? 'unsure' : 'refused', error, ...(run ? { run } : {}) };
    } finally {
      if (store.epoch === epoch) {
        store.put([{ kind: 'busy', runId, busy: false }]);
        wake(runId);
      }
    }
  }

  /**
   * An act on something of a run. After a lost answer `shows` looks whether it has happened; without that, or where
   * it cannot be seen, it is unknown.
   */
  async function actWithin(ref: RunRef, act: () => Promise<unknown>, shows: () => Promise<boolean>): Promise<Outcome> {
    try {
      await act();
      return { kind: 'done', value: undefined };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!error.maybeDone) return { kind: 'refused', error };
      const happened = await shows().catch(() => false);
      return happened ? { kind: 'done', value: undefined } : { kind: 'unsure', error };
    } finally {
      wake(ref.runId);
    }
  }

  /** After a lost answer the plan says whether the steps are in it. */
  async function addSteps(ref: RunRef, added: readonly NewStep[]): Promise<void> {
    const { missionId, runId } = ref;
    const isFirst = (await readPlan(ref)).length === 0;
    try {
      if (isFirst) await client.createPlan(missionId, runId, added);
      else await client.addPlanSteps(missionId, runId, added);
    } catch (error) {
      if (!(error instanceof ApiError) || !error.maybeDone) throw error;
      const there = new Set((await readPlan(ref).catch(() => [])).map(({ stepId }) => stepId));
      if (!added.every(({ stepId }) => there.has(stepId))) throw error;
    }
  }

  /** An act that answers with the mission as it is now. */
  async function actOnMissions<T extends Mission | undefined>(act: () => Promise<T>): Promise<Outcome<T>> {
    const { epoch } = store;
    try {
      const mission = await act();
      if (mission && store.epoch === epoch) store.put([{ kind: 'mission', mission, asked: store.ask() }]);
      return { kind: 'done', value: mission };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { kind: error.maybeDone ? 'unsure' : 'refused', error };
    } finally {
      wake();
    }
  }

  async function readPlan({ missionId, runId }: RunRef, options?: CallOptions): Promise<readonly Step[]> {
    const { epoch } = store;
    const asked = store.ask();
    const steps = await readPlanOf(client, missionId, runId, options?.signal);
    if (store.epoch === epoch) store.put([{ kind: 'plan', runId, steps, asked }]);
    return steps;
  }

  async function readAgents({ missionId, runId }: RunRef, options?: CallOptions): Promise<readonly LinkedAgent[]> {
    const { epoch } = store;
    const asked = store.ask();
    const agents = await client.listLinkedAgents(missionId, runId, options);
    if (store.epoch === epoch) store.put([{ kind: 'agents', runId, agents, asked }]);
    return agents;
  }

  async function findRun(runId: string, options?: CallOptions): Promise<Run | undefined> {
    const { epoch } = store;
    for (let number = 1; ; number++) {
      const known = valueOf(store.run(runId));
      if (known) return known;
      const asked = store.ask();
      const page = await client.listRecentRuns({}, { number, size: findPageSize }, options);
      const run = page.rows.find((row) => row.runId === runId);
      if (store.epoch === epoch && run) store.put([{ kind: 'runs', runs: [run], asked }]);
      if (run || number >= page.totalPages) return run;
    }
  }

  return {
    ...createSaves(parts),
    async startRun(missionId, start, options) {
      const { epoch } = store;
      try {
        const run = await client.startRun(missionId, start, options);
        putRun(run, epoch);
        return { kind: 'done', value: run };
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        return { kind: error.maybeDone ? 'unsure' : 'refused', error };
      } finally {
        wake();
      }
    },
    pauseRun: (ref, options) =>
      actOnRun(
        ref,
        () => client.pauseRun(ref.missionId, ref.runId, options),
        (run) => run.status === 'paused',
      ),
    resumeRun: (ref, options) =>
      actOnRun(
        ref,
        () => client.resumeRun(ref.missionId, ref.runId, options),
        (run) => run.status === 'running',
      ),
    cancelRun: (ref, options) =>
      actOnRun(
        ref,
        () => client.cancelRun(ref.missionId, ref.runId, options),
        (run) => run.status === 'cancelled',
      ),
    completeRun: (ref, change, options) =>
      actOnRun(
        ref,
        () => client.updateRun(ref.missionId, ref.runId, change, options),
        (run) =>
          (change.status === undefined || run.status === change.status) &&
          (change.resultSummary === undefined || run.resultSummary === change.resultSummary),
      ),
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
    logEvent: (ref, event, options) =>
      actWithin(
        ref,
        () => client.logEvent(ref.missionId, ref.runId, event, options),
        () => Promise.resolve(false),
      ),
    setStepStatus: (ref, stepId, status, options) =>
      actWithin(
        ref,
        async () => {
          const { epoch } = store;
          const step = await client.updatePlanStep(ref.missionId, ref.runId, stepId, { status }, options);
          if (store.epoch === epoch) putStep(store, ref.runId, step);
        },
        async () => (await readPlan(ref)).find((step) => step.stepId === stepId)?.status === status,
      ),
    async savePlan(ref, added, statuses) {
      const { missionId, runId } = ref;
      let failed = 0;
      let first: ApiError | undefined;
      try {
        if (added.length > 0) await addSteps(ref, added);
        for (const { stepId, status } of statuses) {
          try {
            await client.updatePlanStep(missionId, runId, stepId, { status });
          } catch (error) {
            if (!(error instanceof ApiError)) throw error;
            failed++;
            first ??= error;
          }
        }
        return { steps: await readPlan(ref), failed, ...(first ? { error: first } : {}) };
      } finally {
        wake(runId);
      }
    },
    linkAgent: (ref, telnyxAgentId, options) =>
      actWithin(
        ref,
        () => client.linkAgent(ref.missionId, ref.runId, telnyxAgentId, options),
        async () => (await readAgents(ref)).some((agent) => agent.telnyxAgentId === telnyxAgentId),
      ),
    unlinkAgent: (ref, telnyxAgentId, options) =>
      actWithin(
        ref,
        () => client.unlinkAgent(ref.missionId, ref.runId, telnyxAgentId, options),
        async () => !(await readAgents(ref)).some((agent) => agent.telnyxAgentId === telnyxAgentId),
      ),
    readAgents,
    createMission: (definition, options) => actOnMissions(() => client.createMission(definition, options)),
    updateMission: (missionId, change, options) =>
      actOnMissions(() => client.updateMission(missionId, change, options)),
    async deleteMission(missionId, options) {
      try {
        await client.deleteMission(missionId, options);
        return { kind: 'done', value: undefined };
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        // It is gone: by this request or by another, that is what was wanted.
        if (error.kind === 'notFound') return { kind: 'done', value: undefined };
        return { kind: error.maybeDone ? 'unsure' : 'refused', error };
      } finally {
        wake();
      }
    },
    cloneMission: (missionId, options) => actOnMissions(() => client.cloneMission(missionId, options)),
    readPlan,
    findRun,
  };
}
