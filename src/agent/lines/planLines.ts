import { markOf } from '../../formats/plan/planMarks';
import { planRows, type PlanRow } from '../../formats/plan/planRows';
import { printStepId } from '../../formats/plan/planStepId';
import { isStepFinished, type Step } from '../../model/plan';
import { clipped } from './answer';
import { estimateTokens } from './tokens';

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

/** About what a line takes that counts steps which are left out. */
const gapTokens = 10;

/**
 * A plan as a task list that takes at most so many tokens. Steps that are left out are counted where they would stand.
 */
export function planLines(steps: readonly Step[], maxTokens: number): readonly string[] {
  const rows = planRows(steps);
  const shown = new Array<string | undefined>(rows.length);
  const places = [...rows.keys()];
  const byRank = [0, 1, 2].flatMap((wanted) => {
    const found = places.filter((place) => rank(rows[place]) === wanted);
    return wanted === 2 ? found.reverse() : found;
  });
  let left = maxTokens - 2 * gapTokens;
  for (const place of byRank) {
    const row = rows[place];
    const line = row ? planLine(row) : '';
    const joinsOn = place === 0 || shown[place - 1] !== undefined || shown[place + 1] !== undefined;
    left -= estimateTokens(line) + 1 + (joinsOn ? 0 : gapTokens);
    if (left < 0) break;
    shown[place] = line;
  }
  return withGaps(shown);
}

function withGaps(lines: readonly (string | undefined)[]): readonly string[] {
  const shown: string[] = [];
  let missing = 0;
  const endGap = () => {
    if (missing > 0) shown.push(`... ${missing} ${missing === 1 ? 'step' : 'steps'} not shown`);
    missing = 0;
  };
  for (const line of lines) {
    if (line === undefined) missing++;
    else {
      endGap();
      shown.push(line);
    }
  }
  endGap();
  return shown;
}
