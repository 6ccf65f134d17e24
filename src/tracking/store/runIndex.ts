import { isActive, newestFirst, type Run } from '../../model/run';

/** Where a run stands now that it did not stand before. */
export type Moved = {
  /** In the list of its mission. */
  readonly inMission: boolean;
  /** In the lists of the runs of all missions. */
  readonly amongAll: boolean;
};

/** The runs that are known, by id, by mission, and in the orders that people see. */
export interface RunIndex {
  run(runId: string): Run | undefined;
  put(run: Run): Moved;
  /** Returns what was forgotten. */
  forget(runId: string): Run | undefined;
  readonly active: ReadonlySet<string>;
  activeOf(missionId: string): number;
  /** Whether an active run of the mission is more than paused. */
  isAtWork(missionId: string): boolean;
  runsOf(missionId: string): readonly string[];
  newestOf(missionId: string): readonly string[];
  /**
   * The runs in the statuses that the scope names, of all missions: the active ones, then those that began at `since`
   * (epoch ms) or later, newest first. Sorted again only when a run has come, gone, or changed its place.
   */
  amongAll(scope: string, since: number): readonly string[];
  /** The missions that runs are known of. */
  missionIds(): string[];
  runIds(): IterableIterator<string>;
  runs(): Run[];
  /** The runs that began in the minute of the instant (epoch ms). */
  ofMinute(startedAt: number): readonly Run[];
  clear(): void;
}

type OfMission = { readonly runIds: Set<string>; active: number; newestFirst: readonly string[] | undefined };

export function createRunIndex(): RunIndex {
  const runs = new Map<string, Run>();
  const active = new Set<string>();
  const missions = new Map<string, OfMission>();
  const minutes = new Map<number, Set<string>>();
  const lists = new Map<string, { readonly since: number; readonly runIds: readonly string[] }>();

  function membersOf(missionId: string): OfMission {
    const known = missions.get(missionId);
    if (known) return known;
    const made: OfMission = { runIds: new Set(), active: 0, newestFirst: undefined };
    missions.set(missionId, made);
    return made;
  }

  function setActive({ runId, missionId }: Run, now: boolean): void {
    if (active.has(runId) === now) return;
    membersOf(missionId).active += now ? 1 : -1;
    if (now) active.add(runId);
    else active.delete(runId);
  }

  const minuteOf = (ms: number) => Math.floor(ms / 60_000);

  function leaveMinute({ runId, startedAt }: Run): void {
    const minute = minuteOf(startedAt);
    const members = minutes.get(minute);
    members?.delete(runId);
    if (members?.size === 0) minutes.delete(minute);
  }

  function enterMinute({ runId, startedAt }: Run): void {
    const minute = minuteOf(startedAt);
    const members = minutes.get(minute);
    if (members) members.add(runId);
    else minutes.set(minute, new Set([runId]));
  }

  const sorted = (runIds: Iterable<string>) => [...runIds].flatMap((runId) => runs.get(runId) ?? []).sort(newestFirst);

  function forget(runId: string): Run | undefined {
    const run = runs.get(runId);
    if (!run) return undefined;
    setActive(run, false);
    runs.delete(runId);
    leaveMinute(run);
    const members = membersOf(run.missionId);
    members.runIds.delete(runId);
    members.newestFirst = undefined;
    lists.clear();
    return run;
  }

  return {
    run: (runId) => runs.get(runId),
    put(run) {
      const { runId, missionId } = run;
      let known = runs.get(runId);
      // A run never moves between missions; an answer that says so is believed.
      if (known && known.missionId !== missionId) {
        forget(runId);
        known = undefined;
      }
      runs.set(runId, run);
      const members = membersOf(missionId);
      const inMission = known?.startedAt !== run.startedAt;
      if (inMission) {
        if (known) leaveMinute(known);
        enterMinute(run);
        members.runIds.add(runId);
        members.newestFirst = undefined;
      }
      setActive(run, isActive(run));
      const amongAll = inMission || known?.status !== run.status;
      if (amongAll) lists.clear();
      return { inMission, amongAll };
    },
    forget,
    active,
    activeOf: (missionId) => missions.get(missionId)?.active ?? 0,
    isAtWork(missionId) {
      const members = missions.get(missionId);
      if (!members?.active) return false;
      return [...members.runIds].some((runId) => active.has(runId) && runs.get(runId)?.status !== 'paused');
    },
    runsOf: (missionId) => [...(missions.get(missionId)?.runIds ?? [])],
    newestOf(missionId) {
      const members = membersOf(missionId);
      return (members.newestFirst ??= sorted(members.runIds).map(({ runId }) => runId));
    },
    amongAll(scope, since) {
      const list = lists.get(scope);
      if (list?.since === since) return list.runIds;
      const statuses = new Set(scope.split(' ').filter(Boolean));
      const shown = sorted(runs.keys()).filter(
        (run) => (statuses.size === 0 || statuses.has(run.status)) && (run.startedAt >= since || active.has(run.runId)),
      );
      const runIds = [
        ...shown.filter(({ runId }) => active.has(runId)),
        ...shown.filter(({ runId }) => !active.has(runId)),
      ].map(({ runId }) => runId);
      lists.set(scope, { since, runIds });
      return runIds;
    },
    missionIds: () => [...missions].flatMap(([missionId, { runIds }]) => (runIds.size > 0 ? [missionId] : [])),
    runIds: () => runs.keys(),
    runs: () => [...runs.values()],
    ofMinute: (startedAt) => [...(minutes.get(minuteOf(startedAt)) ?? [])].flatMap((runId) => runs.get(runId) ?? []),
    clear() {
      runs.clear();
      minutes.clear();
      active.clear();
      missions.clear();
      lists.clear();
    },
  };
}
