import type { LinkedAgent } from '../../model/agent';
import type { Mission } from '../../model/mission';
import type { Progress, Step } from '../../model/plan';
import type { Question } from '../../model/questions';
import type { Resource } from '../../model/resource';
import type { Run } from '../../model/run';
import { defaultTiming, type Timing } from '../../model/timing';
import { ActivityTimes } from './activityTimes';
import { emptyChange, hasChanged, noteFailure, wholeChange, type MutableChange } from './change';
import { maxUnusedEventBytes } from './eventLogs';
import type {
  Activity,
  Change,
  EventLog,
  StoreUpdate,
  Loadable,
  MissionList,
  ResourceList,
  RunList,
  Subject,
} from './facts';
import { createFreshness } from './freshness';
import { createRunIndex } from './runIndex';
import { StoredActivity } from './storedActivity';
import { StoredMissions } from './storedMissions';
import { StoredQuestions } from './storedQuestions';
import { StoredResources } from './storedResources';
import { StoredRunParts } from './storedRunParts';
import { StoredRuns } from './storedRuns';

export interface Store {
  /** A number for a request: greater than all before it. */
  nextRequestSeq(): number;
  put(facts: readonly StoreUpdate[]): void;
  /** Forgets everything: the account has changed. */
  clear(): void;
  /** Counts the clearings: what was asked before one must not be put after it. */
  readonly epoch: number;
  subscribe(listener: (change: Change) => void): () => void;

  missionList(): Loadable<MissionList>;
  mission(missionId: string): Mission | undefined;
  /** Known missions that the list, which seems whole, does not have, and of which nothing was heard since. */
  unlisted(): readonly string[];
  /** Missions that runs are known of and that the list of missions, as far as it is known, does not have. */
  unlistedOfRuns(): readonly string[];
  runList(missionId: string): Loadable<RunList>;
  run(runId: string): Loadable<Run>;
  plan(runId: string): Loadable<readonly Step[]>;
  progress(runId: string): Progress | undefined;
  events(runId: string): Loadable<EventLog>;
  /**
   * Keeps what is held of the run's events until the returned function is called. Those that nobody uses are forgotten
   * where they are many: they are `unknown` again then.
   */
  useEvents(runId: string): () => void;
  agents(runId: string): Loadable<readonly LinkedAgent[]>;
  /** What the run waits to be told by a person, as far as is known; `undefined` where it is not paused. */
  openQuestion(runId: string): Question | undefined;
  /** Runs of all missions in the statuses of the scope: active ones first, then newest first. */
  recentRuns(scope: string): Loadable<RunList>;
  activity(): Loadable<Activity>;
  resources(list: ResourceList): Loadable<readonly Resource[]>;
  /** A tool, knowledge base or MCP server as it was read last by itself. */
  resource(list: ResourceList, resourceId: string): Resource | undefined;
  isBusy(runId: string): boolean;
  /** All runs that are known, in no order. */
  allRuns(): Run[];
  /** Since when (epoch ms) all runs that began are known; `undefined` before the newest ones were read. */
  runsReadSince(): number | undefined;
  /** Those of them that belong to the mission, newest first. */
  runsOf(missionId: string): readonly Run[];
  /** Those of them that began in the minute of the instant (epoch ms). */
  runsOfMinute(startedAt: number): readonly Run[];
  /** Runs that may still change by themselves. */
  activeRuns(): ReadonlySet<string>;
  /** How many runs of the mission are active. */
  activeRunsOf(missionId: string): number;
  /** Whether an active run of the mission is more than paused. */
  isAtWork(missionId: string): boolean;
  /**
   * Notes that the run was not found. Returns whether that says that it is gone: a single 404 may come from a server
   * that has not heard of it yet.
   */
  missed(runId: string): boolean;
  /** When something is known to have happened to the run the last time (epoch ms by the service's clock). */
  lastActivityAt(runId: string): number | undefined;
  /** When something is known to have happened to the mission or to one of its runs the last time (epoch ms). */
  lastMissionActivityAt(missionId: string): number;
  /**
   * For how long (ms) nothing is known to have happened to the run, now and when it was last looked at because it lay
   * still; below 0 where something has happened since. The clock that somebody sets does not count.
   */
  stillness(runId: string): { readonly now: number; readonly atProbe?: number };
  /** The request whose answer about it is the newest that is held; 0 where there is none. */
  requestSeqOf(subject: Subject): number;
  /** Epoch ms by the service's clock, as far as that is known. */
  now(): number;
  /** For how long (ms) it has been held as it was last known to be right; `Infinity` where it never was. */
  ageOf(subject: Subject): number;
  /** The request whose answer told of the mission the last time; 0 where none did. */
  missionRequestSeqOf(missionId: string): number;
  /** The request whose answer was the last to change the run; 0 where it is not known. */
  runChangedAt(runId: string): number;
}

