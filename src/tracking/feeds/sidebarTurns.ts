import { isActive } from '../../model/run';
import type { FeedParts, Task } from '../reading/feed';
import { agentsTask, planTask } from '../reading/reads';
import { valueOf } from '../store/facts';
import type { ActivityFeed } from './activityFeed';
import { interestKey } from './interest';
import type { MissionPages } from './missionListFeed';
import type { MissionReads } from './missionReads';
import type { RecentPages } from '../recentRuns/recentRunsFeed';
import type { QuestionProbe } from './questionProbe';
import type { StaleRunProbe } from './staleRunProbe';
import type { WatchedInterests } from './watchedInterests';

/** What the sidebar's turns are about. */
export type TurnParts = {
  readonly watched: WatchedInterests;
  readonly missions: MissionPages;
  readonly missionReads: MissionReads;
  readonly recent: RecentPages;
  readonly staleRunProbe: StaleRunProbe;
  readonly questionProbe: QuestionProbe;
  /** What is logged, where that is watched. */
  readonly activity: () => ActivityFeed | undefined;
};

/** So many turns in a row has what is logged where more of it is new than one look shows: then others have one. */
const maxLoggedInARow = 3;

/** Decides what each tick of the sidebar asks for: all that is due has its turn, the longest waiting first. */
export interface SidebarTurns {
  /**
   * Two requests: the newest runs; and what is logged, or one of what is due. In the background, one of them. Where
   * much has changed at once, each may be a few more; see `readNewest`, `urgent` and `readNew`.
   */
  next(isAfterFailure: boolean): readonly Task[];
}

export function createSidebarTurns(feed: FeedParts, parts: TurnParts): SidebarTurns {
  const { store, timing } = feed;
  const { watched, missions, missionReads, recent, staleRunProbe, questionProbe, activity } = parts;
  let turn = 0;
  /** In which turn each of what is due had its own the last time. */
  const servedIn = new Map<string, number>();
  /** In the last turn something was more urgent than what is due. */
  let wasUrgent = false;
  let loggedInARow = 0;
  /** A probe that is due and has not had its turn yet. */
  let nextProbe: Task | undefined;

  /** A plan may have changed while its run is active, and once more when the run has changed since it was read. */
  function planIsDue(runId: string): boolean {
    const run = store.run(runId);
    if (run.kind !== 'loaded') return false;
    return isActive(run.value) || store.requestSeqOf({ kind: 'plan', runId }) < store.runChangedAt(runId);
  }

  /** The same for the agents of a run, which are asked for more rarely while it is active. */
  function agentsAreDue(runId: string): boolean {
    const known = store.agents(runId);
    const run = valueOf(store.run(runId));
    if (known.kind !== 'loaded' || !run) return false;
    if (store.requestSeqOf({ kind: 'agents', runId }) < store.runChangedAt(runId) && !isActive(run)) return true;
    return isActive(run) && store.ageOf({ kind: 'agents', runId }) >= timing.agentsMaxAgeMs;
  }

  /** What is due besides the newest runs. One of them has its turn in each tick. */
  function dueTasks(): ReadonlyMap<string, Task> {
    const tasks = new Map(recent.due());
    const readMission =
      (missionId: string): Task =>
      (signal) =>
        missionReads.read(missionId, signal);
    for (const interest of watched.all()) {
      const { kind } = interest;
      const key = interestKey(interest);
      if (kind === 'plan' && planIsDue(interest.runId)) tasks.set(key, planTask(feed, interest));
      else if (kind === 'agents' && agentsAreDue(interest.runId)) tasks.set(key, agentsTask(feed, interest));
      else if (kind === 'mission' && missionReads.isDue(interest.missionId))
        tasks.set(key, readMission(interest.missionId));
    }
    // A list alone is no proof: rows shift, and totals may be wrong.
    const missing = store.unlisted().find((missionId) => missionReads.isDue(missionId));
    if (missing !== undefined) tasks.set('unlisted', readMission(missing));
    // Of the missions that no list has shown nothing else would tell that they are gone, and their runs with them.
    const unseen =
      watched.scopes().length > 0
        ? store.unlistedOfRuns().find((missionId) => missionReads.isDueForRuns(missionId))
        : undefined;
    if (unseen !== undefined) tasks.set('missions of runs', readMission(unseen));
    if (watched.has('missions') && missions.isDue()) tasks.set('missions', (signal) => missions.readPage(signal));
    const probe = (nextProbe ??= staleRunProbe.next());
    if (probe)
      tasks.set('look', (signal) => {
        nextProbe = undefined;
        return probe(signal);
      });
    const asks = questionProbe.next();
    if (asks) tasks.set('questions', asks);
    return tasks;
  }

  /** Of what is due, what has waited the longest for its turn. */
  function nextDue(): Task | undefined {
    let next: { readonly key: string; readonly task: Task; readonly served: number } | undefined;
    for (const [key, task] of dueTasks()) {
      const served = servedIn.get(key) ?? 0;
      if (!next || served < next.served) next = { key, task, served };
    }
    if (next) servedIn.set(next.key, turn);
    return next?.task;
  }

  /** What is logged, or what is due. */
  function second(signal: AbortSignal, logged: ActivityFeed | undefined): Promise<boolean> {
    const asks = questionProbe.urgent();
    if (asks) return asks(signal);
    const urgent = recent.urgent(turn, 2);
    if (urgent) {
      wasUrgent = true;
      return urgent(signal);
    }
    // Where every second turn is taken, what is logged and what is due share the others.
    const isTurn = turn % (wasUrgent ? 4 : 2) === 0;
    wasUrgent = false;
    const isLogged = isTurn || (logged?.isBehind() === true && loggedInARow < maxLoggedInARow);
    loggedInARow = isLogged ? loggedInARow + 1 : 0;
    return logged && isLogged ? logged.readNew(signal) : due(signal);
  }

  /** Whoever waits for an answer waits for a person: in the same tick that has found the run paused. */
  const asked: Task = (signal) => questionProbe.urgent()?.(signal) ?? Promise.resolve(true);

  /** Worked out when its turn has come: what is due depends on the newest runs. */
  const due: Task = (signal) => (questionProbe.urgent() ?? nextDue())?.(signal) ?? Promise.resolve(true);

  return {
    next(isAfterFailure) {
      turn++;
      const newest: Task = (signal) => recent.readNewest(signal, watched.scopes());
      // After a failure the newest runs come first: they tell for how long nothing was known.
      const isNewest = turn % 3 === 1 || isAfterFailure;
      if (!watched.isSeen()) return [isNewest ? newest : (recent.urgent(turn, 3) ?? nextDue() ?? newest), asked];
      if (!watched.showsRuns()) return watched.has('background') ? [newest, due] : [due];
      const logged = activity();
      return [newest, (signal) => second(signal, logged)];
    },
  };
}
