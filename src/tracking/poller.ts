import type { Client } from '../api/client';
import { createLane, defaultPaces, type Lane, type Paces } from './lane';
import { createSidebarFeed } from './sidebarFeed';
import type { Store } from './store';
import { createTimelineFeed } from './timelineFeed';

/** What somebody looks at. */
export type Interest =
  /** The missions, and what goes on in their runs. */
  | { readonly kind: 'missions' }
  /** One mission: its instructions are open. */
  | { readonly kind: 'mission'; readonly missionId: string }
  /** The runs of one mission, laid open in the sidebar. */
  | { readonly kind: 'runs'; readonly missionId: string }
  /** The plan of one run, laid open in the sidebar. */
  | { readonly kind: 'plan'; readonly missionId: string; readonly runId: string }
  /** Everything of one run: its timeline is visible. */
  | { readonly kind: 'timeline'; readonly missionId: string; readonly runId: string };

export interface Poller {
  /** Asks at once for what is not known yet, and keeps it up to date until the returned function is called. */
  watch(interest: Interest): () => void;
  /** Asks for everything that is watched, finished or not. Resolves when the answers are in the store. */
  refresh(): Promise<void>;
  /** Asks for what is watched of this run (of everything, without one): something has just been done to it. */
  wake(runId?: string): void;
  /** The next page of a list; older runs of a mission, or further missions. */
  loadMore(list: { readonly kind: 'missions' } | { readonly kind: 'runs'; readonly missionId: string }): Promise<void>;
  /** Whether the window has the focus: without it everything is asked for more rarely. */
  setFocused(focused: boolean): void;
  setPaces(paces: Paces): void;
  /** Drops what is under way and asks anew for what is watched: the account has changed. */
  restart(): void;
  stop(): void;
}

export type PollerParts = {
  readonly client: Client;
  readonly store: Store;
  /** From 0 (included) to 1 (excluded): the jitter. */
  readonly random?: () => number;
  readonly onDefect: (error: unknown) => void;
};

/** The one clock. Nobody watches: no timer, no request. */
export function createPoller({ client, store, random = Math.random, onDefect }: PollerParts): Poller {
  let paces = defaultPaces;
  let focused = true;
  const laneParts = { paces: () => paces, focused: () => focused, random, onDefect };

  let sidebar = createSidebarFeed({ client, store });
  let sidebarLane: Lane | undefined;
  type Timeline = { readonly missionId: string; readonly runId: string; lane: Lane; watchers: number };
  const timelines = new Map<string, Timeline>();

  /** Kept while the account lasts, so that a timeline that is shown again goes on where it stopped. */
  const feeds = new Map<string, ReturnType<typeof createTimelineFeed>>();

  function timelineLane(missionId: string, runId: string): Lane {
    const tick = feeds.get(runId) ?? createTimelineFeed({ client, store, missionId, runId });
    feeds.set(runId, tick);
    const lane = createLane({ ...laneParts, tick });
    void lane.wake();
    return lane;
  }

  function watchTimeline(missionId: string, runId: string): () => void {
    const held = timelines.get(runId);
    const timeline = held ?? { missionId, runId, lane: timelineLane(missionId, runId), watchers: 0 };
    timelines.set(runId, timeline);
    timeline.watchers++;
    return () => {
      if (--timeline.watchers > 0) return;
      timeline.lane.stop();
      timelines.delete(runId);
    };
  }

  function wakeSidebar(byHand = false): Promise<void> {
    if (!sidebar.isWatched()) {
      sidebarLane?.stop();
      sidebarLane = undefined;
      return Promise.resolve();
    }
    sidebarLane ??= createLane({ ...laneParts, tick: (signal, hand) => sidebar.tick(signal, hand) });
    return sidebarLane.wake(byHand);
  }

  const lanes = () => [...(sidebarLane ? [sidebarLane] : []), ...[...timelines.values()].map(({ lane }) => lane)];

  return {
    watch(interest) {
      let stop: () => void;
      if (interest.kind === 'timeline') stop = watchTimeline(interest.missionId, interest.runId);
      else {
        const feed = sidebar;
        const unwatch = feed.watch(interest);
        void wakeSidebar();
        stop = () => {
          unwatch();
          if (feed === sidebar && !feed.isWatched()) void wakeSidebar();
        };
      }
      let stopped = false;
      return () => {
        if (stopped) return;
        stopped = true;
        stop();
      };
    },
    async refresh() {
      await Promise.all([wakeSidebar(true), ...[...timelines.values()].map(({ lane }) => lane.wake(true))]);
    },
    wake(runId) {
      if (runId === undefined) for (const { lane } of timelines.values()) void lane.wake();
      else void timelines.get(runId)?.lane.wake();
      void wakeSidebar();
    },
    loadMore: (list) => sidebar.loadMore(list),
    setFocused(now) {
      if (focused === now) return;
      focused = now;
      for (const lane of lanes()) lane.reschedule();
    },
    setPaces(next) {
      paces = next;
      for (const lane of lanes()) lane.reschedule();
    },
    restart() {
      sidebarLane?.stop();
      sidebarLane = undefined;
      sidebar = sidebar.anew();
      feeds.clear();
      void wakeSidebar();
      for (const timeline of timelines.values()) {
        timeline.lane.stop();
        timeline.lane = timelineLane(timeline.missionId, timeline.runId);
      }
    },
    stop() {
      for (const lane of lanes()) lane.stop();
      sidebarLane = undefined;
      timelines.clear();
    },
  };
}
