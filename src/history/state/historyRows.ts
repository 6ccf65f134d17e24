import type { AlignedStep } from '../../model/history/stepAlignment';

/** A row of the grid: a step, as far as it is not folded away. */
export type HistoryRow = AlignedStep & { readonly isFolded: boolean };

/** The rows that are seen. What is below a folded step is not. */
export function visibleRows(steps: readonly AlignedStep[], folded: ReadonlySet<string>): HistoryRow[] {
  const rows: HistoryRow[] = [];
  let hiddenBelow = Infinity;
  for (const step of steps) {
    if (step.depth > hiddenBelow) continue;
    const isFolded = step.hasChildren && folded.has(step.stepId);
    hiddenBelow = isFolded ? step.depth : Infinity;
    rows.push({ ...step, isFolded });
  }
  return rows;
}
