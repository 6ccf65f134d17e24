import { ApiError } from '../../api/apiError';
import type { Operations } from '../../api/client';
import { BoundedPlans } from '../../model/history/boundedPlans';
import type { Step } from '../../model/plan';
import { isActive, type Run } from '../../model/run';
import { isOwnFailure } from '../reading/feed';
import { readPlanOf } from '../reading/reads';
import { valueOf } from '../store/facts';
import type { Store } from '../store/store';

/** So many plans are read at the same time. */
const atOnce = 2;

/** A plan as a history shows it: what agents note at their steps is left out, and may be large. */
export type HistoryPlan = readonly Omit<Step, 'metadata'>[];

/**
 * The plans of a mission's runs, each read once: that of a run which has ended never changes. They are held apart from
 * the store, which holds all that it has ever been given: these are many, and the oldest make room.
 */
export class HistoryPlans {
  readonly #client: Pick<Operations, 'getPlan'>;
  readonly #store: Store;
  readonly #onPlan: (runId: string) => void;
  readonly #onFailure: () => void;
  readonly #plans: BoundedPlans<HistoryPlan>;
  /** By run: the request whose answer its plan came with, or was refused with. */
  readonly #readAt = new Map<string, number>();
  readonly #underWay = new Set<string>();
  #wanted: readonly string[] = [];
  /** Plans of active runs that are to be read once more. */
  #again: string[] = [];
  #signal: AbortSignal | undefined;
  /** Why the service is not asked on; until the next tick. */
  #failure: ApiError | undefined;

  constructor(parts: {
    readonly client: Pick<Operations, 'getPlan'>;
    readonly store: Store;
    /** Hears of each plan that has come. */
    readonly onPlan: (runId: string) => void;
    readonly onFailure: () => void;
    readonly maxSteps?: number;
  }) {
    this.#client = parts.client;
    this.#store = parts.store;
    this.#onPlan = parts.onPlan;
    this.#onFailure = parts.onFailure;
    this.#plans = new BoundedPlans(parts.maxSteps);
  }

  get(runId: string): HistoryPlan | undefined {
    return this.#plans.get(runId);
  }

  /** Why plans could not be read, since the last `begin`. */
  get failure(): ApiError | undefined {
    return this.#failure;
  }

  /** The runs whose plans are seen, those that matter most first. */
  want(runIds: readonly string[]): void {
    const before = new Set(this.#wanted);
    // What had to make room is read again where somebody comes back to it.
    for (const runId of runIds) if (!before.has(runId) && !this.#plans.get(runId)) this.#readAt.delete(runId);
    this.#wanted = runIds;
    this.#goOn();
  }

  /** Reads what is wanted until `signal` aborts. `again`: what can have changed meanwhile as well. */
  begin(signal: AbortSignal, again: boolean): void {
    this.#signal = signal;
    this.#failure = undefined;
    if (again) this.#again = this.#wanted.filter((runId) => this.#isActive(runId)).slice(0, atOnce);
    this.#goOn();
  }

  /** A plan that the store has learned of is shown here as well. */
  onStoreChange(runIds: ReadonlySet<string>): void {
    if (runIds.size === 0) return;
    for (const runId of runIds) if (this.#readAt.has(runId) || this.#wanted.includes(runId)) this.#takeKnown(runId);
    this.#goOn();
  }

  #run(runId: string): Run | undefined {
    return valueOf(this.#store.run(runId));
  }

  #isActive(runId: string): boolean {
    const run = this.#run(runId);
    return run !== undefined && isActive(run);
  }

  /** Whether it was read since the run is what it is now; of an active run, whether it was read at all. */
  #isRead(runId: string): boolean {
    const readAt = this.#readAt.get(runId);
    if (readAt === undefined) return false;
    return this.#isActive(runId) || readAt >= this.#store.runChangedAt(runId);
  }

  /** Takes the plan that the store has, where that is newer. Returns whether it is as new as the run. */
  #takeKnown(runId: string): boolean {
    const known = valueOf(this.#store.plan(runId));
    const requestSeq = this.#store.requestSeqOf({ kind: 'plan', runId });
    if (known === undefined || requestSeq <= (this.#readAt.get(runId) ?? 0)) return false;
    this.#put(runId, known, requestSeq);
    return this.#isRead(runId);
  }

  #put(runId: string, steps: readonly Step[], requestSeq: number): void {
    this.#readAt.set(runId, requestSeq);
    this.#plans.set(runId, steps.map(withoutMetadata), steps.length);
    this.#onPlan(runId);
  }

  #next(): string | undefined {
    const isFree = (runId: string) => !this.#underWay.has(runId);
    for (let runId = this.#again.shift(); runId !== undefined; runId = this.#again.shift())
      if (isFree(runId)) return runId;
    return this.#wanted.find(
      (runId) => isFree(runId) && this.#run(runId) && !this.#isRead(runId) && !this.#takeKnown(runId),
    );
  }

  #goOn(): void {
    while (this.#signal && !this.#signal.aborted && !this.#failure && this.#underWay.size < atOnce) {
      const runId = this.#next();
      const run = runId === undefined ? undefined : this.#run(runId);
      if (!run) return;
      void this.#read(run, this.#signal);
    }
  }

  async #read(run: Run, signal: AbortSignal): Promise<void> {
    const { runId } = run;
    const { epoch } = this.#store;
    const isWanted = () => !signal.aborted && this.#store.epoch === epoch;
    const requestSeq = this.#store.nextRequestSeq();
    this.#underWay.add(runId);
    try {
      const steps = await readPlanOf(this.#client, run, { signal });
      if (isWanted() && requestSeq > (this.#readAt.get(runId) ?? 0)) this.#put(runId, steps, requestSeq);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!isWanted() || error.kind === 'aborted') return;
      // What is wrong with one run alone keeps no other from its turn.
      if (isOwnFailure({ kind: 'plan', runId }, error)) this.#readAt.set(runId, requestSeq);
      else {
        this.#failure = error;
        this.#onFailure();
      }
    } finally {
      this.#underWay.delete(runId);
      this.#goOn();
    }
  }
}

function withoutMetadata(step: Step): HistoryPlan[number] {
  const { metadata, ...rest } = step;
  return metadata === undefined ? step : rest;
}
