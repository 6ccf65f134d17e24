import type { ApiError } from '../api/apiError';
import { EventColumns } from '../model/eventColumns';
import type { Mission } from '../model/mission';
import { planProgress, type Progress, type Step } from '../model/plan';
import { isActive, type Run } from '../model/run';
import type { Known, Subject, Fact, Change, MissionList, RunList, EventLog } from './facts';
import { sameValue } from './sameValue';

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
  runList(missionId: string): Known<RunList>;
  run(runId: string): Known<Run>;
  plan(runId: string): Known<readonly Step[]>;
  progress(runId: string): Progress | undefined;
  events(runId: string): Known<EventLog>;
  isBusy(runId: string): boolean;
  /** All runs that are known, in no order. */
  allRuns(): Run[];
  /** Runs that may still change by themselves. */
  activeRuns(): ReadonlySet<string>;
  /** The ticket of the newest answer that is held about it; 0 where there is none. */
  askedOf(subject: Subject): number;
  /** The ticket at which the run was last seen to change; 0 where it is not known. */
  runChangedAt(runId: string): number;
}

type Age = { asked: number; at?: number; error?: ApiError };

type MissionRuns = { readonly runIds: Set<string>; more: boolean; newestFirst: readonly string[] | undefined };

type MutableChange = {
  missionList: boolean;
  readonly missions: Set<string>;
  readonly runLists: Set<string>;
  readonly runs: Set<string>;
  readonly plans: Set<string>;
  readonly events: Set<string>;
};

function subjectKey(subject: Subject): string {
  switch (subject.kind) {
    case 'missionList':
      return 'missionList';
    case 'runList':
      return `runList ${subject.missionId}`;
    default:
      return `${subject.kind} ${subject.runId}`;
  }
}

