import { planTree, type Step, type StepNode } from '../model/plan';
import type { RunHeader } from '../protocol';
import { xOf, type EventLanes, type Lane, type Span } from './density';

export const rowHeight = 24;

/** What the reference agent writes for "no step". (API facts.) */
const noStepWord = '-';

export type Row = {
  /** Stable over time: `run`, `step <id>`, `stray <id>` or `none`. */
  readonly key: string;
  readonly kind: 'run' | 'step' | 'stray' | 'none';
  readonly depth: number;
  readonly step?: Step;
  /** For `stray`: a step id that events name and that is not in the plan. */
  readonly stepId?: string;
  readonly expandable: boolean;
  readonly expanded: boolean;
  /** Of a folded step, the lanes below it as well. */
  readonly lanes: readonly Lane[];
  readonly bar?: Bar;
};

/** When a step or run took place. `end` is absent while it goes on. Epoch ms. */
export type Bar = { readonly start: number; readonly end?: number; readonly status: string };

/** The rows from top to bottom: the run, its plan as a tree, steps that only events name, events without a step. */
export function rowsOf(
  run: RunHeader | undefined,
  steps: readonly Step[],
  events: EventLanes,
  folded: ReadonlySet<string>,
): Row[] {
  const rows: Row[] = [];
  if (run) {
    const end = run.active ? undefined : (run.finishedAt ?? run.updatedAt);
    rows.push({
      key: 'run',
      kind: 'run',
      depth: 0,
      expandable: false,
      expanded: false,
      lanes: [],
      bar: { start: run.startedAt, ...(end === undefined ? {} : { end }), status: run.status },
    });
  }
  const inPlan = new Set<string>();
  const bars = new Map<StepNode, Bar | undefined>();
  const tree = planTree(steps);
  const laneOf = (stepId: string) => events.lanes.get(stepId) ?? [];

  // Children before parents, without recursion: plans may be deep.
  const order: StepNode[] = [];
  const open = [...tree];
  for (let node = open.pop(); node; node = open.pop()) {
    order.push(node);
    inPlan.add(node.step.stepId);
    open.push(...node.children);
  }
  for (const node of order.reverse()) bars.set(node, barOf(node, bars));

  const pending: { readonly node: StepNode; readonly depth: number }[] = [];
  const push = (nodes: readonly StepNode[], depth: number) => {
    for (const node of [...nodes].reverse()) pending.push({ node, depth });
  };
  push(tree, 0);
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, depth } = next;
    const { stepId } = node.step;
    const expandable = node.children.length > 0;
    const expanded = expandable && !folded.has(stepId);
    const bar = bars.get(node);
    const own = [laneOf(stepId)].flat();
    rows.push({
      key: `step ${stepId}`,
      kind: 'step',
      depth,
      step: node.step,
      expandable,
      expanded,
      lanes: expandable && !expanded ? [...own, ...below(node).flatMap(laneOf)] : own,
      ...(bar ? { bar } : {}),
    });
    if (expanded) push(node.children, depth + 1);
  }

  const loose: Lane[] = [];
  for (const [stepId, lane] of events.lanes) {
    if (inPlan.has(stepId)) continue;
    if (stepId === '' || stepId === noStepWord) loose.push(lane);
    else
      rows.push({
        key: `stray ${stepId}`,
        kind: 'stray',
        depth: 0,
        stepId,
        expandable: false,
        expanded: false,
        lanes: [lane],
      });
  }
  if (loose.length > 0)
    rows.push({ key: 'none', kind: 'none', depth: 0, expandable: false, expanded: false, lanes: loose });
  return rows;
}

function below(node: StepNode): string[] {
  const ids: string[] = [];
  const open = [...node.children];
  for (let next = open.pop(); next; next = open.pop()) {
    ids.push(next.step.stepId);
    open.push(...next.children);
  }
  return ids;
}

/** A step's own times; a parent spans its children too. A step that ended without having begun is a moment. */
function barOf({ step, children }: StepNode, bars: ReadonlyMap<StepNode, Bar | undefined>): Bar | undefined {
  const over = step.status === 'completed' || step.status === 'failed' || step.status === 'skipped';
  let start = step.startedAt ?? step.completedAt;
  let end = step.completedAt;
  let goesOn = start !== undefined && end === undefined && !over && step.status !== 'pending';
  for (const child of children) {
    const bar = bars.get(child);
    if (!bar) continue;
    start = Math.min(start ?? bar.start, bar.start);
    if (bar.end === undefined) goesOn = true;
    else end = Math.max(end ?? bar.end, bar.end);
  }
  if (start === undefined) return undefined;
  return { start, ...(goesOn && !over ? {} : { end: Math.max(start, end ?? start) }), status: step.status };
}

export type Box = { readonly x: number; readonly width: number };

const leastBarWidth = 3;

/** Where a bar stands on the screen, cut to it; `undefined` where it is out of sight. Never of negative width. */
export function boxOf(bar: Bar, span: Span, now: number): Box | undefined {
  const start = xOf(span, bar.start);
  const end = xOf(span, Math.max(bar.start, bar.end ?? now));
  const right = Math.max(end, start + leastBarWidth);
  if (right < 0 || start > span.width) return undefined;
  const x = Math.max(start, -10);
  return { x, width: Math.min(right, span.width + 10) - x };
}

/** The time (epoch ms) from the first thing that is known to the last, with `now` in it while the run is active. */
export function extentOf(
  run: RunHeader | undefined,
  steps: readonly Step[],
  events: EventLanes,
  now: number,
): readonly [number, number] {
  const times: number[] = [];
  if (run) times.push(run.startedAt, run.finishedAt ?? (run.active ? now : run.updatedAt));
  for (const step of steps) {
    if (step.startedAt !== undefined) times.push(step.startedAt);
    if (step.completedAt !== undefined) times.push(step.completedAt);
  }
  times.push(...(events.extent() ?? []));
  let first = Infinity;
  let last = -Infinity;
  for (const time of times) {
    first = Math.min(first, time);
    last = Math.max(last, time);
  }
  if (first > last) return [now - 60_000, now];
  return [first, Math.max(last, first + 1000)];
}
