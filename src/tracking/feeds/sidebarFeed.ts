import { ApiError, type ApiErrorKind } from '../../api/apiError';
import type { Interest, List } from './interest';
import { createOneAtATime, type OneAtATime } from '../reading/oneAtATime';
import { createFeedParts, isOwnFailure, type FeedParts, type Pace, type Task, type TickResult } from '../reading/feed';
import { createActivityFeed, type ActivityFeed } from './activityFeed';
import { scopeOf, valueOf, type Known, type Subject } from '../store/facts';
import { createLooks } from './staleRunProbe';
import { createMissionPages, type Loaded } from './missionListFeed';
import { createRecentPages } from './recentRunsFeed';
import { createRunListWindow, type RunListWindow } from './runListWindow';
import { isActive } from '../../model/run';
import { agentsTask, planTask, readingOf, readOrLoseMission } from '../reading/reads';

const runPageSize = 20;
/** What says something of the mission that was asked for, and nothing of the list of them. */
const ofOneMission: ReadonlySet<ApiErrorKind> = new Set(['notFound', 'forbidden', 'tooLarge']);

export type SidebarInterest = Exclude<Interest, { readonly kind: 'timeline' }>;

/**
 * What the sidebar shows, for two requests a tick however much that is: the newest runs of all missions, and by turns
 * what has been logged, active runs beyond the newest, a plan that is laid open, a look at a run that lies still, a page
 * of the missions. In the background it is one request a tick. In a tick that finds that much has changed at once each
 * of them may be a few: `mostAtOnce` for the runs, `mostPages` for what has been logged.
 */
export interface SidebarFeed {
  watch(interest: SidebarInterest): () => void;
  isWatched(): boolean;
  /** Whether somebody sees any of it. */
  isSeen(): boolean;
  /** Asks for what the interest shows and is not known yet. It is no part of a tick's two. */
  load(interest: SidebarInterest, signal: AbortSignal): Promise<boolean>;
  tick(signal: AbortSignal, byHand: boolean): Promise<TickResult>;
  loadMore(list: List): Promise<void>;
  loadAllMissions(signal: AbortSignal, progress: (loaded: Loaded) => void): Promise<boolean>;
  /** A feed with the same watchers that has asked nothing yet. */
  anew(): SidebarFeed;
}

type Watched = Map<string, { readonly interest: SidebarInterest; watchers: number }>;
type Parts = Pick<FeedParts, 'client' | 'store' | 'timing'> & { readonly stuckAfter: () => number };

function interestKey(interest: SidebarInterest): string {
  switch (interest.kind) {
    case 'missions':
    case 'background':
      return interest.kind;
    case 'mission':
    case 'runs':
      return `${interest.kind} ${interest.missionId}`;
    case 'plan':
    case 'agents':
      return `${interest.kind} ${interest.runId}`;
    case 'recentRuns':
      return `recentRuns ${scopeOf(interest.statuses)}`;
    case 'activity':
      return `activity ${interest.type ?? ''}`;
  }
}

/** What the interest shows, as it can be right or old. */
function subjectOf(interest: SidebarInterest): Subject | undefined {
  switch (interest.kind) {
    case 'missions':
      return { kind: 'missionList' };
    case 'runs':
      return { kind: 'runList', missionId: interest.missionId };
    case 'plan':
    case 'agents':
      return { kind: interest.kind, runId: interest.runId };
    case 'recentRuns':
      return { kind: 'recentRuns', scope: scopeOf(interest.statuses) };
    case 'activity':
      return { kind: 'activity' };
    case 'mission':
    case 'background':
      return undefined;
  }
}

const failureOf = (subject: Subject | undefined, error: ApiError) =>
  subject ? [{ kind: 'failed' as const, subject, error }] : [];

export function createSidebarFeed(parts: Parts): SidebarFeed {
  return feedOf(parts, new Map());
}