/** The only memory. Applying facts costs what they carry, not what is held. */
export function createStore(): Store {
  const listeners = new Set<(change: Change) => void>();
  let tickets = 0;
  let epoch = 0;

  const missions = new Map<string, Mission>();
  const runs = new Map<string, Run>();
  const active = new Set<string>();
  const changedAt = new Map<string, number>();
  const runsOf = new Map<string, MissionRuns>();
  const plans = new Map<string, { steps: readonly Step[]; progress: Progress | undefined }>();
  const logs = new Map<string, EventLog>();
  const busy = new Set<string>();
  const ages = new Map<string, Age>();
  const objectAges = new Map<string, number>();
  let missionIds: MissionList = { missionIds: [], total: 0 };

  function age(subject: Subject): Age {
    const key = subjectKey(subject);
    const held = ages.get(key);
    if (held) return held;
    const made: Age = { asked: 0 };
    ages.set(key, made);
    return made;
  }

  /** Whether an answer about the subject may be taken; if so it is noted. */
  function fresh(subject: Subject, asked: number): boolean {
    const held = age(subject);
    if (asked < held.asked) return false;
    held.asked = asked;
    held.at = Date.now();
    delete held.error;
    return true;
  }

  function known<T>(subject: Subject, value: () => T): Known<T> {
    const held = ages.get(subjectKey(subject));
    if (!held) return { kind: 'unknown' };
    const last = held.at === undefined ? undefined : { value: value(), at: held.at };
    if (held.error) return { kind: 'failed', error: held.error, ...(last ? { last } : {}) };
    return last ? { kind: 'known', ...last } : { kind: 'unknown' };
  }

  function membersOf(missionId: string): MissionRuns {
    const held = runsOf.get(missionId);
    if (held) return held;
    const made: MissionRuns = { runIds: new Set(), more: false, newestFirst: undefined };
    runsOf.set(missionId, made);
    return made;
  }

  function putMission(mission: Mission, asked: number, change: MutableChange): void {
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
    const failed = age({ kind: 'run', runId }).error !== undefined;
    if (!fresh({ kind: 'run', runId }, asked)) return;
    if (failed) change.runs.add(runId);
    const held = runs.get(runId);
    if (sameValue(held, run)) return;
    runs.set(runId, run);
    changedAt.set(runId, asked);
    change.runs.add(runId);
    if (isActive(run)) active.add(runId);
    else active.delete(runId);
    const members = membersOf(missionId);
    if (!members.runIds.has(runId) || held?.startedAt !== run.startedAt) {
      members.runIds.add(runId);
      members.newestFirst = undefined;
      change.runLists.add(missionId);
    }
  }

  function forgetRun(runId: string, change: MutableChange): void {
    const missionId = runs.get(runId)?.missionId;
    if (missionId !== undefined) {
      const members = membersOf(missionId);
      members.runIds.delete(runId);
      members.newestFirst = undefined;
      change.runLists.add(missionId);
    }
    runs.delete(runId);
    active.delete(runId);
    plans.delete(runId);
    logs.delete(runId);
    busy.delete(runId);
    change.runs.add(runId);
  }

  function apply(fact: Fact, change: MutableChange): void {
    switch (fact.kind) {
      case 'missionList': {
        const subject: Subject = { kind: 'missionList' };
        const before = known(subject, () => missionIds);
        if (!fresh(subject, fact.asked)) return;
        for (const mission of fact.missions) putMission(withHeldTexts(mission), fact.asked, change);
        const list: MissionList = { missionIds: fact.missions.map((mission) => mission.missionId), total: fact.total };
        change.missionList ||= before.kind !== 'known' || !sameValue(missionIds, list);
        missionIds = list;
        return;
      }
      case 'mission':
        putMission(fact.mission, fact.asked, change);
        if (fact.created && !missionIds.missionIds.includes(fact.mission.missionId)) {
          missionIds = {
            missionIds: [fact.mission.missionId, ...missionIds.missionIds],
            total: missionIds.total + 1,
          };
          change.missionList = true;
        }
        return;
      case 'missionGone':
        for (const runId of runsOf.get(fact.missionId)?.runIds ?? []) forgetRun(runId, change);
        runsOf.delete(fact.missionId);
        missions.delete(fact.missionId);
        change.missions.add(fact.missionId);
        if (missionIds.missionIds.includes(fact.missionId)) {
          missionIds = {
            missionIds: missionIds.missionIds.filter((missionId) => missionId !== fact.missionId),
            total: Math.max(0, missionIds.total - 1),
          };
          change.missionList = true;
        }
        return;
      case 'runList': {
        const { missionId, more, asked } = fact;
        const held = age({ kind: 'runList', missionId });
        const wasKnown = held.at !== undefined && !held.error;
        for (const run of fact.runs) putRun(run, asked, change);
        if (!fresh({ kind: 'runList', missionId }, asked)) return;
        const members = membersOf(missionId);
        if (!wasKnown || members.more !== more) change.runLists.add(missionId);
        members.more = more;
        return;
      }
      case 'runs':
        for (const run of fact.runs) putRun(run, fact.asked, change);
        return;
      case 'runGone':
        forgetRun(fact.runId, change);
        return;
      case 'plan': {
        const { runId } = fact;
        const held = age({ kind: 'plan', runId });
        const wasKnown = held.at !== undefined && !held.error;
        if (!fresh({ kind: 'plan', runId }, fact.asked)) return;
        if (wasKnown && sameValue(plans.get(runId)?.steps, fact.steps)) return;
        plans.set(runId, { steps: fact.steps, progress: undefined });
        change.plans.add(runId);
        return;
      }
      case 'events': {
        const log = logs.get(fact.runId) ?? { columns: new EventColumns(), total: 0, complete: false };
        logs.set(fact.runId, log);
        if (log.columns.append(fact.rows) > 0) change.events.add(fact.runId);
        return;
      }
      case 'eventsRead': {
        const { runId, total, complete } = fact;
        const log = logs.get(runId) ?? { columns: new EventColumns(), total: 0, complete: false };
        const held = age({ kind: 'events', runId });
        if (held.at === undefined || held.error || log.total !== total || log.complete !== complete)
          change.events.add(runId);
        logs.set(runId, { columns: log.columns, total, complete });
        held.at = Date.now();
        delete held.error;
        return;
      }
      case 'failed': {
        const held = age(fact.subject);
        held.error = fact.error;
        switch (fact.subject.kind) {
          case 'missionList':
            change.missionList = true;
            break;
          case 'runList':
            change.runLists.add(fact.subject.missionId);
            break;
          case 'run':
            change.runs.add(fact.subject.runId);
            break;
          case 'plan':
            change.plans.add(fact.subject.runId);
            break;
          case 'events':
            change.events.add(fact.subject.runId);
            break;
        }
        return;
      }
      case 'busy':
        if (busy.has(fact.runId) === fact.busy) return;
        if (fact.busy) busy.add(fact.runId);
        else busy.delete(fact.runId);
        change.runs.add(fact.runId);
        return;
    }
  }

  function emptyChange(): MutableChange {
    return {
      missionList: false,
      missions: new Set(),
      runLists: new Set(),
      runs: new Set(),
      plans: new Set(),
      events: new Set(),
    };
  }

  function announce(change: Change): void {
    const { missionList, ...sets } = change;
    if (!missionList && Object.values(sets).every((set) => set.size === 0)) return;
    for (const listener of [...listeners]) listener(change);
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
      for (const runId of [...runs.keys(), ...logs.keys(), ...plans.keys()]) {
        change.runs.add(runId);
        change.plans.add(runId);
        change.events.add(runId);
      }
      epoch++;
      for (const map of [missions, runs, changedAt, runsOf, plans, logs, ages, objectAges]) map.clear();
      active.clear();
      busy.clear();
      missionIds = { missionIds: [], total: 0 };
      announce(change);
    },
    get epoch() {
      return epoch;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    missionList: () => known({ kind: 'missionList' }, () => missionIds),
    mission: (missionId) => missions.get(missionId),
    runList: (missionId) =>
      known({ kind: 'runList', missionId }, () => {
        const members = membersOf(missionId);
        members.newestFirst ??= [...members.runIds].sort(
          (a, b) => (runs.get(b)?.startedAt ?? 0) - (runs.get(a)?.startedAt ?? 0) || (a < b ? 1 : -1),
        );
        return { runIds: members.newestFirst, more: members.more };
      }),
    run(runId) {
      const run = runs.get(runId);
      if (run) return known({ kind: 'run', runId }, () => run);
      const error = ages.get(subjectKey({ kind: 'run', runId }))?.error;
      return error ? { kind: 'failed', error } : { kind: 'unknown' };
    },
    plan: (runId) => known({ kind: 'plan', runId }, () => plans.get(runId)?.steps ?? []),
    progress(runId) {
      const plan = plans.get(runId);
      if (!plan || plan.steps.length === 0) return undefined;
      return (plan.progress ??= planProgress(plan.steps));
    },
    events: (runId) =>
      known(
        { kind: 'events', runId },
        () => logs.get(runId) ?? { columns: new EventColumns(), total: 0, complete: false },
      ),
    isBusy: (runId) => busy.has(runId),
    allRuns: () => [...runs.values()],
    activeRuns: () => active,
    askedOf: (subject) => ages.get(subjectKey(subject))?.asked ?? 0,
    runChangedAt: (runId) => changedAt.get(runId) ?? 0,
  };
}
