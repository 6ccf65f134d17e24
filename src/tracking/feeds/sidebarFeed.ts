import type { ApiError } from '../../api/apiError';
import { createFeedParts, isOwnFailure, type FeedParts, type PollInterval, type TickResult } from '../reading/feed';
import { createUntilOneFails } from '../reading/oneAtATime';
import { agentsTask, planTask } from '../reading/reads';
import { scopeOf, valueOf, type Loadable, type Subject } from '../store/facts';
import type { Store } from '../store/store';
import { createActivityFeed, type ActivityFeed } from './activityFeed';
import { interestKey, subjectOf, type List, type SidebarInterest } from './interest';
import { createMissionPages, type Loaded } from './missionListFeed';
import { createMissionReads } from './missionReads';
import { createRecentPages } from '../recentRuns/recentRunsFeed';
import { createRunListFeed } from './runListFeed';
import { createSidebarTurns } from './sidebarTurns';
import { createQuestionProbe } from './questionProbe';
import { createStaleRunProbe } from './staleRunProbe';
import { WatchedInterests } from './watchedInterests';

/**
 * What the sidebar shows, for two requests a tick however much that is: the newest runs of all missions, and by turns
 * what has been logged, active runs beyond the newest, a plan that is laid open, a look at a run that lies still, a page
 * of the missions, what a paused run asks. In the background it is one request a tick, and one more in a tick that has
 * just found a run paused. In a tick that finds that much has changed at once each
 * of them may be a few: `maxRequestsPerTask` for the runs, `maxPages` for what has been logged.
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
  restarted(): SidebarFeed;
}

type Parts = Pick<FeedParts, 'client' | 'store' | 'timing'> & { readonly stuckAfter: () => number };

/** How often Load More asks at most where nothing new comes, in the window of the same GET. */
const maxVainInWindow = 5;

const failureOf = (subject: Subject | undefined, error: ApiError) =>
  subject ? [{ kind: 'failed' as const, subject, error }] : [];

/** How far a list has been read: another text where it is another list now, or another end. */
function extentOf(store: Store, list: List, rowCounts: RowCounts): string {
  const extent = (rows: number, known: Loadable<{ readonly more?: boolean }>) =>
    `${rows} ${valueOf(known)?.more === true}`;
  switch (list.kind) {
    case 'missions': {
      const known = store.missionList();
      return extent(valueOf(known)?.missionIds.length ?? 0, known);
    }
    case 'runs':
      return extent(rowCounts.runs(list.missionId), store.runList(list.missionId));
    case 'recentRuns': {
      const scope = scopeOf(list.statuses);
      return extent(rowCounts.recent(scope), store.recentRuns(scope));
    }
    case 'activity': {
      const known = store.activity();
      return extent(valueOf(known)?.events.length ?? 0, known);
    }
  }
}

/** How many rows of the lists of a mission's runs, and of a scope, have been read. */
type RowCounts = { readonly runs: (missionId: string) => number; readonly recent: (scope: string) => number };

export function createSidebarFeed(parts: Parts): SidebarFeed {
  return feedOf(parts, new WatchedInterests());
}