function feedOf(parts: Parts, watched: Watched): SidebarFeed {
  const feed = createFeedParts(parts);
  const { client, store, timing, current, attempt, lastFailure } = feed;
  const missions = createMissionPages(feed);
  const recent = createRecentPages(feed);
  const looks = createLooks(feed, parts.stuckAfter);
  /** By the steady clock, as `triedAt`. */
  const missionReadAt = new Map<string, number>();
  const runWindows = new Map<string, RunListWindow>();
  /** By mission. */
  const runReads = new Map<string, OneAtATime>();
  let activity: { readonly type: string | undefined; readonly feed: ActivityFeed } | undefined;
  /** What is being asked for outside the ticks: never twice at a time. */
  const loading = new Map<string, Promise<boolean>>();
  /** When each was last asked for by itself. */
  const triedAt = new Map<string, number>();
  let turn = 0;
  /** In which turn each of what is due had its own the last time. */
  const servedIn = new Map<string, number>();
  /** How many ticks have failed one after the other. */
  let failedTicks = 0;
  /** In the last turn something was more urgent than what is due. */
  let wasUrgent = false;
  /** A look that is due and has not had its turn yet. */
  let nextLook: Task | undefined;

  const interests = () => [...watched.values()].map(({ interest }) => interest);
  const scopes = () =>
    interests().flatMap((interest) => (interest.kind === 'recentRuns' ? [scopeOf(interest.statuses)] : []));
  const isSeen = () => interests().some(({ kind }) => kind !== 'background');
  const showsRuns = () => interests().some(({ kind }) => kind !== 'mission' && kind !== 'background');
  const activityOf = (type: string | undefined) =>
    activity?.type === type && activity
      ? activity.feed
      : (activity = { type, feed: createActivityFeed(feed, type) }).feed;

  function watchedActivity(): ActivityFeed | undefined {
    const interest = interests().findLast(({ kind }) => kind === 'activity');
    return interest?.kind === 'activity' ? activityOf(interest.type) : undefined;
  }

  /** One mission by itself. That it is refused, gone or too large keeps nothing else from its turn. */
  function readMission(missionId: string, signal: AbortSignal): Promise<boolean> {
    return attempt({ kind: 'missionList' }, signal, async () => {
      missionReadAt.set(missionId, timing.now());
      try {
        await readOrLoseMission(readingOf(feed, signal), missionId);
      } catch (error) {
        if (!(error instanceof ApiError) || !ofOneMission.has(error.kind)) throw error;
      }
    });
  }

  const sinceMissionRead = (missionId: string) => timing.now() - (missionReadAt.get(missionId) ?? -Infinity);
  const missionIsDue = (missionId: string) => sinceMissionRead(missionId) >= timing.missionMaxAgeMs;
  const missionOfRunsIsDue = (missionId: string) => sinceMissionRead(missionId) >= 5 * timing.missionMaxAgeMs;

  /** The next older runs of a mission; all that are shown, again, where `newest` asks for them. */
  function readRunList(missionId: string, signal?: AbortSignal, newest = false): Promise<boolean> {
    const oneAtATime = runReads.get(missionId) ?? createOneAtATime();
    runReads.set(missionId, oneAtATime);
    return oneAtATime(() =>
      attempt({ kind: 'runList', missionId }, signal, async () => {
        const asked = store.ask();
        const window = runWindows.get(missionId) ?? runWindowOf(missionId);
        const before = window.held();
        if (newest) await window.renew(Math.max(runPageSize, before?.rows.length ?? 0), { signal });
        else await window.more(runPageSize, { signal });
        const held = window.held();
        // What has moved the place in the list is kept, whoever has lost interest.
        if (!held || !current(before ? undefined : signal)) return;
        const { more, tooLarge } = held;
        store.put([{ kind: 'runList', missionId, runs: [], more, tooLarge, asked }]);
      }),
    );
  }

  function runWindowOf(missionId: string): RunListWindow {
    const window = createRunListWindow(feed, (query, signal) => client.listRuns(missionId, {}, query, { signal }));
    runWindows.set(missionId, window);
    return window;
  }

  /** A plan may have changed while its run is active, and once more when the run has changed since it was read. */
  function planIsDue(runId: string): boolean {
    const run = store.run(runId);
    if (run.kind !== 'known') return false;
    return isActive(run.value) || store.askedOf({ kind: 'plan', runId }) < store.runChangedAt(runId);
  }

  /** The same for the agents of a run, which are asked for more rarely while it is active. */
  function agentsAreDue(runId: string): boolean {
    const held = store.agents(runId);
    const run = valueOf(store.run(runId));
    if (held.kind !== 'known' || !run) return false;
    if (store.askedOf({ kind: 'agents', runId }) < store.runChangedAt(runId) && !isActive(run)) return true;
    return isActive(run) && store.ageOf({ kind: 'agents', runId }) >= timing.agentsMaxAgeMs;
  }

  /** What is due besides the newest runs. One of them has its turn in each tick. */
  function dueTasks(): ReadonlyMap<string, Task> {
    const tasks = new Map(recent.due());
    for (const interest of interests()) {
      const { kind } = interest;
      const key = interestKey(interest);
      if (kind === 'plan' && planIsDue(interest.runId)) tasks.set(key, planTask(feed, interest));
      else if (kind === 'agents' && agentsAreDue(interest.runId)) tasks.set(key, agentsTask(feed, interest));
      else if (kind === 'mission' && missionIsDue(interest.missionId))
        tasks.set(key, (signal) => readMission(interest.missionId, signal));
    }
    // A list alone is no proof: rows shift, and totals may be wrong.
    const missing = store.unlisted().find(missionIsDue);
    if (missing !== undefined) tasks.set('unlisted', (signal) => readMission(missing, signal));
    // Of the missions that no list has shown nothing else would tell that they are gone, and their runs with them.
    const unseen = scopes().length > 0 ? store.unlistedOfRuns().find(missionOfRunsIsDue) : undefined;
    if (unseen !== undefined) tasks.set('missions of runs', (signal) => readMission(unseen, signal));
    if (watched.has('missions') && missions.isDue()) tasks.set('missions', (signal) => missions.readPage(signal));
    const look = (nextLook ??= looks.next());
    if (look)
      tasks.set('look', (signal) => {
        nextLook = undefined;
        return look(signal);
      });
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

  function loadOf(interest: SidebarInterest, byHand: boolean, signal: AbortSignal): Promise<boolean> | undefined {
    const subject = subjectOf(interest);
    /** By hand, everything; else what is not known, and what was refused on account of itself no sooner than due. */
    const wanted = (known: Known<unknown>) => {
      if (byHand || known.kind !== 'failed') return byHand || known.kind === 'unknown';
      if (!subject || !isOwnFailure(subject, known.error)) return true;
      return timing.now() - (triedAt.get(interestKey(interest)) ?? -Infinity) >= timing.refusedRetryMs;
    };
    switch (interest.kind) {
      case 'missions':
        return wanted(store.missionList()) ? missions.readWanted(signal) : undefined;
      case 'mission':
        return byHand ? readMission(interest.missionId, signal) : undefined;
      case 'runs':
        return wanted(store.runList(interest.missionId)) ? readRunList(interest.missionId, signal, true) : undefined;
      case 'plan':
        return wanted(store.plan(interest.runId)) ? planTask(feed, interest)(signal) : undefined;
      case 'agents':
        return wanted(store.agents(interest.runId)) ? agentsTask(feed, interest)(signal) : undefined;
      case 'recentRuns':
        return recent.open(scopeOf(interest.statuses), signal, byHand);
      case 'activity':
        return activityOf(interest.type).open(signal);
      case 'background':
        return undefined;
    }
  }

  function load(interest: SidebarInterest, signal: AbortSignal, byHand = false): Promise<boolean> {
    const key = interestKey(interest);
    const under = loading.get(key) ?? loadOf(interest, byHand, signal);
    if (!under) return Promise.resolve(true);
    triedAt.set(key, timing.now());
    loading.set(key, under);
    return under.finally(() => loading.delete(key));
  }

  function pace(): Exclude<Pace, 'settled' | 'timeline'> {
    if (!isSeen()) return 'background';
    return showsRuns() && store.activeRuns().size > 0 ? 'active' : 'idle';
  }

  /**
   * Two requests: the newest runs; and what is logged, or one of what is due. In the background, one of them. Where
   * much has changed at once, each may be a few more; see `readNewest`, `urgent` and `readNew`.
   */
  function tasksOf(): readonly Task[] {
    turn++;
    const newest: Task = (signal) => recent.readNewest(signal, scopes());
    const rotating = (otherwise: Task): Task => nextDue() ?? otherwise;
    const nothing: Task = () => Promise.resolve(true);
    // After a failure the newest runs come first: they tell for how long nothing was known.
    const isNewest = turn % 3 === 1 || failedTicks > 0;
    if (!isSeen()) return [isNewest ? newest : (recent.urgent(turn, 3) ?? rotating(newest))];
    // Worked out when its turn has come: what is due depends on the newest runs.
    const due: Task = (signal) => rotating(nothing)(signal);
    if (!showsRuns()) return watched.has('background') ? [newest, due] : [due];
    const logged = watchedActivity();
    const second: Task = (signal) => {
      const urgent = recent.urgent(turn, 2);
      if (urgent) {
        wasUrgent = true;
        return urgent(signal);
      }
      // Where every second turn is taken, what is logged and what is due share the others.
      const isTurn = turn % (wasUrgent ? 4 : 2) === 0;
      wasUrgent = false;
      return logged && (logged.isBehind() || isTurn) ? logged.readNew(signal) : due(signal);
    };
    return [newest, second];
  }

  /** The end of a tick that has failed: what comes after the failure was not asked for. */
  function failed(signal: AbortSignal, byHand: boolean): TickResult {
    const error = lastFailure();
    // Of a single failure the list tells that has met it: the next tick comes soon.
    if ((++failedTicks > 1 || byHand) && error && current(signal))
      store.put(interests().flatMap((interest) => failureOf(subjectOf(interest), error)));
    return { pace: pace(), failed: true };
  }

  return {
    watch(interest) {
      const key = interestKey(interest);
      const held = watched.get(key) ?? { interest, watchers: 0 };
      held.watchers++;
      watched.set(key, held);
      return () => {
        if (--held.watchers === 0) watched.delete(key);
      };
    },
    isWatched: () => watched.size > 0,
    isSeen,
    load: (interest, signal) => load(interest, signal),
    async tick(signal, byHand) {
      const loaded = await Promise.all(interests().map((interest) => load(interest, signal, byHand)));
      if (loaded.includes(false)) return failed(signal, byHand);
      for (const task of tasksOf()) if (!(await task(signal))) return failed(signal, byHand);
      if (isSeen() && showsRuns() && !(await recent.loadActive(signal))) return failed(signal, byHand);
      failedTicks = 0;
      return { pace: pace(), failed: false };
    },
    async loadMore(list) {
      switch (list.kind) {
        case 'missions':
          await missions.loadMore();
          return;
        case 'runs':
          await readRunList(list.missionId);
          return;
        case 'recentRuns':
          await recent.loadMore(scopeOf(list.statuses));
          return;
        case 'activity':
          await activityOf(list.type).loadMore();
          return;
      }
    },
    loadAllMissions: (signal, progress) => missions.loadAll(signal, progress),
    anew() {
      looks.stop();
      return feedOf(parts, watched);
    },
  };
}
