/**
 * The host's time, by which the times of a run are. It stands still while updates are held, and while the host is not
 * heard of. Times are epoch ms; `own` is this page's clock.
 */
export class HostClock {
  /** The host's clock less ours (ms). */
  #ahead = 0;
  #pausedSince: number | undefined;
  /** While the host is not heard of: when it was the last time. */
  #lostSince: number | undefined;
  /** When it was heard of the last time, by our clock. */
  #heardAt = 0;

  get isPaused(): boolean {
    return this.#pausedSince !== undefined;
  }

  /** When the host was heard of the last time, while it is not any more. */
  get lostSince(): number | undefined {
    return this.#lostSince;
  }

  now(own: number): number {
    return this.#pausedSince ?? this.#lostSince ?? own + this.#ahead;
  }

  /** The host says what time it is. */
  set(host: number, own: number): void {
    this.#ahead = Number.isFinite(host) ? host - own : 0;
  }

  pause(own: number): void {
    this.#pausedSince ??= this.now(own);
  }

  resume(): void {
    this.#pausedSince = undefined;
  }

  /** The host is heard of at this moment. */
  onHeard(own: number): void {
    this.#heardAt = own;
    this.#lostSince = undefined;
  }

  /** The host is not heard of any more. */
  onLost(): void {
    this.#lostSince ??= this.#heardAt + this.#ahead;
  }
}
