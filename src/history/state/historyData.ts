import { stepTimes } from '../../model/plan';
import { isObject, parseJson } from '../../model/jsonObject';
import { BoundedPlans } from '../../model/history/boundedPlans';
import { spreadOf } from '../../model/history/percentiles';
import { alignSteps, type AlignedStep } from '../../model/history/stepAlignment';
import { span } from '../../model/time';
import type { HistoryHostMessage, HistoryRun } from '../../protocol/historyMessages';
import { plansOf, type PlannedStep } from '../../protocol/planSlice';

/** What is known of the runs of a mission, and of their plans. */
export class HistoryData {
  readonly #runs = new Map<string, HistoryRun>();
  /** By run, then by step. */
  readonly #plans = new BoundedPlans<ReadonlyMap<string, PlannedStep>>();
  #ordered: readonly HistoryRun[] | undefined;
  #steps: readonly AlignedStep[] | undefined;
  /** By step: what only one in twenty of its durations exceeds. */
  readonly #slow = new Map<string, number>();
  /** Counts what has come: whoever has worked something out of it knows whether that is old. */
  revision = 0;

  apply(message: HistoryHostMessage): void {
    if (message.kind === 'snapshot') {
      this.#runs.clear();
      this.#plans.clear();
    }
    for (const runId of (message.kind === 'delta' ? message.gone : undefined) ?? []) {
      this.#runs.delete(runId);
      this.#plans.delete(runId);
    }
    for (const run of message.runs ?? []) this.#runs.set(run.runId, run);
    if (message.plans)
      for (const [runId, steps] of plansOf(message.plans))
        this.#plans.set(runId, new Map(steps.map((step) => [step.stepId, step])), steps.length);
    this.#ordered = undefined;
    if (message.kind === 'snapshot' || message.plans || message.gone) this.#steps = undefined;
    this.#slow.clear();
    this.revision++;
  }

  run(runId: string): HistoryRun | undefined {
    return this.#runs.get(runId);
  }

  /** Oldest first. */
  get runs(): readonly HistoryRun[] {
    return (this.#ordered ??= [...this.#runs.values()].sort(
      (a, b) => a.startedAt - b.startedAt || (a.runId < b.runId ? -1 : 1),
    ));
  }

  plan(runId: string): ReadonlyMap<string, PlannedStep> | undefined {
    return this.#plans.get(runId);
  }

  /** The steps of all plans, in the order of the newest one. */
  get steps(): readonly AlignedStep[] {
    return (this.#steps ??= alignSteps(this.#plansNewestFirst()));
  }

  /** How long the step has taken in the run (ms): up to `now` where it goes on; `undefined` where that is not known. */
  stepDuration(step: PlannedStep, now: number): number | undefined {
    const { start, end, goesOn } = stepTimes(step);
    if (start === undefined) return undefined;
    if (end !== undefined) return span(start, end);
    return goesOn ? span(start, now) : undefined;
  }

  /** What only one in twenty of the step's durations exceeds (ms); 0 where none is known. */
  slow(stepId: string): number {
    const known = this.#slow.get(stepId);
    if (known !== undefined) return known;
    const durations: number[] = [];
    for (const plan of this.#plans.values()) {
      const step = plan.get(stepId);
      const duration = step && this.stepDuration(step, NaN);
      if (duration !== undefined) durations.push(duration);
    }
    const slow = spreadOf(durations)?.p95 ?? 0;
    this.#slow.set(stepId, slow);
    return slow;
  }

  *#plansNewestFirst(): Generator<readonly PlannedStep[], void, undefined> {
    const { runs } = this;
    for (let i = runs.length - 1; i >= 0; i--) {
      const plan = this.#plans.get(runs[i]?.runId ?? '');
      if (plan) yield [...plan.values()];
    }
  }
}

/** How long the run has taken (ms), up to `now` while it is active. */
export function durationOf(run: HistoryRun, now: number): number {
  return span(run.startedAt, run.active ? now : (run.finishedAt ?? run.updatedAt));
}

/** The JSON object of a run's result or metadata; an empty one where it has none that can be read. */
export function objectOf(text: string | undefined): Readonly<Record<string, unknown>> {
  if (text === undefined) return {};
  try {
    const value = parseJson(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