/** The only memory. Applying facts costs what they carry, not what is held. */
export function createStore(
  timing: Pick<Timing, 'now' | 'serverNow' | 'goneAfterMs' | 'minNewsGapMs'> = defaultTiming,
  maxUnused = maxUnusedEventBytes,
): Store {
  const listeners = new Set<(change: Change) => void>();
  let lastRequestSeq = 0;
  let epoch = 0;

  const freshness = createFreshness(timing);
  const index = createRunIndex();
  const times = new ActivityTimes(timing, (runId) => index.run(runId)?.missionId);
  const missions = new StoredMissions(freshness);
  const isVoid = (missionId: string, requestSeq: number) => missions.isVoid(missionId, requestSeq);
  const questions = new StoredQuestions(freshness);
  const runs = new StoredRuns({ freshness, index, times, timing, isVoid, questions });
  const runParts = new StoredRunParts({ freshness, times, questions }, maxUnused);
  const activity = new StoredActivity(freshness, times);
  const resources = new StoredResources(freshness);

  /** What was asked before is void. What the run's timeline shows stays, where it has one. */
  function loseRun(runId: string, change: MutableChange, isShown = runParts.hasEvents(runId)): void {
    runs.lose(runId, lastRequestSeq + 1, isShown, change);
    if (!runs.isKeptThoughGone(runId)) runParts.forget(runId);
  }

  function noteFailed({ subject, error }: Extract<StoreUpdate, { kind: 'failed' }>, change: MutableChange): void {
    // Only who shows the run itself asks for it so.
    if (subject.kind === 'run' && error.kind === 'notFound') loseRun(subject.runId, change, true);
    freshness.of(subject).error = error;
    noteFailure(subject, change);
  }

  function applyUpdate(fact: StoreUpdate, change: MutableChange): void {
    switch (fact.kind) {
      case 'missionList':
        missions.putList(fact, change);
        return;
      case 'mission':
        missions.put(fact.mission, fact.requestSeq, change);
        if (fact.created) missions.addToList(fact.mission.missionId, change);
        return;
      case 'missionGone':
        for (const runId of index.runsOf(fact.missionId)) loseRun(runId, change);
        missions.lose(fact.missionId, lastRequestSeq, change);
        return;
      case 'runList':
        runs.putList(fact, change);
        return;
      case 'runs':
        runs.put(fact, change);
        return;
      case 'recentRuns':
        runs.putRecent(fact, change);
        return;
      case 'runGone':
        loseRun(fact.runId, change);
        return;
      case 'activity':
        activity.put(fact, (runId) => index.run(runId) !== undefined, change);
        questions.note(fact.rows, change);
        return;
      case 'resources':
        resources.put(fact, change);
        return;
      case 'resource':
        resources.putWhole(fact, change);
        return;
      case 'failed':
        noteFailed(fact, change);
        return;
      case 'busy':
        runs.putBusy(fact.runId, fact.busy, change);
        return;
      default:
        runParts.put(fact, runs.changedAt(fact.runId), change);
    }
  }

  function announce(change: Change): void {
    // That nobody could ask for so long is a change of its own: what comes next is judged by it.
    if (!hasChanged(change) && change.unknownFor <= timing.minNewsGapMs) return;
    for (const listener of [...listeners]) listener(change);
  }

  return {
    nextRequestSeq: () => ++lastRequestSeq,
    put(facts) {
      const change = emptyChange();
      for (const fact of facts) applyUpdate(fact, change);
      announce(change);
    },
    clear() {
      const change = wholeChange([...runs.runIds(), ...runParts.runIds()], resources.keys());
      epoch++;
      for (const part of [freshness, missions, runs, runParts, times, activity, resources]) part.clear();
      announce(change);
    },
    get epoch() {
      return epoch;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    missionList: () => missions.list(),
    mission: (missionId) => missions.get(missionId),
    unlistedOfRuns: () => missions.notListedOf(index.missionIds()),
    unlisted: () => missions.unlisted(),
    runList: (missionId) => runs.list(missionId),
    run: (runId) => runs.get(runId),
    plan: (runId) => runParts.plan(runId),
    progress: (runId) => runParts.progress(runId),
    events: (runId) => runParts.events(runId),
    useEvents: (runId) => runParts.useEvents(runId),
    agents: (runId) => runParts.agents(runId),
    openQuestion: (runId) => (index.run(runId)?.status === 'paused' ? questions.open(runId) : undefined),
    recentRuns: (scope) => runs.recent(scope),
    activity: () => activity.get(),
    resources: (list) => resources.list(list),
    resource: (list, resourceId) => resources.whole(list, resourceId),
    isBusy: (runId) => runs.isBusy(runId),
    allRuns: () => index.runs(),
    runsReadSince: () => runs.readSince(),
    runsOf: (missionId) => index.newestOf(missionId).flatMap((runId) => index.run(runId) ?? []),
    runsOfMinute: (startedAt) => index.ofMinute(startedAt),
    activeRuns: () => index.active,
    activeRunsOf: (missionId) => index.activeOf(missionId),
    isAtWork: (missionId) => index.isAtWork(missionId),
    missed: (runId) => runs.miss(runId),
    lastActivityAt: (runId) => times.lastAt(runId),
    lastMissionActivityAt: (missionId) =>
      Math.max(missions.get(missionId)?.updatedAt ?? 0, times.lastOfMissionAt(missionId)),
    stillness: (runId) => times.stillness(runId),
    requestSeqOf: (subject) => freshness.requestSeqOf(subject),
    now: () => timing.serverNow(),
    ageOf: (subject) => freshness.ageOf(subject),
    missionRequestSeqOf: (missionId) => missions.requestSeqOf(missionId),
    runChangedAt: (runId) => runs.changedAt(runId),
  };
}
