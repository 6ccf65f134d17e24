import type { BoundClient, Client } from '../../api/client';
import type { Timing } from '../../model/timing';
import { createTimelineFeed, type TimelineFeed } from '../feeds/timelineFeed';
import { valueOf } from '../store/facts';
import type { Store } from '../store/store';
import type { PollScheduler, PollSchedulerParts } from './pollScheduler';

type Timeline = {
  readonly missionId: string;
  readonly runId: string;
  /** Of the account that the run belongs to, as far as is known: another one knows nothing of it. */
  client: BoundClient;
  /** Stops using the run's events. */
  readonly release: () => void;
  scheduler: PollScheduler;
  watchers: number;
  /** The epoch of the store in which it was found out whose the run is. */
  settledIn: number | undefined;
};

/** The timelines that are watched, each asked for by a clock of its own. */
export class TimelineWatches {
  readonly #client: Client;
  readonly #store: Store;
  readonly #timing: Timing;
  readonly #scheduler: (tick: PollSchedulerParts['tick']) => PollScheduler;
  readonly #watched = new Map<string, Timeline>();
  /** Kept while the account lasts, so that a timeline that is shown again goes on where it stopped. */
  readonly #feeds = new Map<string, TimelineFeed>();
  /** By run: the account that it was read in. A timeline that is shown in another account waits for it to come back. */
  readonly #owners = new Map<string, BoundClient>();
  readonly #unsubscribe: () => void;

  constructor(parts: {
    readonly client: Client;
    readonly store: Store;
    readonly timing: Timing;
    readonly scheduler: (tick: PollSchedulerParts['tick']) => PollScheduler;
  }) {
    this.#client = parts.client;
    this.#store = parts.store;
    this.#timing = parts.timing;
    this.#scheduler = parts.scheduler;
    this.#unsubscribe = parts.store.subscribe(({ runs }) => {
      for (const timeline of this.#watched.values()) if (runs.has(timeline.runId)) this.#onNews(timeline);
    });
  }

  schedulers(): PollScheduler[] {
    return [...this.#watched.values()].map(({ scheduler }) => scheduler);
  }

  watch(missionId: string, runId: string): () => void {
    let timeline = this.#watched.get(runId);
    if (!timeline) {
      const run = { missionId, runId, client: this.#ownerOf(runId) };
      const release = this.#store.useEvents(runId);
      timeline = { ...run, release, scheduler: this.#schedule(run), watchers: 0, settledIn: undefined };
      this.#watched.set(runId, timeline);
      this.#settle(timeline);
    }
    const watched = timeline;
    watched.watchers++;
    return () => {
      if (--watched.watchers > 0) return;
      watched.scheduler.stop();
      this.#watched.delete(runId);
      watched.release();
    };
  }

  /** Something has just been done to the run; to any, without one. */
  wake(runId?: string): void {
    if (runId === undefined) for (const scheduler of this.schedulers()) void scheduler.wake();
    else {
      this.#feeds.get(runId)?.touch();
      void this.#watched.get(runId)?.scheduler.wake();
    }
  }

  /** Another account is in use. */
  restart(): void {
    this.#feeds.clear();
    for (const timeline of this.#watched.values()) {
      timeline.client = this.#ownerOf(timeline.runId);
      this.#reschedule(timeline);
    }
  }

  stop(): void {
    this.#unsubscribe();
    for (const scheduler of this.schedulers()) scheduler.stop();
    this.#watched.clear();
  }

  /** Where nobody knows whose the run is, the account of now is asked. */
  #ownerOf(runId: string): BoundClient {
    return this.#owners.get(runId) ?? this.#client.bind();
  }

  #schedule(run: Pick<Timeline, 'missionId' | 'runId' | 'client'>): PollScheduler {
    const { runId } = run;
    const feed = this.#feeds.get(runId) ?? createTimelineFeed({ ...run, store: this.#store, timing: this.#timing });
    this.#feeds.set(runId, feed);
    const scheduler = this.#scheduler((signal, byHand) => feed.tick(signal, byHand));
    void scheduler.wake();
    return scheduler;
  }

  #reschedule(timeline: Timeline): void {
    timeline.scheduler.stop();
    timeline.scheduler = this.#schedule(timeline);
  }

  #onNews(timeline: Timeline): void {
    this.#settle(timeline);
    // What has ended may go on: an agent sets a run back to running, or one that was not found is there again.
    if (this.#feeds.get(timeline.runId)?.isResumed()) void timeline.scheduler.wake();
  }

  /** A run that is known is of the account of now, also where the timeline has asked another one: its key is new, say. */
  #settle(timeline: Timeline): void {
    const { runId } = timeline;
    const { epoch } = this.#store;
    if (timeline.settledIn === epoch || valueOf(this.#store.run(runId)) === undefined) return;
    timeline.settledIn = epoch;
    void timeline.client.isCurrent().then((isCurrent) => {
      if (this.#store.epoch !== epoch || this.#watched.get(runId) !== timeline) return;
      if (!isCurrent) {
        timeline.client = this.#client.bind();
        this.#feeds.delete(runId);
        this.#reschedule(timeline);
      }
      this.#owners.set(runId, timeline.client);
    });
  }
}
