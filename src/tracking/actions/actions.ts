import { ApiError } from '../../api/apiError';
import type { CallOptions } from '../../api/caller';
import type { MissionChange, NewEvent, NewMission, RunChange } from '../../api/client';
import type { LinkedAgent } from '../../model/agent';
import type { Mission } from '../../model/mission';
import type { StepStatus } from '../../model/plan';
import type { Run, RunRef, RunStart } from '../../model/run';
import { valueOf } from '../store/facts';
import { createPlanActions, type PlanActions } from './planActions';
import { createSaves, putStep, type ActionParts, type Saves } from './saves';

/** Rows a page when one is looked for among all; the most that the contract allows. */
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

export interface Actions extends Saves, PlanActions {
  startRun(missionId: string, start: RunStart, options?: CallOptions): Promise<Outcome<Run>>;
  pauseRun(run: RunRef, options?: CallOptions): Promise<Outcome>;
  resumeRun(run: RunRef, options?: CallOptions): Promise<Outcome>;
  cancelRun(run: RunRef, options?: CallOptions): Promise<Outcome>;
  /** Closes a run: its status and its result. What is left out of `change` stays as it is. */
  completeRun(run: RunRef, change: RunChange, options?: CallOptions): Promise<Outcome>;
  /** Logs an event of a person's. Its key is made once, so that a repeated request logs nothing twice. */
  logEvent(run: RunRef, event: NewEvent, options?: CallOptions): Promise<Outcome>;
  setStepStatus(run: RunRef, stepId: string, status: StepStatus, options?: CallOptions): Promise<Outcome>;
  linkAgent(run: RunRef, telnyxAgentId: string, options?: CallOptions): Promise<Outcome>;
  unlinkAgent(run: RunRef, telnyxAgentId: string, options?: CallOptions): Promise<Outcome>;
  /** The linked agents as the server has them now; they are put into the store. */
  readAgents(run: RunRef, options?: CallOptions): Promise<readonly LinkedAgent[]>;
  createMission(definition: NewMission, options?: CallOptions): Promise<Outcome<Mission>>;
  /**
   * Changes some of a mission's definition; what is left out stays as the server has it. `change` may be a function of
   * what the server has now: where it throws, nothing is written, and what it throws is thrown on.
   */
  updateMission(
    missionId: string,
    change: MissionChange | ((fresh: Mission) => MissionChange),
    options?: CallOptions,
  ): Promise<Outcome<Mission>>;
  deleteMission(missionId: string, options?: CallOptions): Promise<Outcome>;
  /** Whether the service has no such mission any more. Throws `ApiError`. */
  isMissionGone(missionId: string): Promise<boolean>;
  /** Its value is the clone, where the answer names it. */
  cloneMission(missionId: string, options?: CallOptions): Promise<Outcome<Mission | undefined>>;
  /** The mission's newest runs as the server has them now, at most `size`, and how many it has in all. */
  readRuns(missionId: string, size: number): Promise<{ readonly runs: readonly Run[]; readonly total: number }>;
  /** A run of which only the id is known: among the known ones, then page by page among all. */
  findRun(runId: string, options?: CallOptions): Promise<Run | undefined>;
  /** The missions of exactly this name, looked for page by page among all. */
  findMissions(name: string, options?: CallOptions): Promise<readonly Mission[]>;
}

/** What people can do: mark busy → call → put the answer. Nothing else changes what the store remembers. */
export function createActions(parts: ActionParts): Actions {
  const { client, store, wake } = parts;
  const saves = createSaves(parts);
  const plans = createPlanActions(parts);

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

  const isMissionGone = (missionId: string) =>
    saves.readMission(missionId).then(
      () => false,
      (error: unknown) => {
        if (error instanceof ApiError && error.kind === 'notFound') return true;
        throw error;
      },
    );

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

  async function findMissions(name: string, options?: CallOptions): Promise<readonly Mission[]> {
    const found = new Map<string, Mission>();
    for (let number = 1; ; number++) {
      const page = await client.listMissions({ number, size: findPageSize }, options);
      for (const mission of page.rows) if (mission.name === name) found.set(mission.missionId, mission);
      if (number >= page.totalPages) return [...found.values()];
    }
  }

  return {
    ...saves,
    ...plans,
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
        async () => (await plans.readPlan(ref)).find((step) => step.stepId === stepId)?.status === status,
      ),
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
      const { epoch } = store;
      const gone = (): Outcome => {
        if (store.epoch === epoch) store.put([{ kind: 'missionGone', missionId }]);
        return { kind: 'done', value: undefined };
      };
      try {
        await client.deleteMission(missionId, options);
        return gone();
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        // It is gone: by this request or by another, that is what was wanted.
        if (error.kind === 'notFound') return gone();
        if (error.maybeDone && (await isMissionGone(missionId).catch(() => false))) return gone();
        return { kind: error.maybeDone ? 'unsure' : 'refused', error };
      } finally {
        wake();
      }
    },
    isMissionGone,
    cloneMission: (missionId, options) => actOnMissions(() => client.cloneMission(missionId, options)),
    async readRuns(missionId, size) {
      const { epoch } = store;
      const asked = store.ask();
      const { rows: runs, total } = await client.listRuns(missionId, {}, { size });
      if (store.epoch === epoch) store.put([{ kind: 'runs', runs, asked }]);
      return { runs, total };
    },
    findRun,
    findMissions,
  };
}
