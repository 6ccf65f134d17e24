import { planTree, type Step, type StepNode } from '../plan';

/** A step of several runs of one mission, matched by its id, in the place where people expect it. */
export type AlignedStep = {
  readonly stepId: string;
  /** The step as the first of the plans has it that has it at all. */
  readonly step: Step;
  readonly depth: number;
  /** The step above it: another one of these; absent at the top. */
  readonly parentId?: string;
  readonly hasChildren: boolean;
};

type Aligned = { readonly step: Step; readonly parent: Aligned | undefined; readonly children: Aligned[] };

/**
 * The steps of several plans in one list, parents before their children. The first plan sets the order; what only later
 * ones have stands behind it, below its parent where that is known.
 */
export function alignSteps(plans: Iterable<readonly Step[]>): AlignedStep[] {
  const known = new Map<string, Aligned>();
  const roots: Aligned[] = [];
  for (const steps of plans) {
    // Most runs of a mission have the same plan: then there is nothing to be placed.
    if (steps.every(({ stepId }) => known.has(stepId))) continue;
    for (const { step, parentId } of inOrder(planTree(steps))) {
      if (known.has(step.stepId)) continue;
      const parent = parentId === undefined ? undefined : known.get(parentId);
      const aligned: Aligned = { step, parent, children: [] };
      known.set(step.stepId, aligned);
      (parent?.children ?? roots).push(aligned);
    }
  }
  const order: AlignedStep[] = [];
  const open = roots.map((node) => ({ node, depth: 0 })).reverse();
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, depth } = next;
    const { step, parent, children } = node;
    order.push({
      stepId: step.stepId,
      step,
      depth,
      ...(parent ? { parentId: parent.step.stepId } : {}),
      hasChildren: children.length > 0,
    });
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i];
      if (child) open.push({ node: child, depth: depth + 1 });
    }
  }
  return order;
}

/** Parents before their children. Iterative, because an agent may nest a plan deeper than the stack allows. */
function inOrder(tree: readonly StepNode[]): { readonly step: Step; readonly parentId: string | undefined }[] {
  const order: { readonly step: Step; readonly parentId: string | undefined }[] = [];
  type Open = { readonly node: StepNode; readonly parentId: string | undefined };
  const open = tree.map((node): Open => ({ node, parentId: undefined })).reverse();
  for (let next = open.pop(); next; next = open.pop()) {
    const { step, children } = next.node;
    order.push({ step, parentId: next.parentId });
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i];
      if (child) open.push({ node: child, parentId: step.stepId });
    }
  }
  return order;
}
