import { markOf } from '../../formats/plan/planMarks';
import { planRows, type PlanRow } from '../../formats/plan/planRows';
import { printStepId } from '../../formats/plan/planStepId';
import { isStepFinished, type Step } from '../../model/plan';
import { clipped } from './answer';
import { linesOfSteps } from './linesOfSteps';

const maxDescriptionLength = 160;
const maxIndent = 8;

/** A step as the task list of a plan has it. */
function planLine({ step, depth }: PlanRow): string {
  const indent = '  '.repeat(Math.min(depth, maxIndent));
  const text = clipped(step.description, maxDescriptionLength);
  return [`${indent}- [${markOf(step.status)}]`, ...(text === '' ? [] : [text]), printStepId(step.stepId)].join(' ');
}

/** What is shown first where not all of a plan fits: what went wrong and what goes on, then what comes, then what is over. */
function rank(row: PlanRow | undefined): number {
  if (!row) return 2;
  const { step } = row;
  if (step.status === 'failed' || step.status === 'in_progress') return 0;
  return isStepFinished(step) ? 2 : 1;
}

/**
 * A plan as a task list that takes at most so many tokens. Steps that are left out are counted where they would stand.
 */
export function planLines(steps: readonly Step[], maxTokens: number): readonly string[] {
  const rows = planRows(steps);
  const places = [...rows.keys()];
  const byRank = [0, 1, 2].flatMap((wanted) => {
    const found = places.filter((place) => rank(rows[place]) === wanted);
    return wanted === 2 ? found.reverse() : found;
  });
  return linesOfSteps(rows.length, byRank, (place) => (rows[place] ? planLine(rows[place]) : ''), maxTokens);
}
