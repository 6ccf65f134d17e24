import type { Timing } from '../../model/timing';
import type { MutableChange } from './change';

/** `wall`: epoch ms by our clock. `steady`: by the clock that nobody sets. */
export type Moment = { readonly wall: number; readonly steady: number };

/** @param steady the clock that nobody sets. */
export function momentNow(steady: () => number): Moment {
  return { wall: Date.now(), steady: steady() };
}

/**
 * The time (ms) from one moment to another: the longer of both clocks, because the steady one may stand still while the
 * computer sleeps, and the other may be set back.
 */
export function timeBetween(from: Moment, to: Moment): number {
  return Math.max(to.steady - from.steady, to.wall - from.wall);
}

/** `latest`: the latest that was said of it (epoch ms by the service's clock), the future included. */
type LastActivity = Moment & { readonly latest: number };

/** When something is known to have happened to each run and mission the last time, and which runs were probed since. */
export class ActivityTimes {
  readonly #timing: Pick<Timing, 'now' | 'serverNow'>;
  readonly #missionOf: (runId: string) => string | undefined;
  readonly #last = new Map<string, LastActivity>();
  /** Epoch ms by the service's clock. */
  readonly #lastOfMission = new Map<string, number>();
  readonly #probedAt = new Map<string, Moment>();

  constructor(timing: Pick<Timing, 'now' | 'serverNow'>, missionOf: (runId: string) => string | undefined) {
    this.#timing = timing;
    this.#missionOf = missionOf;
  }

  /**
   * Something has happened to the run; `at` in epoch ms by the service's clock. That of an agent may be another one:
   * what lies in the future says "now".
   */
  touch(runId: string, at: number, change: MutableChange): void {
    // An event may come without a time.
    if (Number.isNaN(at)) return;
    const { wall, steady } = this.#now();
    const ours = at - this.#ahead();
    const then = Math.min(ours, wall);
    const last = this.#last.get(runId);
    // Ours may have been set back, or be slow: what is newer by the service's clock is newer, and the same is not.
    if (last && at <= last.latest && (ours > wall || ours <= last.wall)) return;
    this.#set(runId, { wall: then, steady: steady - (wall - then), latest: Math.max(at, last?.latest ?? at) }, change);
  }

  /** Something was just seen to have happened to the run. */
  touchNow(runId: string, change: MutableChange): void {
    const { wall, steady } = this.#now();
    const now = wall + this.#ahead();
    this.#set(runId, { wall, steady, latest: Math.max(now, this.#last.get(runId)?.latest ?? now) }, change);
  }

  /** A run that lay still was looked at; `lastEventAt` (epoch ms) is when its newest event happened. */
  probed(runId: string, lastEventAt: number | undefined, change: MutableChange): void {
    this.#probedAt.set(runId, this.#now());
    change.probed.add(runId);
    if (lastEventAt !== undefined) this.touch(runId, lastEventAt, change);
  }

  forget(runId: string): void {
    this.#last.delete(runId);
    this.#probedAt.delete(runId);
  }

  clear(): void {
    for (const map of [this.#last, this.#lastOfMission, this.#probedAt]) map.clear();
  }

  /** Epoch ms by the service's clock. */
  lastAt(runId: string): number | undefined {
    const last = this.#last.get(runId);
    return last && last.wall + this.#ahead();
  }

  /** Of any of its runs: epoch ms by the service's clock; 0 where nothing is known to have happened. */
  lastOfMissionAt(missionId: string): number {
    return this.#lastOfMission.get(missionId) ?? 0;
  }

  /** For how long (ms) nothing is known to have happened, now and when the run was probed. */
  stillness(runId: string): { readonly now: number; readonly atProbe?: number } {
    const last = this.#last.get(runId);
    if (!last) return { now: 0 };
    const probedAt = this.#probedAt.get(runId);
    return { now: timeBetween(last, this.#now()), ...(probedAt ? { atProbe: timeBetween(last, probedAt) } : {}) };
  }

  #set(runId: string, last: LastActivity, change: MutableChange): void {
    this.#last.set(runId, last);
    change.activityChanged.add(runId);
    const missionId = this.#missionOf(runId);
    if (missionId === undefined) return;
    this.#lastOfMission.set(missionId, Math.max(last.wall + this.#ahead(), this.lastOfMissionAt(missionId)));
  }

  #now(): Moment {
    return momentNow(this.#timing.now);
  }

  /** How far the service's clock is ahead of ours (ms). */
  #ahead(): number {
    return this.#timing.serverNow() - Date.now();
  }
}
