import { ApiError } from '../../api/apiError';
import type { LinkedAgent } from '../../model/agent';
import type { Mission } from '../../model/mission';
import { planProgress, type Progress, type Step } from '../../model/plan';
import type { Run } from '../../model/run';
import { defaultTiming, type Timing } from '../../model/timing';
import { ActivityLog } from './activityBuffer';
import { EventLogs, maxUnusedEventBytes, noEvents } from './eventLogs';
import { createAges } from './freshness';
import type { Activity, Known, Subject, Fact, Change, MissionList, RunList, EventLog } from './facts';
import { createRunIndex } from './runIndex';
import { sameValue } from '../../model/deepEqual';

export interface Store {
  /** A ticket: greater than all before it. */
  ask(): number;
  put(facts: readonly Fact[]): void;
  /** Forgets everything: the account has changed. */
  clear(): void;
  /** Counts the clearings: what was asked before one must not be put after it. */
  readonly epoch: number;
  subscribe(listener: (change: Change) => void): () => void;

  missionList(): Known<MissionList>;
  mission(missionId: string): Mission | undefined;
  /** Known missions that the list, which seems whole, does not have, and of which nothing was heard since. */
  unlisted(): readonly string[];
  /** Missions that runs are known of and that the list of missions, as far as it is known, does not have. */
  unlistedOfRuns(): readonly string[];
  runList(missionId: string): Known<RunList>;
  run(runId: string): Known<Run>;
  plan(runId: string): Known<readonly Step[]>;
  progress(runId: string): Progress | undefined;
  events(runId: string): Known<EventLog>;
  /**
   * Keeps what is held of the run's events until the returned function is called. Those that nobody uses are forgotten
   * where they are many: they are `unknown` again then.
   */
  useEvents(runId: string): () => void;
  agents(runId: string): Known<readonly LinkedAgent[]>;
  /** Runs of all missions in the statuses of the scope: active ones first, then newest first. */
  recentRuns(scope: string): Known<RunList>;
  activity(): Known<Activity>;
  isBusy(runId: string): boolean;
  /** All runs that are known, in no order. */
  allRuns(): Run[];
  /** Runs that may still change by themselves. */
  activeRuns(): ReadonlySet<string>;
  /** How many runs of the mission are active. */
  activeRunsOf(missionId: string): number;
  /**
   * Notes that the run was not found. Returns whether that says that it is gone: a single 404 may come from a server
   * that has not heard of it yet.
   */
  missed(runId: string): boolean;
  /** When something is known to have happened to the run the last time (epoch ms by the service's clock). */
  lastStir(runId: string): number | undefined;
  /** When something is known to have happened to the mission or to one of its runs the last time (epoch ms). */
  lastStirOf(missionId: string): number;
  /**
   * For how long (ms) nothing is known to have happened to the run, now and when it was last looked at because it lay
   * still; below 0 where something has happened since. The clock that somebody sets does not count.
   */
  stillness(runId: string): { readonly now: number; readonly atLook?: number };
  /** The ticket of the newest answer that is held about it; 0 where there is none. */
  askedOf(subject: Subject): number;
  /** Epoch ms by the service's clock, as far as that is known. */
  now(): number;
  /** For how long (ms) it has been held as it was last known to be right; `Infinity` where it never was. */
  ageOf(subject: Subject): number;
  /** The ticket of the answer that told of the mission the last time; 0 where none did. */
  missionAskedOf(missionId: string): number;
  /** The ticket at which the run was last seen to change; 0 where it is not known. */
  runChangedAt(runId: string): number;
}

/** `wall`: epoch ms by our clock. `steady`: by the clock that nobody sets. */
type Moment = { readonly wall: number; readonly steady: number };
/** `told`: the latest that was said of it (epoch ms by the service's clock), the future included. */
type Stir = Moment & { readonly told: number };

/**
 * The time (ms) from one moment to another: the longer of both clocks, because the steady one may stand still while the
 * computer sleeps, and the other may be set back.
 */
function timeBetween(from: Moment, to: Moment): number {
  return Math.max(to.steady - from.steady, to.wall - from.wall);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends ReadonlySet<string> ? Set<string> : T[K] };
type MutableChange = Mutable<Change>;

