import { planTree, type Step, type StepNode } from '../../model/plan';

/** Deeper steps stand on this level: a plan that nests without end would be all indentation. */
const maxDepth = 60;

/** A step as the list shows it. */
export type PlanRow = {
  readonly step: Step;
  /** 0 for a root. */
  readonly depth: number;
  /** The row that it stands under; not always the parent that the step names, which may be missing or too deep. */
  readonly parentStepId?: string;
};

/** Steps → rows in the order of the list: each step once, below its parent. Linear but for the sort. */
export function planRows(steps: readonly Step[]): readonly PlanRow[] {
  const rows: PlanRow[] = [];
  type Open = { readonly node: StepNode; readonly above: readonly string[] };
  const open: Open[] = planTree(steps)
    .map((node) => ({ node, above: [] }))
    .reverse();
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, above } = next;
    const parentStepId = above.at(-1);
    rows.push({ step: node.step, depth: above.length, ...(parentStepId === undefined ? {} : { parentStepId }) });
    const below = above.length < maxDepth ? [...above, node.step.stepId] : above;
    for (const child of node.children.toReversed()) open.push({ node: child, above: below });
  }
  return rows;
}
