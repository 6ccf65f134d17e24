import type { Step } from '../model/plan';

/** A step without what an agent has noted of it: what a history shows. */
export type PlannedStep = Omit<Step, 'metadata'>;

/** Plans of several runs in columns: hundreds of plans of a mission say almost the same words. */
export type PlanSlice = {
  readonly runIds: readonly string[];
  /** How many steps each of them has. */
  readonly counts: Uint32Array;
  /** `fields` numbers for each step, in the order of the runs. Words are places in `strings`; what is absent is NaN. */
  readonly cells: Float64Array;
  readonly strings: readonly string[];
};

/** ID, description, status, parent, sequence, start, end. */
const fields = 7;

export function planSlice(plans: Iterable<readonly [runId: string, steps: readonly PlannedStep[]]>): PlanSlice {
  const places = new Map<string, number>();
  const placeOf = (text: string) => {
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  };
  const runIds: string[] = [];
  const counts: number[] = [];
  const cells: number[] = [];
  for (const [runId, steps] of plans) {
    runIds.push(runId);
    counts.push(steps.length);
    for (const step of steps)
      cells.push(
        placeOf(step.stepId),
        placeOf(step.description),
        placeOf(step.status),
        step.parentStepId === undefined ? NaN : placeOf(step.parentStepId),
        step.sequence,
        step.startedAt ?? NaN,
        step.completedAt ?? NaN,
      );
  }
  return { runIds, counts: Uint32Array.from(counts), cells: Float64Array.from(cells), strings: [...places.keys()] };
}

/** The plans of a slice; what its numbers do not have is left out. */
export function plansOf({ runIds, counts, cells, strings }: PlanSlice): Map<string, readonly PlannedStep[]> {
  const plans = new Map<string, readonly PlannedStep[]>();
  let at = 0;
  for (const [place, runId] of runIds.entries()) {
    const steps: PlannedStep[] = [];
    for (let count = counts[place] ?? 0; count > 0 && at + fields <= cells.length; count--, at += fields) {
      const text = (field: number) => strings[cells[at + field] ?? NaN];
      const time = (field: number) => {
        const ms = cells[at + field] ?? NaN;
        return Number.isNaN(ms) ? undefined : ms;
      };
      const [parentStepId, startedAt, completedAt] = [text(3), time(5), time(6)];
      steps.push({
        stepId: text(0) ?? '',
        description: text(1) ?? '',
        status: text(2) ?? '',
        sequence: cells[at + 4] ?? 0,
        ...(parentStepId === undefined ? {} : { parentStepId }),
        ...(startedAt === undefined ? {} : { startedAt }),
        ...(completedAt === undefined ? {} : { completedAt }),
      });
    }
    plans.set(runId, steps);
  }
  return plans;
}
