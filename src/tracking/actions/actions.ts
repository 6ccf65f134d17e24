import { ApiError } from '../../api/apiError';
import type { CallOptions } from '../../api/caller';
import type { BoundClient, MissionChange, NewEvent, NewMission, RunChange } from '../../api/client';
import type { LinkedAgent } from '../../model/agent';
import type { Mission } from '../../model/mission';
import type { Step, StepStatus } from '../../model/plan';
import { runCan, type Run, type RunCapability, type RunRef, type RunStart, type RunStatus } from '../../model/run';
import { decideMission, decideRun } from '../saving/decisions';
import { readAgents, readingOfNow } from '../reading/reads';
import { valueOf } from '../store/facts';
import { createEchoing } from '../saving/echoedFields';
import { createPlanActions, type PlanActions } from './planActions';
import { isHeldBack, type SaveOutcome } from '../saving/save';
import { createSaves, type ActionParts, type Saves } from '../saving/saves';
import { createListWindow, walkList } from '../paging/listWindow';

/** How an act of a person ended. */
export type Outcome<T = void> =
  | { readonly kind: 'done'; readonly value: T }
  /** It did not happen. After a 409, `run` is what the run is now. */
  | { readonly kind: 'refused'; readonly error: ApiError; readonly run?: Run }
  /** Its answer was lost: it may have happened. `run` is what the run is now, where that could be read. */
  | { readonly kind: 'unsure'; readonly error: ApiError; readonly run?: Run }
  /** Another act on the same thing is still under way. */
  | { readonly kind: 'busy' };

/** How an act ended that was agreed to on what a person had seen. */
export type Conditional<T> =
  | Outcome<T>
  /** It is another one by now: nothing was changed. */
  | { readonly kind: 'conflict'; readonly remote: T };

/** Begins an act: all that it does goes to the account that is in use now, and stops as soon as another one is. */
export type BeginAct = () => Actions;

/** The acts of one account. */
export interface Actions extends Saves, PlanActions, Pick<BoundClient, 'isCurrent' | 'accountId'> {
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
  /** Logs an event of a person's. Its key is made once, so that a repeated request logs nothing twice. */
  logEvent(run: RunRef, event: NewEvent, options?: CallOptions): Promise<Outcome>;
  /** Sets the status of a step, where that is still what was `seen`. */
  setStepStatus(run: RunRef, seen: Step, status: StepStatus, options?: CallOptions): Promise<Conditional<Step>>;
  linkAgent(run: RunRef, telnyxAgentId: string, options?: CallOptions): Promise<Outcome>;
  unlinkAgent(run: RunRef, telnyxAgentId: string, options?: CallOptions): Promise<Outcome>;
  /** The linked agents as the server has them now; they are put into the store. */
  readAgents(run: RunRef, options?: CallOptions): Promise<readonly LinkedAgent[]>;
  createMission(definition: NewMission, options?: CallOptions): Promise<Outcome<Mission>>;
  /** Changes some of a mission's definition, where the same of it is still what was `seen`; the rest stays. */
  changeMission(seen: Mission, change: MissionChange, options?: CallOptions): Promise<Conditional<Mission>>;
  deleteMission(missionId: string, options?: CallOptions): Promise<Outcome>;
  /** Whether the service answers that it has no such mission. Throws `ApiError`. */
  isMissionGone(missionId: string): Promise<boolean>;
  /** Its value is the clone, where the answer names it. */
  cloneMission(missionId: string, options?: CallOptions): Promise<Outcome<Mission | undefined>>;
  /** The mission's newest runs as the server has them now, at most `size`, and how many it has in all. */
  readRuns(
    missionId: string,
    size: number,
  ): Promise<{
    readonly runs: readonly Run[];
    readonly total: number;
    /** There may be more than that. */
    readonly atLeast: boolean;
  }>;
  /** A run of which only the id is known: among the known ones, then page by page among all. */
  findRun(runId: string, options?: CallOptions): Promise<Run | undefined>;
  /** The missions of exactly this name, looked for page by page among all. */
  findMissions(name: string, options?: CallOptions): Promise<readonly Mission[]>;
}

