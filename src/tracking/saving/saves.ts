import type { CallOptions } from '../../api/sender';
import type { BoundClient } from '../../api/client';
import type { MissionChange, NewMission, RunChange, StepChange } from '../../api/requests';
import { decideSave } from '../../model/saveDecision';
import type { RunEvent } from '../../model/event';
import { definitionOf, type Mission } from '../../model/mission';
import type { Step } from '../../model/plan';
import type { Run, RunRef } from '../../model/run';
import { readingOfNow, readMission, readRun } from '../reading/reads';
import { valueOf } from '../store/facts';
import { createEchoing, type MayLoseFields } from './echoedFields';
import { save, type Decide, type SaveOutcome } from './save';
import type { Store } from '../store/store';

/** `more` where some of that changes too. */
export type MissionFields = MissionChange & Pick<NewMission, 'more'>;

/**
 * What documents are read by and saved by. Each saving reads afresh, asks what that means, and writes. All throw
 * `ApiError` when nothing was saved, or when that is unknown (`maybeDone`).
 */
export interface Saves {
  /** Writes a mission's instructions if the server still has `base`, the text that was opened. */
  saveInstructions(missionId: string, base: string | undefined, mine: string): Promise<SaveOutcome<Mission>>;
  /**
   * Changes some of a mission's definition; what is left out stays as the server has it. `justRead` stands for the first
   * reading.
   */
  saveMission(
    missionId: string,
    decide: Decide<Mission, MissionFields>,
    options?: CallOptions & { readonly justRead?: Mission },
  ): Promise<SaveOutcome<Mission>>;
  saveRun(run: RunRef, decide: Decide<Run, RunChange>, options?: CallOptions): Promise<SaveOutcome<Run>>;
  saveStep(
    run: RunRef,
    stepId: string,
    decide: Decide<Step, StepChange>,
    options?: CallOptions,
  ): Promise<SaveOutcome<Step>>;
  /** The mission as the server has it now; it is put into the store. */
  readMission(missionId: string, options?: CallOptions): Promise<Mission>;
  /** The run as the server has it now; it is put into the store. */
  readRun(run: RunRef, options?: CallOptions): Promise<Run>;
  /** The step as the server has it now; it is put into the plan that the store has. */
  readStep(run: RunRef, stepId: string, options?: CallOptions): Promise<Step>;
  readEvent(run: RunRef, eventId: string, options?: CallOptions): Promise<RunEvent>;
}

/** What acts are made of. */
export type ActionParts = {
  /** Of the account that they belong to. */
  readonly client: BoundClient;
  readonly store: Store;
  /** Asks at once for what is watched of this run (of everything, without one). */
  readonly wake: (runId?: string) => void;
  /** Asks whether a mission may lose these fields, which the service refuses to take back; without it, none may. */
  readonly mayLoseFields?: MayLoseFields;
};

export function createSaves({ client, store, wake, mayLoseFields }: ActionParts): Saves {
  const echoing = createEchoing(mayLoseFields);

  /**
   * What to do with an answer: a poll's is as old as its request (this call), an act's own as new as its arrival.
   * Answers of another account are not put.
   */
  function answer<V>(put: (value: V, requestSeq: number, own: boolean) => void): (value: V, own?: boolean) => V {
    const { epoch } = store;
    const requestSeq = store.nextRequestSeq();
    return (value, own = false) => {
      if (store.epoch === epoch) put(value, own ? store.nextRequestSeq() : requestSeq, own);
      return value;
    };
  }
  const missionAnswer = () =>
    answer<Mission>((mission, requestSeq) => store.put([{ kind: 'mission', mission, requestSeq }]));
  const runAnswer = () =>
    answer<Run>((run, requestSeq, own) =>
      store.put([{ kind: 'runs', runs: [run], requestSeq, ...(own ? { own: true } : {}) }]),
    );
  const stepAnswer = ({ runId }: RunRef) => answer<Step>((step) => putStep(store, runId, step));

  const readingNow = (options: CallOptions | undefined) => readingOfNow({ client, store }, options);
  const readStep = async (run: RunRef, stepId: string, options?: CallOptions) =>
    stepAnswer(run)(await client.getPlanStep(run.missionId, run.runId, stepId, options));

  function saveMission(
    missionId: string,
    decide: Decide<Mission, MissionFields>,
    { justRead, ...options }: CallOptions & { readonly justRead?: Mission } = {},
  ) {
    let first = justRead;
    async function read(): Promise<Mission> {
      const mission = first ?? (await readMission(readingNow(options), missionId));
      first = undefined;
      return mission;
    }
    // Each time it is decided afresh: people take their time to answer.
    return echoing((echo) =>
      save(client, {
        ...options,
        read,
        decide,
        async write(change: MissionFields, remote: Mission) {
          const put = missionAnswer();
          const { more = remote.more, ...fields } = change;
          const whole = { ...definitionOf(remote), ...fields, name: change.name ?? remote.name };
          return put(await client.updateMission(missionId, { ...whole, more: echo(more) }, options), true);
        },
      }),
    );
  }

  async function saveRun(run: RunRef, decide: Decide<Run, RunChange>, options?: CallOptions) {
    const { missionId, runId } = run;
    /** What is read after that may be our own doing. */
    const own = { written: false };
    try {
      return await save(client, {
        ...options,
        read: async () => runAnswer()(await client.getRun(missionId, runId, options), own.written),
        decide,
        async write(change: RunChange) {
          own.written = true;
          const put = runAnswer();
          return put(await client.updateRun(missionId, runId, change, options), true);
        },
      });
    } finally {
      if (own.written) wake();
    }
  }

  async function saveStep(run: RunRef, stepId: string, decide: Decide<Step, StepChange>, options?: CallOptions) {
    const own = { written: false };
    try {
      return await save(client, {
        ...options,
        read: () => readStep(run, stepId, options),
        decide,
        async write(change: StepChange) {
          own.written = true;
          const put = stepAnswer(run);
          return put(await client.updatePlanStep(run.missionId, run.runId, stepId, change, options), true);
        },
      });
    } finally {
      if (own.written) wake();
    }
  }

  return {
    saveInstructions: (missionId, base, mine) =>
      saveMission(missionId, ({ instructions = '' }) => {
        const kind = decideSave(base, instructions, mine);
        return kind === 'write' ? { kind, change: { instructions: mine } } : { kind };
      }),
    saveMission,
    saveRun,
    saveStep,
    readMission: (missionId, options) => readMission(readingNow(options), missionId),
    readRun: (run, options) => readRun(readingNow(options), run),
    readStep,
    readEvent: ({ missionId, runId }, eventId, options) => client.getEvent(missionId, runId, eventId, options),
  };
}

/** Puts a step into the plan that is held of its run, if one is. */
function putStep(store: Store, runId: string, step: Step): void {
  const steps = valueOf(store.plan(runId));
  if (!steps) return;
  const fresh = steps.map((known) => (known.stepId === step.stepId ? step : known));
  store.put([{ kind: 'plan', runId, steps: fresh, requestSeq: store.nextRequestSeq() }]);
}