function feedOf(parts: Parts, watched: WatchedInterests): SidebarFeed {
  const feed = createFeedParts(parts);
  const { store, timing, current, lastFailure } = feed;
  const missions = createMissionPages(feed);
  const missionReads = createMissionReads(feed);
  const runLists = createRunListFeed(feed);
  const recent = createRecentPages(feed, () => runLists.outdate());
  const staleRunProbe = createStaleRunProbe(feed, parts.stuckAfter);
  const questionProbe = createQuestionProbe(feed);
  let activity: { readonly type: string | undefined; readonly feed: ActivityFeed } | undefined;
  const turns = createSidebarTurns(feed, {
    ...{ watched, missions, missionReads, recent, staleRunProbe, questionProbe },
    activity: () => {
      const interest = watched.activity();
      return interest && activityOf(interest.type);
    },
  });
  /** What is being asked for outside the ticks: never twice at a time. */
  const loading = new Map<string, Promise<boolean>>();
  /** When each was last asked for by itself (by the steady clock). */
  const triedAt = new Map<string, number>();
  /** Somebody who asks for more again and again while nothing can be read asks once. */
  const untilOneFails = createUntilOneFails();
  /** When nothing had come of Load More the last time (by the steady clock). */
  const vain = new Map<string, { readonly at: number; readonly extent: string }>();
  /** How many ticks have failed one after the other. */
  let failedTicks = 0;

  function activityOf(type: string | undefined): ActivityFeed {
    if (activity?.type !== type || !activity) activity = { type, feed: createActivityFeed(feed, type) };
    return activity.feed;
  }

  function loadOf(interest: SidebarInterest, byHand: boolean, signal: AbortSignal): Promise<boolean> | undefined {
    const subject = subjectOf(interest);
    /** By hand, everything; else what is not known, and what was refused on account of itself no sooner than due. */
    const wanted = (known: Loadable<unknown>) => {
      if (byHand || known.kind !== 'failed') return byHand || known.kind === 'notLoaded';
      if (!subject || !isOwnFailure(subject, known.error)) return true;
      return timing.now() - (triedAt.get(interestKey(interest)) ?? -Infinity) >= timing.refusedRetryMs;
    };
    switch (interest.kind) {
      case 'missions':
        return wanted(store.missionList()) ? missions.readWanted(signal) : undefined;
      case 'mission':
        return byHand ? missionReads.read(interest.missionId, signal) : undefined;
      case 'runs':
        return wanted(store.runList(interest.missionId)) || runLists.isOutdated(interest.missionId)
          ? runLists.readShown(interest.missionId, signal)
          : undefined;
      case 'plan':
        return wanted(store.plan(interest.runId)) ? planTask(feed, interest)(signal) : undefined;
      case 'agents':
        return wanted(store.agents(interest.runId)) ? agentsTask(feed, interest)(signal) : undefined;
      case 'recentRuns':
        return recent.open(scopeOf(interest.statuses), signal, byHand);
      case 'activity':
        return activityOf(interest.type).open(signal, byHand);
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

  function loadMore(list: List): Promise<boolean> {
    switch (list.kind) {
      case 'missions':
        return missions.loadMore();
      case 'runs':
        return runLists.loadMore(list.missionId);
      case 'recentRuns':
        return recent.loadMore(scopeOf(list.statuses));
      case 'activity':
        return activityOf(list.type).loadMore();
    }
  }

  /** Somebody who presses again and again where nothing more comes asks a few times in the window of the same GET. */
  async function loadMoreUnlessVain(list: List): Promise<boolean> {
    const key = interestKey(list);
    const rowCounts = { runs: runLists.rowCount, recent: recent.rowCount };
    const before = extentOf(store, list, rowCounts);
    const last = vain.get(key);
    const isSoon = timing.now() - (last?.at ?? -Infinity) < timing.sameGetWindowMs / maxVainInWindow;
    if (isSoon && last?.extent === before) return true;
    const worked = await loadMore(list);
    const extent = extentOf(store, list, rowCounts);
    if (worked && extent === before) vain.set(key, { at: timing.now(), extent });
    return worked;
  }

  function intervalNow(): Exclude<PollInterval, 'settled' | 'timeline'> {
    if (!watched.isSeen()) return 'background';
    return watched.showsRuns() && store.activeRuns().size > 0 ? 'active' : 'idle';
  }

  const isActiveWanted = () => watched.isSeen() && watched.showsRuns();

  /** The end of a tick that has failed: what comes after the failure was not asked for. */
  async function failed(signal: AbortSignal, byHand: boolean, error = lastFailure()): Promise<TickResult> {
    // Where the newest runs are too large the active ones are looked for.
    if (error?.kind === 'tooLarge' && isActiveWanted()) await recent.loadActive(signal);
    // Of a single failure the list tells that has met it: the next tick comes soon.
    if ((++failedTicks > 1 || byHand) && error && current(signal))
      store.put(watched.all().flatMap((interest) => failureOf(subjectOf(interest), error)));
    return { interval: intervalNow(), failed: true };
  }

  return {
    watch: (interest) => watched.watch(interest),
    isWatched: () => !watched.isEmpty,
    isSeen: () => watched.isSeen(),
    load: (interest, signal) => load(interest, signal),
    async tick(signal, byHand) {
      const loaded = await Promise.all(watched.all().map((interest) => load(interest, signal, byHand)));
      const error = loaded.includes(false) ? lastFailure() : undefined;
      // That one list is too large says nothing of the others.
      if (loaded.includes(false) && error?.kind !== 'tooLarge') return failed(signal, byHand, error);
      for (const task of turns.next(failedTicks > 0)) if (!(await task(signal))) return failed(signal, byHand);
      if (error) return failed(signal, byHand, error);
      if (isActiveWanted() && !(await recent.loadActive(signal))) return failed(signal, byHand);
      failedTicks = 0;
      return { interval: intervalNow(), failed: false };
    },
    async loadMore(list) {
      await untilOneFails(interestKey(list), () => loadMoreUnlessVain(list));
    },
    loadAllMissions: (signal, progress) => missions.loadAll(signal, progress),
    restarted() {
      staleRunProbe.stop();
      questionProbe.stop();
      return feedOf(parts, watched);
    },
  };
}
