import type { BoundClient, Client } from '../../api/client';
import { defaultTiming, type Timing } from '../../model/timing';
import type { Interest, List, SidebarInterest } from '../feeds/interest';
import { createPollScheduler, defaultPollIntervals, type PollScheduler, type PollIntervals } from './pollScheduler';
import type { Loaded } from '../feeds/missionListFeed';
import { createSidebarFeed } from '../feeds/sidebarFeed';
import type { Store } from '../store/store';
import { createTimelineFeed, type TimelineFeed } from '../feeds/timelineFeed';

export interface Poller {
  /** Asks at once for what is not known yet, and keeps it up to date until the returned function is called. */
  watch(interest: Interest): () => void;
  /** Asks for everything that is watched, finished or not. Resolves when the answers are in the store. */
  refresh(): Promise<void>;
  /** Asks for what is watched of this run (of everything, without one): something has just been done to it. */
  wake(runId?: string): void;
  /** The next page of a list: what is older, or further missions. */
  loadMore(list: List): Promise<void>;
  /** All missions, in large pages; resolves to whether they are all here. What has come when it is aborted stays. */
  loadAllMissions(signal: AbortSignal, progress: (loaded: Loaded) => void): Promise<boolean>;
  /** Whether the window has the focus: without it everything is asked for more rarely. */
  setFocused(focused: boolean): void;
  setIntervals(intervals: PollIntervals): void;
  /** For how long (ms) at most the runs of all missions were not to be asked for since it last worked; 0 at first. */
  maxScheduledDelay(): number;
  /** Whether anything is being asked for, or will be by itself. */
  isTicking(): boolean;
  /** Drops what is under way and asks again for what is watched: the account has changed. */
  restart(): void;
  stop(): void;
}

export type PollerParts = {
  readonly client: Client;
  readonly store: Store;
  readonly timing?: Timing;
  /** Instead of `jitter` of the timing. */
  readonly random?: () => number;
  /** How long nothing may happen in a running run before it counts as stuck (ms). */
  readonly stuckAfter?: () => number;
  readonly onDefect: (error: unknown) => void;
};

/** The one clock. Nobody watches: no timer, no request. */
export function createPoller(parts: PollerParts): Poller {
  const { client, store, timing = defaultTiming, stuckAfter, onDefect } = parts;
  const { random = () => timing.jitter() } = parts;
  let intervals = defaultPollIntervals;
  let focused = true;
  const schedulerParts = { intervals: () => intervals, focused: () => focused, timing, random, onDefect };

  let sidebar = createSidebarFeed({ client, store, timing, stuckAfter: stuckAfter ?? (() => Infinity) });
  let sidebarScheduler: PollScheduler | undefined;
  type Timeline = {
    readonly missionId: string;
    readonly runId: string;
    /** Of the account that the run belongs to: another one knows nothing of it. */
    readonly client: BoundClient;
    /** Stops using the run's events. */
    readonly release: () => void;
    scheduler: PollScheduler;
    watchers: number;
  };
  const timelines = new Map<string, Timeline>();

  /** Kept while the account lasts, so that a timeline that is shown again goes on where it stopped. */
  const feeds = new Map<string, TimelineFeed>();

  function timelineScheduler(parts: Pick<Timeline, 'missionId' | 'runId' | 'client'>): PollScheduler {
    const { runId } = parts;
    const feed = feeds.get(runId) ?? createTimelineFeed({ ...parts, store, timing });
    feeds.set(runId, feed);
    const scheduler = createPollScheduler({ ...schedulerParts, tick: (signal, byHand) => feed.tick(signal, byHand) });
    void scheduler.wake();
    return scheduler;
  }

  function watchTimeline(missionId: string, runId: string): () => void {
    let timeline = timelines.get(runId);
    if (!timeline) {
      const run = { missionId, runId, client: client.bind() };
      timeline = { ...run, release: store.useEvents(runId), scheduler: timelineScheduler(run), watchers: 0 };
      timelines.set(runId, timeline);
    }
    const watched = timeline;
    watched.watchers++;
    return () => {
      if (--watched.watchers > 0) return;
      watched.scheduler.stop();
      timelines.delete(runId);
      watched.release();
    };
  }

  function wakeSidebar(byHand = false): Promise<void> {
    if (!sidebar.isWatched()) {
      sidebarScheduler?.stop();
      sidebarScheduler = undefined;
      return Promise.resolve();
    }
    sidebarScheduler ??= createPollScheduler({ ...schedulerParts, tick: (signal, hand) => sidebar.tick(signal, hand) });
    return sidebarScheduler.wake(byHand);
  }

  function watchSidebar(interest: SidebarInterest): () => void {
    const feed = sidebar;
    const wasSeen = feed.isSeen();
    const unwatch = feed.watch(interest);
    const closed = new AbortController();
    // What is new to be seen is asked for by itself: laying open a run is one request, not a whole tick.
    if (sidebarScheduler && wasSeen) {
      feed.load(interest, closed.signal).catch(onDefect);
    } else void wakeSidebar();
    return () => {
      closed.abort();
      unwatch();
      // It may be another feed by now, with the same watchers.
      if (!sidebar.isWatched()) void wakeSidebar();
      else if (!sidebar.isSeen()) sidebarScheduler?.setInterval('background');
    };
  }

  // What has ended may go on: an agent sets a run back to running, or one that was not found is there again.
  const unsubscribe = store.subscribe(({ runs }) => {
    for (const [runId, { scheduler }] of timelines)
      if (runs.has(runId) && feeds.get(runId)?.isResumed()) void scheduler.wake();
  });

  const schedulers = () => [
    ...(sidebarScheduler ? [sidebarScheduler] : []),
    ...[...timelines.values()].map(({ scheduler }) => scheduler),
  ];

  return {
    watch(interest) {
      const stop =
        interest.kind === 'timeline' ? watchTimeline(interest.missionId, interest.runId) : watchSidebar(interest);
      let stopped = false;
      return () => {
        if (stopped) return;
        stopped = true;
        stop();
      };
    },
    async refresh() {
      await Promise.all([wakeSidebar(true), ...[...timelines.values()].map(({ scheduler }) => scheduler.wake(true))]);
    },
    wake(runId) {
      if (runId === undefined) for (const { scheduler } of timelines.values()) void scheduler.wake();
      else {
        feeds.get(runId)?.touch();
        void timelines.get(runId)?.scheduler.wake();
      }
      void wakeSidebar();
    },
    loadMore: (list) => sidebar.loadMore(list),
    loadAllMissions: (signal, progress) => sidebar.loadAllMissions(signal, progress),
    setFocused(now) {
      if (focused === now) return;
      focused = now;
      for (const scheduler of schedulers()) scheduler.reschedule();
    },
    setIntervals(next) {
      intervals = next;
      for (const scheduler of schedulers()) scheduler.reschedule();
    },
    maxScheduledDelay: () => sidebarScheduler?.maxScheduledDelay() ?? 0,
    isTicking: () => schedulers().some((scheduler) => scheduler.isTicking()),
    restart() {
      sidebarScheduler?.stop();
      sidebarScheduler = undefined;
      sidebar = sidebar.restarted();
      feeds.clear();
      void wakeSidebar();
      for (const timeline of timelines.values()) {
        timeline.scheduler.stop();
        timeline.scheduler = timelineScheduler(timeline);
      }
    },
    stop() {
      unsubscribe();
      for (const scheduler of schedulers()) scheduler.stop();
      sidebarScheduler = undefined;
      timelines.clear();
    },
  };
}
