import type { ApiError } from '../../api/apiError';
import type { Client } from '../../api/client';
import type { Run } from '../../model/run';
import type { Timing } from '../../model/timing';
import type { PollScheduler, PollSchedulerParts } from './pollScheduler';
import { HistoryFeed } from '../history/historyFeed';
import type { HistoryPlan } from '../history/historyPlans';
import type { Store } from '../store/store';

/** What has changed of a history since its listeners were told the last time. */
export type HistoryChange = {
  /** Runs that have come, gone, or changed. */
  readonly runs: ReadonlySet<string>;
  readonly plans: ReadonlySet<string>;
  /** Everything is another: the account has changed. */
  readonly reset: boolean;
};

/** The runs of a mission with their plans, for whoever shows them. Asks for nothing unless it is watched. */
export interface MissionHistory {
  /** Newest first. */
  runs(): readonly Run[];
  plan(runId: string): HistoryPlan | undefined;
  readonly isLoaded: boolean;
  readonly more: boolean;
  readonly failure: ApiError | undefined;
  /** The runs whose plans are seen, those that matter most first. */
  want(runIds: readonly string[]): void;
  loadMore(): Promise<void>;
  subscribe(listener: (change: HistoryChange) => void): () => void;
  /** Somebody looks, until the returned function is called. */
  watch(): () => void;
}

type History = {
  feed: HistoryFeed;
  readonly listeners: Set<(change: HistoryChange) => void>;
  scheduler: PollScheduler | undefined;
  watchers: number;
  stopped: AbortController;
  wanted: readonly string[];
};

const none: ReadonlySet<string> = new Set();

/** The histories that are open, each asked for by a clock of its own while it is seen. What has come is kept. */
export class HistoryWatches {
  readonly #parts: {
    readonly client: Client;
    readonly store: Store;
    readonly timing: Timing;
    readonly scheduler: (tick: PollSchedulerParts['tick']) => PollScheduler;
    readonly maxSteps?: number | undefined;
  };
  readonly #histories = new Map<string, History>();
  readonly #unsubscribe: () => void;

  constructor(parts: {
    readonly client: Client;
    readonly store: Store;
    readonly timing: Timing;
    readonly scheduler: (tick: PollSchedulerParts['tick']) => PollScheduler;
    /** How many steps of plans are held for each mission. */
    readonly maxSteps?: number | undefined;
  }) {
    this.#parts = parts;
    this.#unsubscribe = parts.store.subscribe(({ runs, plans, runLists, ownRuns }) => {
      for (const [missionId, history] of this.#histories) {
        history.feed.plans.onStoreChange(plans);
        const own = new Set([...runs].filter((runId) => this.#isOf(missionId, runId, runLists)));
        if (own.size > 0) {
          // A run that has ended has a plan of its own end.
          if (history.watchers > 0) history.feed.plans.want(history.wanted);
          tell(history, { runs: own, plans: none, reset: false });
        }
        if ([...ownRuns].some((runId) => own.has(runId))) void history.scheduler?.wake();
      }
    });
  }

  schedulers(): PollScheduler[] {
    return [...this.#histories.values()].flatMap(({ scheduler }) => scheduler ?? []);
  }

  of(missionId: string): MissionHistory {
    const history = this.#historyOf(missionId);
    const { store } = this.#parts;
    return {
      runs: () => store.runsOf(missionId),
      plan: (runId) => history.feed.plans.get(runId),
      get isLoaded() {
        return history.feed.isLoaded;
      },
      get more() {
        return history.feed.more;
      },
      get failure() {
        return history.feed.failure;
      },
      want(runIds) {
        history.wanted = runIds;
        history.feed.plans.want(runIds);
      },
      loadMore: () => history.feed.loadMore(history.stopped.signal),
      subscribe(listener) {
        history.listeners.add(listener);
        return () => history.listeners.delete(listener);
      },
      watch: () => this.#watch(history),
    };
  }

  /** Another account is in use. */
  restart(): void {
    for (const [missionId, history] of this.#histories) {
      history.feed = this.#feed(missionId, history);
      tell(history, { runs: none, plans: none, reset: true });
      if (history.watchers === 0) continue;
      this.#stop(history);
      this.#start(history);
    }
  }

  stop(): void {
    this.#unsubscribe();
    for (const history of this.#histories.values()) this.#stop(history);
    this.#histories.clear();
  }

  /** One that has gone is of any mission whose list has changed. */
  #isOf(missionId: string, runId: string, runLists: ReadonlySet<string>): boolean {
    const known = this.#parts.store.run(runId);
    return known.kind === 'loaded' ? known.value.missionId === missionId : runLists.has(missionId);
  }

  #historyOf(missionId: string): History {
    const known = this.#histories.get(missionId);
    if (known) return known;
    const history: Omit<History, 'feed'> & { feed?: HistoryFeed } = {
      listeners: new Set(),
      scheduler: undefined,
      watchers: 0,
      stopped: new AbortController(),
      wanted: [],
    };
    const made = Object.assign(history, { feed: this.#feed(missionId, history) });
    this.#histories.set(missionId, made);
    return made;
  }

  #feed(missionId: string, history: Pick<History, 'listeners'>): HistoryFeed {
    const { client, store, timing, maxSteps } = this.#parts;
    return new HistoryFeed({
      ...{ client, store, timing, missionId, maxSteps },
      onChange: () => tell(history, { runs: none, plans: none, reset: false }),
      onPlan: (runId) => tell(history, { runs: none, plans: new Set([runId]), reset: false }),
    });
  }

  #watch(history: History): () => void {
    if (++history.watchers === 1) this.#start(history);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      if (--history.watchers === 0) this.#stop(history);
    };
  }

  #start(history: History): void {
    history.stopped = new AbortController();
    history.feed.plans.want(history.wanted);
    history.scheduler = this.#parts.scheduler((signal, byHand) => history.feed.tick(signal, byHand));
    void history.scheduler.wake();
  }

  #stop(history: History): void {
    history.stopped.abort();
    history.scheduler?.stop();
    history.scheduler = undefined;
    history.feed.leave();
  }
}

function tell({ listeners }: Pick<History, 'listeners'>, change: HistoryChange): void {
  for (const listener of [...listeners]) listener(change);
}
