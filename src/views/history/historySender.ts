import { describeError } from '../../errorMessages';
import type { HistoryHostMessage } from '../../protocol/historyMessages';
import type { Freshness } from '../../protocol/messages';
import { planSlice, type PlanSlice } from '../../protocol/planSlice';
import type { HistoryChange, MissionHistory } from '../../tracking/polling/historyWatches';
import { isGone, valueOf } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';
import { historyRun } from './historyRun';
import { historyTexts } from './historyTexts';

/** What comes within so long (ms) is sent together. */
const collectMs = 50;

type Parts = {
  readonly missionId: string;
  readonly history: MissionHistory;
  readonly store: Store;
  /** What the mission is called. */
  readonly name: () => string;
  readonly send: (message: HistoryHostMessage) => void;
};

/** Sends a history to its page: all of it where the page asks for it, then what changes. */
export class HistorySender {
  readonly #parts: Parts;
  #runs = new Set<string>();
  #plans = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isReady = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  freshness(): Freshness {
    const { history } = this.#parts;
    if (!history.failure) return history.isLoaded ? { kind: 'live' } : { kind: 'loading' };
    const { reason, action } = describeError(history.failure);
    return { kind: 'stale', message: reason, action };
  }

  start(): void {
    this.stop();
    this.#isReady = true;
    const { history, missionId, store, name, send } = this.#parts;
    const runs = history.runs();
    send({
      kind: 'snapshot',
      mission: { missionId, name: name() },
      runs: runs.map(historyRun),
      plans: this.#slice(runs.map(({ runId }) => runId)),
      ...{ more: history.more, freshness: this.freshness(), now: store.now(), texts: historyTexts() },
    });
  }

  /** Nothing is sent until it is started again. */
  stop(): void {
    this.#isReady = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#runs = new Set();
    this.#plans = new Set();
  }

  onChange({ runs, plans, reset }: HistoryChange): void {
    if (!this.#isReady) return;
    if (reset) {
      this.start();
      return;
    }
    for (const runId of runs) this.#runs.add(runId);
    for (const runId of plans) this.#plans.add(runId);
    this.schedule();
  }

  schedule(): void {
    if (this.#isReady) this.#timer ??= setTimeout(() => this.#sendChanges(), collectMs);
  }

  #sendChanges(): void {
    this.#timer = undefined;
    const { history, store, name, send } = this.#parts;
    const [runIds, plans] = [[...this.#runs], this.#plans];
    this.#runs = new Set();
    this.#plans = new Set();
    const isThere = (runId: string) => valueOf(store.run(runId)) !== undefined && !isGone(store.run(runId));
    const runs = runIds.filter(isThere).flatMap((runId) => valueOf(store.run(runId)) ?? []);
    const gone = runIds.filter((runId) => !isThere(runId));
    send({
      kind: 'delta',
      ...(runs.length > 0 ? { runs: runs.map(historyRun) } : {}),
      ...(gone.length > 0 ? { gone } : {}),
      ...(plans.size > 0 ? { plans: this.#slice(plans) } : {}),
      ...{ more: history.more, freshness: this.freshness(), name: name(), now: store.now() },
    });
  }

  #slice(runIds: Iterable<string>): PlanSlice {
    const { history } = this.#parts;
    return planSlice(
      [...runIds].flatMap((runId) => {
        const plan = history.plan(runId);
        return plan ? [[runId, plan] as const] : [];
      }),
    );
  }
}