/** Pausing, resuming or cancelling a run. */
type RunAct = {
  readonly send: BoundClient['pauseRun'];
  readonly can: RunCapability;
  /** Whether a run in this state shows that it has happened. */
  readonly shows: (run: Run) => boolean;
};

/** What people can do: mark busy → call → put the answer. Nothing else changes what the store remembers. */
export function createActions(parts: ActionParts): Actions {
  const { client, store, wake } = parts;
  const saves = createSaves(parts);
  const echoing = createEchoing(parts.mayLoseFields);
  const plans = createPlanActions({ ...parts, saves });

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
  async function failedOnRun(ref: RunRef, error: unknown, epoch: number, shows?: (run: Run) => boolean) {
    if (!(error instanceof ApiError)) throw error;
    if (error.kind !== 'conflict' && !error.maybeDone) return { kind: 'refused', error } as const;
    const run = await lookAt(ref, epoch);
    if (run && error.maybeDone && shows?.(run)) return { kind: 'done', value: run } as const;
    return { kind: error.maybeDone ? 'unsure' : 'refused', error, ...(run ? { run } : {}) } as const;
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

  /** A change to a run that was agreed to on what a person had seen. */
  const changeRun = (
    seen: Run,
    change: RunChange,
    watched: Parameters<typeof decideRun>[2],
    options?: CallOptions,
  ): Promise<Conditional<Run>> =>
    whileBusy<Conditional<Run>>(seen.runId, async (epoch) => {
      try {
        return conditional(await saves.saveRun(seen, decideRun(seen, change, watched), options));
      } catch (error) {
        return await failedOnRun(seen, error, epoch);
      }
    });

  /**
   * An act on something of a run. After a lost answer `shows` looks whether it has happened; without that, or where
   * it cannot be seen, it is unknown.
   */
  async function actWithin(ref: RunRef, act: () => Promise<unknown>, shows: () => Promise<boolean>): Promise<Outcome> {
    try {
      await act();
      return done;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!error.maybeDone) return { kind: 'refused', error };
      const happened = await shows().catch(() => false);
      return happened ? done : { kind: 'unsure', error };
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

  async function conditionally<T>(act: () => Promise<SaveOutcome<T>>, runId?: string): Promise<Conditional<T>> {
    try {
      return conditional(await act());
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { kind: error.maybeDone ? 'unsure' : 'refused', error };
    } finally {
      wake(runId);
    }
  }

  const isMissionGone = (missionId: string) =>
    saves.readMission(missionId).then(
      () => false,
      (error: unknown) => {
        if (error instanceof ApiError && error.kind === 'notFound') return true;
        // It is there, whatever its size.
        if (error instanceof ApiError && error.kind === 'tooLarge') return false;
        throw error;
      },
    );

  const readLinked = (ref: RunRef, options?: CallOptions) => readAgents(readingOfNow({ client, store }, options), ref);

  async function findRun(runId: string, options?: CallOptions): Promise<Run | undefined> {
    const { epoch } = store;
    let found = valueOf(store.run(runId));
    if (found) return found;
    await walkList<Run>(
      {
        key: (run) => run.runId,
        async page(number, size, signal) {
          const asked = store.ask();
          const page = await client.listRecentRuns({}, { number, size }, { ...options, signal });
          const run = page.rows.find((row) => row.runId === runId);
          if (store.epoch === epoch && run) store.put([{ kind: 'runs', runs: [run], asked }]);
          found ??= run;
          return page;
        },
      },
      () => (found ??= valueOf(store.run(runId))) !== undefined,
      options?.signal,
    );
    return found;
  }

  async function findMissions(name: string, options?: CallOptions): Promise<readonly Mission[]> {
    const found = new Map<string, Mission>();
    await walkList<Mission>(
      {
        key: ({ missionId }) => missionId,
        page: (number, size, signal) => client.listMissions({ number, size }, { ...options, signal }),
      },
      (rows) => {
        for (const mission of rows) if (mission.name === name) found.set(mission.missionId, mission);
        return false;
      },
      options?.signal,
    );
    return [...found.values()];
  }

  return {
    ...saves,
    ...plans,
    isCurrent: client.isCurrent,
    accountId: client.accountId,
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
      actOnRun(ref, { send: client.pauseRun, can: 'pausable', shows: ({ status }) => status === 'paused' }, options),
    resumeRun: (ref, options) =>
      actOnRun(ref, { send: client.resumeRun, can: 'resumable', shows: ({ status }) => status === 'running' }, options),
    cancelRun: (ref, options) =>
      actOnRun(
        ref,
        { send: client.cancelRun, can: 'cancelable', shows: ({ status }) => status === 'cancelled' },
        options,
      ),
    completeRun: (seen, change, options) =>
      changeRun(seen, change, ['status', 'resultSummary', 'resultPayload', 'error'], options),
    setRunStatus: (seen, status, options) => changeRun(seen, { status }, ['status'], options),
    logEvent: (ref, event, options) =>
      actWithin(ref, () => client.logEvent(ref.missionId, ref.runId, event, options), cannotBeSeen),
    setStepStatus: (ref, seen, status, options) =>
      conditionally(
        () =>
          saves.saveStep(
            ref,
            seen.stepId,
            (now) => {
              if (now.status === status) return { kind: 'nothingToDo' };
              return now.status === seen.status ? { kind: 'write', change: { status } } : { kind: 'conflict' };
            },
            options,
          ),
        ref.runId,
      ),
    linkAgent: (ref, telnyxAgentId, options) =>
      actWithin(
        ref,
        () => client.linkAgent(ref.missionId, ref.runId, telnyxAgentId, options),
        async () => (await readLinked(ref)).some((agent) => agent.telnyxAgentId === telnyxAgentId),
      ),
    unlinkAgent: (ref, telnyxAgentId, options) =>
      actWithin(
        ref,
        () => client.unlinkAgent(ref.missionId, ref.runId, telnyxAgentId, options),
        // That the list lacks it doesn't say that it's gone, and a link can't be asked for by itself.
        cannotBeSeen,
      ),
    readAgents: readLinked,
    createMission: (definition, options) =>
      actOnMissions(() =>
        echoing((echo) => client.createMission({ ...definition, more: echo(definition.more) }, options)),
      ),
    changeMission: (seen, change, options) =>
      conditionally(() => saves.saveMission(seen.missionId, decideMission(seen, change), options)),
    async deleteMission(missionId, options) {
      const { epoch } = store;
      const gone = (): Outcome => {
        if (store.epoch === epoch) store.put([{ kind: 'missionGone', missionId }]);
        return done;
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
      const window = createListWindow<Run>({
        key: (run) => run.runId,
        time: (run) => run.startedAt,
        async page(number, rows, signal) {
          const asked = store.ask();
          const page = await client.listRuns(missionId, {}, { number, size: rows }, { signal });
          if (store.epoch === epoch) store.put([{ kind: 'runs', runs: page.rows, asked }]);
          return page;
        },
      });
      await window.more(size);
      const { rows: runs = [], total = 0, more = true, atLeast = true } = window.held() ?? {};
      return { runs, total, atLeast: more && (atLeast || total <= runs.length) };
    },
    findRun,
    findMissions,
  };
}

const done = { kind: 'done', value: undefined } as const;
const cannotBeSeen = () => Promise.resolve(false);

function conditional<T>(outcome: SaveOutcome<T>): Conditional<T> {
  return outcome.kind === 'saved' ? { kind: 'done', value: outcome.value } : outcome;
}
