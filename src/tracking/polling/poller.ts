import type { Client } from '../../api/client';
import { defaultTiming, type Timing } from '../../model/timing';
import type { Interest, List, SidebarInterest } from '../feeds/interest';
import { HistoryWatches, type MissionHistory } from './historyWatches';
import { createPollScheduler, defaultPollIntervals, type PollScheduler, type PollIntervals } from './pollScheduler';
import type { Loaded } from '../feeds/missionListFeed';
import { createSidebarFeed } from '../feeds/sidebarFeed';
import type { Store } from '../store/store';
import { TimelineWatches } from './timelineWatches';

export interface Poller {
  /** Asks at once for what is not known yet, and keeps it up to date until the returned function is called. */
  watch(interest: Interest): () => void;
  /** The runs of a mission with their plans. */
  history(missionId: string): MissionHistory;
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
  /** How many steps of plans are held for the history of a mission. */
  readonly maxHistorySteps?: number;
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
  const timelines = new TimelineWatches({
    ...{ client, store, timing },
    scheduler: (tick) => createPollScheduler({ ...schedulerParts, tick }),
  });
  const histories = new HistoryWatches({
    ...{ client, store, timing, maxSteps: parts.maxHistorySteps },
    scheduler: (tick) => createPollScheduler({ ...schedulerParts, tick }),
  });

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

  /** Those of what is seen in editors. */
  const ofEditors = () => [...timelines.schedulers(), ...histories.schedulers()];
  const schedulers = () => [...(sidebarScheduler ? [sidebarScheduler] : []), ...ofEditors()];

  return {
    watch(interest) {
      const stop =
        interest.kind === 'timeline' ? timelines.watch(interest.missionId, interest.runId) : watchSidebar(interest);
      let stopped = false;
      return () => {
        if (stopped) return;
        stopped = true;
        stop();
      };
    },
    history: (missionId) => histories.of(missionId),
    async refresh() {
      await Promise.all([wakeSidebar(true), ...ofEditors().map((scheduler) => scheduler.wake(true))]);
    },
    wake(runId) {
      timelines.wake(runId);
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
      void wakeSidebar();
      timelines.restart();
      histories.restart();
    },
    stop() {
      sidebarScheduler?.stop();
      sidebarScheduler = undefined;
      timelines.stop();
      histories.stop();
    },
  };
}
