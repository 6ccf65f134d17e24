import { ApiError } from '../../api/apiError';
import type { Client } from '../../api/client';
import { isActive } from '../../model/run';
import type { Timing } from '../../model/timing';
import { maxPageSize } from '../paging/listOrder';
import type { TickResult } from '../reading/feed';
import { createOneAtATime } from '../reading/oneAtATime';
import { createRunListWindow, type RunListWindow } from '../reading/runListWindow';
import type { Store } from '../store/store';
import { HistoryPlans } from './historyPlans';

/** So many of the newest runs are looked at while a history is seen; more where older ones are active. */
const newestRuns = 20;

/**
 * The runs of a mission, as many as one page may have, for one request; their plans as they are seen. While it is seen
 * the newest runs are asked for again, and nothing else but the plans of active ones.
 */
export class HistoryFeed {
  readonly plans: HistoryPlans;
  readonly #store: Store;
  readonly #timing: Timing;
  readonly #missionId: string;
  readonly #onChange: () => void;
  readonly #all: RunListWindow;
  readonly #newest: RunListWindow;
  readonly #oneAtATime = createOneAtATime();
  #failure: ApiError | undefined;
  /** When all of them were last asked for (by the steady clock). */
  #readAt = -Infinity;
  /** What is new was asked for ever since. */
  #isFollowed = false;

  constructor(parts: {
    readonly client: Client;
    readonly store: Store;
    readonly timing: Timing;
    readonly missionId: string;
    /** The list has another end or another age. */
    readonly onChange: () => void;
    readonly onPlan: (runId: string) => void;
    readonly maxSteps?: number | undefined;
  }) {
    const { client, store, timing, missionId, onPlan, maxSteps } = parts;
    this.#store = store;
    this.#timing = timing;
    this.#missionId = missionId;
    this.#onChange = parts.onChange;
    this.plans = new HistoryPlans({
      client,
      store,
      onPlan,
      onFailure: parts.onChange,
      ...(maxSteps === undefined ? {} : { maxSteps }),
    });
    const { epoch } = store;
    const current = () => store.epoch === epoch;
    const window = () =>
      createRunListWindow({ store, current }, (query, signal) => client.listRuns(missionId, {}, query, { signal }));
    this.#all = window();
    this.#newest = window();
  }

  /** Whether the runs have come. */
  get isLoaded(): boolean {
    return this.#all.listed() !== undefined;
  }

  /** There are, or may be, older runs. */
  get more(): boolean {
    return this.#all.listed()?.more ?? false;
  }

  /** Why the last attempt has failed. */
  get failure(): ApiError | undefined {
    return this.#failure ?? this.plans.failure;
  }

  tick(signal: AbortSignal, byHand: boolean): Promise<TickResult> {
    return this.#oneAtATime(async () => {
      const plansFailed = this.plans.failure !== undefined;
      const wasLoaded = this.isLoaded;
      this.plans.begin(signal, wasLoaded);
      const failed = !(await this.#attempt(signal, () => this.#readRuns(signal, byHand))) || plansFailed;
      const isAtWork = this.#store.activeRunsOf(this.#missionId) > 0;
      return { failed, interval: isAtWork ? 'active' : 'idle' };
    });
  }

  /** As many older runs as a page may have. */
  async loadMore(signal: AbortSignal): Promise<void> {
    await this.#oneAtATime(() => this.#attempt(signal, () => this.#all.more(maxPageSize, { signal })));
  }

  async #attempt(signal: AbortSignal, ask: () => Promise<void>): Promise<boolean> {
    try {
      await ask();
      this.#failure = undefined;
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (signal.aborted || error.kind === 'aborted') return true;
      this.#failure = error;
      return false;
    } finally {
      if (!signal.aborted) this.#onChange();
    }
  }

  async #readRuns(signal: AbortSignal, byHand: boolean): Promise<void> {
    const isOld = this.#timing.now() - this.#readAt > this.#timing.missionMaxAgeMs;
    if (!this.isLoaded || byHand || (isOld && !this.#isFollowed)) return this.#readAll(signal);
    this.#isFollowed = true;
    const runs = this.#store.runsOf(this.#missionId);
    const known = new Set(runs.map(({ runId }) => runId));
    // Down to the oldest one that is active.
    const count = Math.min(maxPageSize, Math.max(newestRuns, runs.findLastIndex(isActive) + 1));
    await this.#newest.renew(count, { signal });
    const rows = this.#newest.listed()?.rows ?? [];
    // So many have come meanwhile that there may be others in between.
    if (rows.length >= count && !rows.some(({ run }) => known.has(run.runId))) await this.#readAll(signal);
  }

  /** It is hidden: what happens from now on is not followed. */
  leave(): void {
    this.#isFollowed = false;
  }

  async #readAll(signal: AbortSignal): Promise<void> {
    // One page is enough, also where it is not proven that no row comes after it.
    const isDone = await this.#all.renewPage(maxPageSize, maxPageSize, { signal });
    if (!isDone) this.#all.endRenewal((this.#all.renewing()?.rows.length ?? 0) > 0);
    this.#readAt = this.#timing.now();
    this.#isFollowed = true;
  }
}
