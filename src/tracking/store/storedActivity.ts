import { ActivityLog } from './activityBuffer';
import type { ActivityTimes } from './activityTimes';
import type { MutableChange } from './change';
import type { Activity, StoreUpdate, Loadable, Subject } from './facts';
import type { Freshness } from './freshness';

const subject: Subject = { kind: 'activity' };

/** What was logged in all runs. */
export class StoredActivity {
  readonly #freshness: Freshness;
  readonly #times: ActivityTimes;
  readonly #log = new ActivityLog();
  #shown: Omit<Activity, 'events'> = { type: undefined, more: false };

  constructor(freshness: Freshness, times: ActivityTimes) {
    this.#freshness = freshness;
    this.#times = times;
  }

  get(): Loadable<Activity> {
    return this.#freshness.known(subject, () => ({ ...this.#shown, events: this.#log.rows }));
  }

  put(
    { type, rows, reset, more }: Extract<StoreUpdate, { kind: 'activity' }>,
    isKnownRun: (runId: string) => boolean,
    change: MutableChange,
  ): void {
    const wasFresh = this.#freshness.isFresh(subject);
    if (reset || type !== this.#shown.type) {
      this.#log.clear();
      change.activity = true;
    }
    const fresh = this.#log.add(rows);
    for (const { runId, timestamp } of fresh) if (isKnownRun(runId)) this.#times.touch(runId, timestamp, change);
    change.activity ||= !wasFresh || fresh.length > 0 || this.#shown.more !== more;
    this.#shown = { type, more };
    this.#freshness.markFresh(subject);
  }

  clear(): void {
    this.#log.clear();
    this.#shown = { type: undefined, more: false };
  }
}