/** The only memory. Applying facts costs what they carry, not what is held. */
export function createStore(
  timing: Pick<Timing, 'now' | 'serverNow' | 'goneAfterMs' | 'minNewsGapMs'> = defaultTiming,
  maxUnused = maxUnusedEventBytes,
): Store {
  const { now } = timing;
  const listeners = new Set<(change: Change) => void>();
  let tickets = 0;
  let epoch = 0;

  const ages = createAges({ now });
  const index = createRunIndex();
  const missions = new Map<string, Mission>();
  const changedAt = new Map<string, number>();
  const plans = new Map<string, { steps: readonly Step[]; progress: Progress | undefined }>();
  const logs = new EventLogs(maxUnused, (runId) => ages.forget({ kind: 'events', runId }));
  const agents = new Map<string, readonly LinkedAgent[]>();
  const busy = new Set<string>();
  /** The ticket up to which answers about a mission that is gone, and about its runs, are void. */
  const goneAt = new Map<string, number>();
  /** Runs that are gone and whose timelines may be shown: what they were. */
  const goneRuns = new Map<string, Run>();
  /** When runs of which nothing has come since were first not found (by the steady clock). */
  const missedAt = new Map<string, number>();
  const objectAges = new Map<string, number>();
  const stirs = new Map<string, Stir>();
  const missionStirs = new Map<string, number>();
  const looks = new Map<string, Moment>();
  const runListEnds = new Map<string, Omit<RunList, 'runIds'>>();
  const scopes = new Map<string, { readonly since: number; readonly end: Omit<RunList, 'runIds'> }>();
  const activityLog = new ActivityLog();
  let activityHeld: Omit<Activity, 'events'> = { type: undefined, more: false };
  let missionIds: MissionList = { missionIds: [], total: 0 };
  let unlisted: readonly string[] = [];
  /** When the newest runs of all missions were last known. */
  let newestReadAt: Moment | undefined;

  const moment = (): Moment => ({ wall: Date.now(), steady: now() });

  /** How far the service's clock is ahead of ours (ms). */
  const ahead = () => timing.serverNow() - Date.now();

  /**
   * Something has happened to the run; `at` in epoch ms by the service's clock. That of an agent may be another one:
   * what lies in the future says "now".
   */
  function stir(runId: string, at: number, change: MutableChange): void {
    // An event may come without a time.
    if (Number.isNaN(at)) return;
    const { wall, steady } = moment();
    const ours = at - ahead();
    const then = Math.min(ours, wall);
    const held = stirs.get(runId);
    // Ours may have been set back, or be slow: what is newer by the service's clock is newer, and the same is not.
    if (held && at <= held.told && (ours > wall || ours <= held.wall)) return;
    noteStir(runId, { wall: then, steady: steady - (wall - then), told: Math.max(at, held?.told ?? at) }, change);
  }

  /** Something was just seen to have happened to the run. */
  function stirNow(runId: string, change: MutableChange): void {
    const { wall, steady } = moment();
    const told = wall + ahead();
    noteStir(runId, { wall, steady, told: Math.max(told, stirs.get(runId)?.told ?? told) }, change);
  }

  function noteStir(runId: string, stirred: Stir, change: MutableChange): void {
    stirs.set(runId, stirred);
    change.stirs.add(runId);
    const missionId = index.run(runId)?.missionId;
    if (missionId === undefined) return;
    missionStirs.set(missionId, Math.max(stirred.wall + ahead(), missionStirs.get(missionId) ?? 0));
  }

  /** Whether it was asked for before its mission was gone. */
  const isVoid = (missionId: string, asked: number) => asked <= (goneAt.get(missionId) ?? -Infinity);

  function putMission(mission: Mission, asked: number, change: MutableChange): void {
    if (isVoid(mission.missionId, asked)) return;
    if (asked < (objectAges.get(mission.missionId) ?? 0)) return;
    objectAges.set(mission.missionId, asked);
    if (sameValue(missions.get(mission.missionId), mission)) return;
    missions.set(mission.missionId, mission);
    change.missions.add(mission.missionId);
  }

  /** A list may leave out what is long. What was read of the same state before is kept. */
  function withHeldTexts(mission: Mission): Mission {
    const held = missions.get(mission.missionId);
    return held?.updatedAt === mission.updatedAt ? { ...held, ...mission } : mission;
  }

  function putRun(run: Run, asked: number, change: MutableChange): void {
    const { runId, missionId } = run;
    if (isVoid(missionId, asked)) return;
    const failed = ages.errorOf({ kind: 'run', runId }) !== undefined;
    if (!ages.fresh({ kind: 'run', runId }, asked)) return;
    if (failed) change.runs.add(runId);
    goneRuns.delete(runId);
    missedAt.delete(runId);
    const held = index.run(runId);
    if (sameValue(held, run)) return;
    changedAt.set(runId, asked);
    change.runs.add(runId);
    const moved = index.put(run);
    if (moved.inMission) change.runLists.add(missionId);
    change.recentRuns ||= moved.amongAll;
    if (held) stirNow(runId, change);
    else stir(runId, run.updatedAt, change);
  }

  /**
   * The run is gone: it leaves every list, and what was asked before is void. What its timeline shows stays, as the
   * last that was known of it.
   */
  function loseRun(runId: string, change: MutableChange, isShown = logs.has(runId)): void {
    const run = index.forget(runId);
    if (run) change.runLists.add(run.missionId);
    if (run && isShown) goneRuns.set(runId, run);
    for (const map of [stirs, looks]) map.delete(runId);
    busy.delete(runId);
    const age = ages.of({ kind: 'run', runId });
    age.asked = tickets + 1;
    if (goneRuns.has(runId)) age.error ??= new ApiError({ kind: 'notFound', operation: 'getRun' });
    else for (const map of [plans, logs, agents]) map.delete(runId);
    change.recentRuns = true;
    change.runs.add(runId);
  }

  function apply(fact: Fact, change: MutableChange): void {
    switch (fact.kind) {
      case 'missionList': {
        const subject: Subject = { kind: 'missionList' };
        const wasRight = ages.isRight(subject);
        if (!ages.fresh(subject, fact.asked)) return;
        const there = fact.missions.filter(({ missionId }) => !isVoid(missionId, fact.asked));
        for (const mission of there) putMission(withHeldTexts(mission), fact.asked, change);
        const total = Math.max(0, fact.total - (fact.missions.length - there.length));
        const { more = there.length < total, atLeast = false, tooLarge = [] } = fact.extent ?? {};
        const list: MissionList = {
          missionIds: there.map(({ missionId }) => missionId),
          total,
          ...(more ? { more } : {}),
          ...(atLeast ? { atLeast } : {}),
          ...(tooLarge.length > 0 ? { tooLarge } : {}),
        };
        change.missionList ||= !wasRight || !sameValue(missionIds, list);
        missionIds = list;
        const listed = new Set(list.missionIds);
        unlisted = more ? [] : [...missions.keys()].filter((missionId) => !listed.has(missionId));
        return;
      }
      case 'mission':
        putMission(fact.mission, fact.asked, change);
        if (fact.created && !missionIds.missionIds.includes(fact.mission.missionId)) {
          missionIds = {
            ...missionIds,
            missionIds: [fact.mission.missionId, ...missionIds.missionIds],
            total: missionIds.total + 1,
          };
          change.missionList = true;
        }
        return;
      case 'missionGone':
        goneAt.set(fact.missionId, tickets);
        for (const runId of index.runsOf(fact.missionId)) loseRun(runId, change);
        missions.delete(fact.missionId);
        change.missions.add(fact.missionId);
        if (missionIds.missionIds.includes(fact.missionId)) {
          missionIds = {
            ...missionIds,
            missionIds: missionIds.missionIds.filter((missionId) => missionId !== fact.missionId),
            total: Math.max(0, missionIds.total - 1),
          };
          change.missionList = true;
        }
        return;
      case 'runList': {
        const { missionId, more, asked, tooLarge } = fact;
        const subject: Subject = { kind: 'runList', missionId };
        const wasRight = ages.isRight(subject);
        for (const run of fact.runs) putRun(run, asked, change);
        if (!ages.fresh(subject, asked)) return;
        const end = { more, ...(tooLarge?.length ? { tooLarge } : {}) };
        if (!wasRight || !sameValue(runListEnds.get(missionId), end)) change.runLists.add(missionId);
        runListEnds.set(missionId, end);
        return;
      }
      case 'runs':
        if (fact.newest) {
          const read = moment();
          change.unknownFor = newestReadAt === undefined ? Infinity : timeBetween(newestReadAt, read);
          newestReadAt = read;
        }
        for (const run of fact.runs) {
          putRun(run, fact.asked, change);
          if (fact.own) change.ownRuns.add(run.runId);
        }
        return;
      case 'recentRuns': {
        const { scope, since, more, tooLarge } = fact;
        const subject: Subject = { kind: 'recentRuns', scope };
        const held = scopes.get(scope);
        const end = { more, ...(tooLarge?.length ? { tooLarge } : {}) };
        change.recentRuns ||= !ages.isRight(subject) || held?.since !== since || !sameValue(held.end, end);
        for (const run of fact.runs) putRun(run, fact.asked, change);
        if (ages.fresh(subject, fact.asked)) scopes.set(scope, { since, end });
        return;
      }
      case 'runGone':
        loseRun(fact.runId, change);
        return;
      case 'plan': {
        const { runId, steps } = fact;
        const subject: Subject = { kind: 'plan', runId };
        const wasRight = ages.isRight(subject);
        const isOlder = ages.askedOf(subject) < (changedAt.get(runId) ?? 0);
        if (!ages.fresh(subject, fact.asked)) return;
        const held = plans.get(runId);
        if (wasRight && sameValue(held?.steps, steps)) {
          // The same steps say something else of a run that has ended meanwhile.
          if (isOlder) change.plans.add(runId);
          return;
        }
        plans.set(runId, { steps, progress: undefined });
        for (const { startedAt, completedAt } of steps) stir(runId, Math.max(startedAt ?? 0, completedAt ?? 0), change);
        if (held) stirNow(runId, change);
        change.plans.add(runId);
        return;
      }
      case 'agents': {
        const { runId } = fact;
        const subject: Subject = { kind: 'agents', runId };
        const wasRight = ages.isRight(subject);
        if (!ages.fresh(subject, fact.asked) || (wasRight && sameValue(agents.get(runId), fact.agents))) return;
        agents.set(runId, fact.agents);
        change.agents.add(runId);
        return;
      }
      case 'lookedAt':
        looks.set(fact.runId, moment());
        change.looks.add(fact.runId);
        if (fact.lastEventAt !== undefined) stir(fact.runId, fact.lastEventAt, change);
        return;
      case 'activity': {
        const wasRight = ages.isRight({ kind: 'activity' });
        if (fact.anew || fact.type !== activityHeld.type) {
          activityLog.clear();
          change.activity = true;
        }
        const fresh = activityLog.add(fact.rows);
        for (const { runId, timestamp } of fresh) if (index.run(runId)) stir(runId, timestamp, change);
        change.activity ||= !wasRight || fresh.length > 0 || activityHeld.more !== fact.more;
        activityHeld = { type: fact.type, more: fact.more };
        ages.right({ kind: 'activity' });
        return;
      }
      case 'events': {
        const { runId, rows } = fact;
        if (logs.append(runId, rows) === 0) return;
        ages.right({ kind: 'events', runId });
        change.events.add(runId);
        let newest = -Infinity;
        for (const { timestamp } of rows) if (timestamp > newest) newest = timestamp;
        stir(runId, newest, change);
        return;
      }
      case 'eventsRead': {
        const { runId, total, complete, isReading = !complete, tooLarge = [] } = fact;
        const subject: Subject = { kind: 'events', runId };
        const isNew = logs.note(runId, { total, complete, isReading, tooLarge });
        if (isNew || !ages.isRight(subject)) change.events.add(runId);
        ages.right(subject);
        return;
      }
      case 'failed':
        // Only who shows the run itself asks for it so.
        if (fact.subject.kind === 'run' && fact.error.kind === 'notFound') loseRun(fact.subject.runId, change, true);
        ages.of(fact.subject).error = fact.error;
        noteFailure(fact.subject, change);
        return;
      case 'busy':
        if (busy.has(fact.runId) === fact.busy) return;
        if (fact.busy) busy.add(fact.runId);
        else busy.delete(fact.runId);
        change.runs.add(fact.runId);
        return;
    }
  }

  function announce(change: Change): void {
    const said = Object.values(change).some((part) => part === true || (part instanceof Set && part.size > 0));
    // That nobody could ask for so long is a change of its own: what comes next is judged by it.
    if (said || change.unknownFor > timing.minNewsGapMs) for (const listener of [...listeners]) listener(change);
  }

  return {
    ask: () => ++tickets,
    put(facts) {
      const change = emptyChange();
      for (const fact of facts) apply(fact, change);
      announce(change);
    },
    clear() {
      const change = emptyChange();
      change.missionList = true;
      change.recentRuns = true;
      change.activity = true;
      const held = [index.runIds(), goneRuns.keys(), logs.keys(), plans.keys(), agents.keys()];
      for (const runId of new Set(held.flatMap((runIds) => [...runIds])))
        for (const set of [change.runs, change.plans, change.events, change.agents]) set.add(runId);
      epoch++;
      const maps = [
        missions,
        changedAt,
        plans,
        logs,
        agents,
        objectAges,
        stirs,
        missionStirs,
        looks,
        runListEnds,
        scopes,
      ];
      for (const map of [...maps, goneAt, goneRuns, missedAt]) map.clear();
      for (const part of [ages, index, busy, activityLog]) part.clear();
      activityHeld = { type: undefined, more: false };
      missionIds = { missionIds: [], total: 0 };
      unlisted = [];
      newestReadAt = undefined;
      announce(change);
    },
    get epoch() {
      return epoch;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    missionList: () => ages.known({ kind: 'missionList' }, () => missionIds),
    mission: (missionId) => missions.get(missionId),
    unlistedOfRuns() {
      const listed = new Set(missionIds.missionIds);
      return index.missionIds().filter((missionId) => !listed.has(missionId));
    },
    unlisted() {
      const asked = ages.askedOf({ kind: 'missionList' });
      return unlisted.filter((missionId) => missions.has(missionId) && (objectAges.get(missionId) ?? 0) < asked);
    },
    runList: (missionId) =>
      ages.known({ kind: 'runList', missionId }, () => ({
        runIds: index.newestOf(missionId),
        ...(runListEnds.get(missionId) ?? { more: false }),
      })),
    run(runId) {
      const run = index.run(runId) ?? goneRuns.get(runId);
      if (run) return ages.known({ kind: 'run', runId }, () => run);
      const error = ages.errorOf({ kind: 'run', runId });
      return error ? { kind: 'failed', error } : { kind: 'unknown' };
    },
    plan: (runId) => ages.known({ kind: 'plan', runId }, () => plans.get(runId)?.steps ?? []),
    progress(runId) {
      const plan = plans.get(runId);
      if (!plan || plan.steps.length === 0) return undefined;
      return (plan.progress ??= planProgress(plan.steps));
    },
    events: (runId) => ages.known({ kind: 'events', runId }, () => logs.get(runId) ?? noEvents()),
    useEvents: (runId) => logs.use(runId),
    agents: (runId) => ages.known({ kind: 'agents', runId }, () => agents.get(runId) ?? []),
    recentRuns: (scope) =>
      ages.known({ kind: 'recentRuns', scope }, () => {
        const { since, end } = scopes.get(scope) ?? { since: Infinity, end: { more: false } };
        return { runIds: index.amongAll(scope, since), ...end };
      }),
    activity: () => ages.known({ kind: 'activity' }, () => ({ ...activityHeld, events: activityLog.rows })),
    isBusy: (runId) => busy.has(runId),
    allRuns: () => index.runs(),
    activeRuns: () => index.active,
    activeRunsOf: (missionId) => index.activeOf(missionId),
    missed(runId) {
      const first = missedAt.get(runId) ?? now();
      missedAt.set(runId, first);
      return now() - first >= timing.goneAfterMs;
    },
    lastStir(runId) {
      const stirred = stirs.get(runId);
      return stirred && stirred.wall + ahead();
    },
    lastStirOf: (missionId) => Math.max(missions.get(missionId)?.updatedAt ?? 0, missionStirs.get(missionId) ?? 0),
    stillness(runId) {
      const stirred = stirs.get(runId);
      if (!stirred) return { now: 0 };
      const looked = looks.get(runId);
      return { now: timeBetween(stirred, moment()), ...(looked ? { atLook: timeBetween(stirred, looked) } : {}) };
    },
    askedOf: (subject) => ages.askedOf(subject),
    now: () => timing.serverNow(),
    ageOf: (subject) => ages.ageOf(subject),
    missionAskedOf: (missionId) => objectAges.get(missionId) ?? 0,
    runChangedAt: (runId) => changedAt.get(runId) ?? 0,
  };
}

/** Nothing has changed. */
export function emptyChange(): MutableChange {
  return {
    missionList: false,
    missions: new Set(),
    runLists: new Set(),
    runs: new Set(),
    plans: new Set(),
    events: new Set(),
    agents: new Set(),
    ownRuns: new Set(),
    stirs: new Set(),
    looks: new Set(),
    unknownFor: 0,
    recentRuns: false,
    activity: false,
  };
}

function noteFailure(subject: Subject, change: MutableChange): void {
  switch (subject.kind) {
    case 'missionList':
      change.missionList = true;
      return;
    case 'recentRuns':
      change.recentRuns = true;
      return;
    case 'activity':
      change.activity = true;
      return;
    case 'runList':
      change.runLists.add(subject.missionId);
      return;
    case 'run':
      change.runs.add(subject.runId);
      return;
    case 'plan':
      change.plans.add(subject.runId);
      return;
    case 'events':
      change.events.add(subject.runId);
      return;
    case 'agents':
      change.agents.add(subject.runId);
      return;
  }
}
