/** Plans by run, as many as have so many steps together at most: the one that was put first makes room. */
export class BoundedPlans<T> {
  readonly #plans = new Map<string, { readonly plan: T; readonly size: number }>();
  readonly #maxSteps: number;
  #steps = 0;

  constructor(maxSteps = 200_000) {
    this.#maxSteps = maxSteps;
  }

  get(runId: string): T | undefined {
    return this.#plans.get(runId)?.plan;
  }

  /** `size`: how many steps it has. One by itself is held, however large it is. */
  set(runId: string, plan: T, size: number): void {
    this.delete(runId);
    // An empty one takes room, too.
    this.#plans.set(runId, { plan, size: size + 1 });
    this.#steps += size + 1;
    for (const oldest of this.#plans.keys()) {
      if (this.#steps <= this.#maxSteps || oldest === runId) return;
      this.delete(oldest);
    }
  }

  delete(runId: string): void {
    this.#steps -= this.#plans.get(runId)?.size ?? 0;
    this.#plans.delete(runId);
  }

  clear(): void {
    this.#plans.clear();
    this.#steps = 0;
  }

  values(): Iterable<T> {
    return [...this.#plans.values()].map(({ plan }) => plan);
  }
}
