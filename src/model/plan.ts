import type { JsonObject } from './mission';
import { span } from './time';

export const stepStatuses = ['pending', 'in_progress', 'completed', 'skipped', 'failed'] as const;
export type KnownStepStatus = (typeof stepStatuses)[number];
export type StepStatus = KnownStepStatus | (string & {});

export type Step = {
  /** A free string chosen by the agent, unique within the run. */
  readonly stepId: string;
  readonly sequence: number;
  readonly description: string;
  readonly status: StepStatus;
  readonly parentStepId?: string;
  readonly metadata?: JsonObject;
  /** Epoch ms, UTC. */
  readonly startedAt?: number;
  /** Epoch ms, UTC. */
  readonly completedAt?: number;
};

/** When an attempt began and ended (epoch ms), as far as that is known. */
export type Attempt = { readonly start?: number; readonly end?: number };

/** The present attempt at a step; `before`: the one before it, where the step's times tell of it. */
export type StepTimes = Attempt & { readonly goesOn: boolean; readonly before?: Attempt };

/**
 * Which of a step's times count is decided by its status: servers keep the times of the attempt before when an agent
 * sets a step back. A pending step has none; of one that goes on, a completion belongs to the attempt before, and so
 * does a start that is not after it.
 */
export function stepTimes({ status, startedAt, completedAt }: Step): StepTimes {
  const start = startedAt === undefined ? {} : { start: startedAt };
  const end = completedAt === undefined ? {} : { end: completedAt };
  if (isStepFinished({ status })) return { ...start, ...end, goesOn: false };
  const goesOn = status !== 'pending';
  if (completedAt === undefined)
    return goesOn ? { ...start, goesOn } : { goesOn, ...(startedAt === undefined ? {} : { before: start }) };
  if (goesOn && startedAt !== undefined && startedAt > completedAt) return { ...start, goesOn, before: end };
  return { goesOn, before: { ...start, ...end } };
}

export type StepNode = { readonly step: Step; readonly children: readonly StepNode[] };

/**
 * Flat steps → ordered tree. Siblings stand by `sequence`, then in the order received; a step whose parent is
 * missing becomes a root; of a cycle, the member that comes first in that order becomes a root.
 * A repeated step id counts once, the last one received. Linear in the number of steps but for the sort.
 */
export function planTree(steps: readonly Step[]): readonly StepNode[] {
  const byId = new Map<string, Step>();
  for (const step of steps) byId.set(step.stepId, step);
  const ordered = [...byId.values()].sort((a, b) => a.sequence - b.sequence);
  const children = new Map<string, Step[]>();
  const roots: Step[] = [];
  for (const step of ordered) {
    const parent = step.parentStepId;
    if (parent === undefined || parent === step.stepId || !byId.has(parent)) roots.push(step);
    else {
      const siblings = children.get(parent);
      if (siblings) siblings.push(step);
      else children.set(parent, [step]);
    }
  }
  const placed = new Set<string>();
  type Building = { readonly step: Step; readonly children: Building[] };
  /** Iterative, because an agent may nest a plan deeper than the stack allows. */
  const grow = (root: Step): StepNode => {
    const top: Building = { step: root, children: [] };
    placed.add(root.stepId);
    const open = [top];
    for (let node = open.pop(); node; node = open.pop()) {
      for (const child of children.get(node.step.stepId) ?? []) {
        if (placed.has(child.stepId)) continue;
        placed.add(child.stepId);
        const built: Building = { step: child, children: [] };
        node.children.push(built);
        open.push(built);
      }
    }
    return top;
  };
  const tree = roots.map(grow);
  for (const step of ordered) if (!placed.has(step.stepId)) tree.push(grow(step));
  return tree;
}

export type Progress = { readonly done: number; readonly total: number };

const finishedStatuses = ['completed', 'skipped', 'failed'] as const;
const finished: ReadonlySet<string> = new Set(finishedStatuses);

/** Whether nothing more is expected of the step. */
export function isStepFinished(step: Pick<Step, 'status'>): boolean {
  return finished.has(step.status);
}

export type StepCounts = Readonly<Record<'total' | 'completed' | 'skipped' | 'failed', number>>;

/** Finished of all leaves: a step with sub-steps is not counted beside them. */
export function planProgress(steps: readonly Step[]): Progress {
  const { total, completed, skipped, failed } = countSteps(steps);
  return { done: completed + skipped + failed, total };
}

/** How the leaves of the plan ended, as far as they have. */
export function countSteps(steps: readonly Step[]): StepCounts {
  const counts = { total: 0, completed: 0, skipped: 0, failed: 0 };
  const open = [...planTree(steps)];
  for (let node = open.pop(); node; node = open.pop()) {
    // No spread: a hostile plan may have more children than a call can take arguments.
    for (const child of node.children) open.push(child);
    if (node.children.length > 0) continue;
    counts.total++;
    const { status } = node.step;
    const ended = finishedStatuses.find((word) => word === status);
    if (ended) counts[ended]++;
  }
  return counts;
}

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
