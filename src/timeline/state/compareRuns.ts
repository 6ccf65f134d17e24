import { planTree, stepTimes, type Step, type StepNode } from '../../model/plan';
import { span } from '../../model/time';

export type ComparedStep = {
  readonly status: string;
  /** ms; absent where the step has not begun, or has not ended. */
  readonly duration?: number;
};

/** A step in two runs of one mission, matched by its id. */
export type StepComparison = {
  readonly stepId: string;
  readonly depth: number;
  readonly description: string;
  readonly here?: ComparedStep;
  readonly there?: ComparedStep;
  /** How much longer it took here than there (ms); negative where it was quicker. */
  readonly longer?: number;
};

/** The steps of two runs, in the order of the plan here, then those that are only there. */
export function compareSteps(here: readonly Step[], there: readonly Step[]): StepComparison[] {
  const others = new Map(there.map((step) => [step.stepId, step]));
  const inPlan = new Set(here.map(({ stepId }) => stepId));
  const compare = (mine: Step | undefined, theirs: Step | undefined, depth: number): StepComparison[] => {
    const step = mine ?? theirs;
    if (!step) return [];
    const a = mine && comparedStep(mine);
    const b = theirs && comparedStep(theirs);
    return [
      {
        stepId: step.stepId,
        depth,
        description: step.description,
        ...(a ? { here: a } : {}),
        ...(b ? { there: b } : {}),
        ...(a?.duration !== undefined && b?.duration !== undefined ? { longer: a.duration - b.duration } : {}),
      },
    ];
  };
  return [
    ...inOrder(planTree(here)).flatMap(({ step, depth }) => compare(step, others.get(step.stepId), depth)),
    ...inOrder(planTree(there)).flatMap(({ step, depth }) =>
      inPlan.has(step.stepId) ? [] : compare(undefined, step, depth),
    ),
  ];
}

function comparedStep(step: Step): ComparedStep {
  const { status } = step;
  const { start, end } = stepTimes(step);
  return start === undefined || end === undefined ? { status } : { status, duration: span(start, end) };
}

/** Parents before their children. Iterative, because an agent may nest a plan deeper than the stack allows. */
function inOrder(tree: readonly StepNode[]): { readonly step: Step; readonly depth: number }[] {
  const order: { readonly step: Step; readonly depth: number }[] = [];
  const open = tree.map((node) => ({ node, depth: 0 })).reverse();
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, depth } = next;
    order.push({ step: node.step, depth });
    for (let i = node.children.length - 1; i >= 0; i--) {
      const child = node.children[i];
      if (child) open.push({ node: child, depth: depth + 1 });
    }
  }
  return order;
}
