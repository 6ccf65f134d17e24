import { isStepFinished, planTree, stepTimes, type Attempt, type Step, type StepNode } from '../../model/plan';
import { span } from '../../model/time';
import type { RunHeader } from '../../protocol/messages';
import { xOf, type Lane, type Span } from './density';
import type { EventLanes } from './eventLanes';

export const rowHeight = 24;
export const axisHeight = 26;
/** The run's stretches, below the axis. */
export const bandHeight = 8;
/** Above the rows: the axis and the band, which stay when rows are scrolled. */
export const headHeight = axisHeight + bandHeight + 2;
/** Events nearer than this to one another (px) share a mark. */
export const bucketWidth = 8;
/** How far (px) beside a mark a pointer still means it. */
export const markReach = 7;

/** What the reference agent writes for "no step". (API facts.) */
const noStepWord = '-';

export type Row = {
  /** Stable over time: `run`, `step <id>`, `stray <id>`, `none` or `agent <id>`. */
  readonly key: string;
  readonly kind: 'run' | 'step' | 'stray' | 'none' | 'agent';
  readonly depth: number;
  readonly step?: Step;
  /** For `stray`: a step id that events name and that is not in the plan. */
  readonly stepId?: string;
  readonly agentId?: string;
  readonly expandable: boolean;
  readonly expanded: boolean;
  /** The row's place among those of its parent, from 1, and how many they are. */
  readonly place: number;
  readonly siblings: number;
  /** The row's events; of a folded step, those below it as well. */
  readonly lane?: Lane;
  readonly bar?: Bar;
};

/** When a step or run took place. `end` is absent while it goes on. Epoch ms. */
export type Bar = {
  readonly start: number;
  readonly end?: number;
  readonly status: string;
  /** Nobody knows when it began: not before `start`. */
  readonly startsLater?: true;
  /** The attempt before it. */
  readonly before?: { readonly start: number; readonly end: number };
};

type Draft = Omit<Row, 'place' | 'siblings'>;

/**
 * The rows from top to bottom: the run, its plan as a tree, steps that only events name, events without a step, and
 * the agents where they are asked for.
 */
export function rowsOf(
  run: RunHeader | undefined,
  steps: readonly Step[],
  events: EventLanes,
  folded: ReadonlySet<string>,
): Row[] {
  const runEnd = !run || run.active ? undefined : (run.finishedAt ?? run.updatedAt);
  const tree = planTree(steps);
  const order = parentsFirst(tree);
  const bars = barsOf(order, runEnd);
  const rows: Row[] = [];
  const inPlan = new Set(order.map(({ step }) => step.stepId));
  const strays = [...events.lanes.keys()].filter((id) => id !== '' && id !== noStepWord && !inPlan.has(id));
  const loose = ['', noStepWord].filter((id) => events.lanes.has(id) && !inPlan.has(id));
  const agents = [...(events.agents?.keys() ?? [])].filter((id) => id !== '');
  const onTop = (run ? 1 : 0) + tree.length + strays.length + (loose.length > 0 ? 1 : 0) + agents.length;
  let tops = 0;
  const flat = { depth: 0, expandable: false, expanded: false } as const;
  const pushTop = (row: Draft) => rows.push({ ...row, place: ++tops, siblings: onTop });

  if (run) {
    const bar = { start: run.startedAt, ...(runEnd === undefined ? {} : { end: runEnd }), status: run.status };
    pushTop({ ...flat, key: 'run', kind: 'run', ...(hasStart(run) ? { bar } : {}) });
  }
  for (const row of stepRows(tree, { before: tops, siblings: onTop, bars, events, folded })) rows.push(row);
  tops += tree.length;
  for (const stepId of strays) {
    const lane = events.lanes.get(stepId);
    pushTop({ ...flat, key: `stray ${stepId}`, kind: 'stray', stepId, ...(lane ? { lane } : {}) });
  }
  if (loose.length > 0) pushTop({ ...flat, key: 'none', kind: 'none', lane: events.group('none', new Set(loose)) });
  for (const agentId of agents) {
    const lane = events.agents?.get(agentId);
    pushTop({ ...flat, key: `agent ${agentId}`, kind: 'agent', agentId, ...(lane ? { lane } : {}) });
  }
  return rows;
}

type PlanRows = {
  /** How many rows stand above the plan, and how many there are at the top in all. */
  readonly before: number;
  readonly siblings: number;
  readonly bars: ReadonlyMap<StepNode, Bar>;
  readonly events: EventLanes;
  readonly folded: ReadonlySet<string>;
};

/** The rows of the plan. Iterative, because an agent may nest a plan deeper than the stack allows. */
function* stepRows(tree: readonly StepNode[], { before, siblings, bars, events, folded }: PlanRows): Generator<Row> {
  type Open = { readonly node: StepNode; readonly depth: number; readonly place: number; readonly siblings: number };
  const open: Open[] = [];
  const enter = (nodes: readonly StepNode[], depth: number) => {
    for (let i = nodes.length - 1; i >= 0; i--) {
      const node = nodes[i];
      const place = i + 1 + (depth === 0 ? before : 0);
      if (node) open.push({ node, depth, place, siblings: depth === 0 ? siblings : nodes.length });
    }
  };
  enter(tree, 0);
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, ...place } = next;
    const { stepId } = node.step;
    const expandable = node.children.length > 0;
    const expanded = expandable && !folded.has(stepId);
    const bar = bars.get(node);
    const lane = expandable && !expanded ? laneBelow(node, events) : events.lanes.get(stepId);
    yield {
      ...place,
      key: `step ${stepId}`,
      kind: 'step',
      step: node.step,
      expandable,
      expanded,
      ...(lane ? { lane } : {}),
      ...(bar ? { bar } : {}),
    };
    if (expanded) enter(node.children, next.depth + 1);
  }
}

/** Every node, each after its parent. Iterative, because an agent may nest a plan deeper than the stack allows. */
function parentsFirst(tree: readonly StepNode[]): StepNode[] {
  const order = [...tree];
  // The list grows while it is walked.
  for (const node of order) for (const child of node.children) order.push(child);
  return order;
}

function laneBelow(node: StepNode, events: EventLanes): Lane {
  const stepIds = parentsFirst([node]).map(({ step }) => step.stepId);
  return events.group(`step ${node.step.stepId}`, new Set(stepIds));
}

/**
 * A step's own times, as far as they belong to its status; a parent spans its children too. A step that ended without
 * having begun is a moment.
 */
function barsOf(order: readonly StepNode[], runEnd: number | undefined): ReadonlyMap<StepNode, Bar> {
  const bars = new Map<StepNode, Bar>();
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i];
    const bar = node && barOf(node, bars, runEnd);
    if (bar) bars.set(node, bar);
  }
  return bars;
}

/** `bars` has those of its children. */
function barOf(
  { step, children }: StepNode,
  bars: ReadonlyMap<StepNode, Bar>,
  runEnd: number | undefined,
): Bar | undefined {
  const times = stepTimes(step);
  const began = times.start ?? times.end;
  const earlier = attemptBar(times.before);
  let start = began ?? earlier?.end;
  let { end } = times;
  let goesOn = start !== undefined && times.goesOn;
  for (const child of children) {
    const bar = bars.get(child);
    if (!bar) continue;
    start = Math.min(start ?? bar.start, firstStart(bar));
    if (bar.end === undefined) goesOn = true;
    else end = Math.max(end ?? bar.end, bar.end);
  }
  if (start === undefined) return undefined;
  const more = {
    status: step.status,
    ...(earlier ? { before: earlier } : {}),
    ...(earlier && goesOn && began === undefined ? { startsLater: true as const } : {}),
  };
  const lastKnown = Math.max(start, end ?? start);
  if (!goesOn || isStepFinished(step)) return { start, end: lastKnown, ...more };
  // What a finished run left open ended with it at the latest: it must not grow for ever.
  return { start, ...(runEnd === undefined ? {} : { end: Math.max(runEnd, lastKnown) }), ...more };
}

function firstStart({ start, before }: Bar): number {
  return before?.start ?? start;
}

function attemptBar(attempt: Attempt | undefined): { readonly start: number; readonly end: number } | undefined {
  const start = attempt?.start ?? attempt?.end;
  return start === undefined ? undefined : { start, end: Math.max(start, attempt?.end ?? start) };
}

/** How long the row's bar has lasted at `edge` (epoch ms), in ms; `undefined` where nobody knows when it began. */
export function barDuration({ bar }: Pick<Row, 'bar'>, edge: number): number | undefined {
  return !bar || bar.startsLater ? undefined : span(bar.start, bar.end ?? edge);
}

export type Box = { readonly x: number; readonly width: number };

const minBarWidth = 3;
/** How far (px) a bar is drawn beyond the edge, so that its border and corners are out of sight. */
const overhang = 10;

/** Where a bar stands on the screen, cut to it; `undefined` where it is out of sight. Never of negative width. */
export function boxOf(bar: Bar, span: Span, now: number): Box | undefined {
  const start = xOf(span, bar.start);
  const right = Math.max(xOf(span, Math.max(bar.start, bar.end ?? now)), start + minBarWidth);
  if (!(right >= 0 && start <= span.width)) return undefined;
  const x = Math.max(start, -overhang);
  return { x, width: Math.min(right, span.width + overhang) - x };
}

/** Which row is under the height `y` of the canvas; -1 on the axis or the band. May be beyond the last row. */
export function rowAt(y: number, scrollTop: number): number {
  return y < headHeight ? -1 : Math.floor((y - headHeight + scrollTop) / rowHeight);
}

/** The rows in sight, `last` exclusive. */
export function rowsInSight(count: number, scrollTop: number, height: number): { first: number; last: number } {
  return {
    first: Math.max(0, Math.floor(scrollTop / rowHeight)),
    last: Math.min(count, Math.ceil((scrollTop + height - headHeight) / rowHeight)),
  };
}

/** Whether the run's start could be read: 1970 is what stands there where it could not. */
export function hasStart({ startedAt }: Pick<RunHeader, 'startedAt'>): boolean {
  return startedAt !== 0;
}

/** Whether nothing of the run has a time that could be read. */
export function isTimeless(run: RunHeader, steps: readonly Step[], events: EventLanes): boolean {
  return !hasStart(run) && run.finishedAt === undefined && edgesOf(steps).length === 0 && !events.extent();
}

/** When steps began and ended (epoch ms), sorted. */
export function edgesOf(steps: readonly Step[]): number[] {
  const edges: number[] = [];
  for (const { startedAt, completedAt } of steps) {
    if (startedAt !== undefined && Number.isFinite(startedAt)) edges.push(startedAt);
    if (completedAt !== undefined && Number.isFinite(completedAt)) edges.push(completedAt);
  }
  return edges.sort((a, b) => a - b);
}

/**
 * The time (epoch ms) from the first thing that is known to the last, with `now` in it while the run is active.
 * `edges` are those of its plan, sorted.
 */
export function extentOf(
  run: RunHeader | undefined,
  edges: readonly number[],
  events: EventLanes,
  now: number,
): readonly [number, number] {
  let first = Infinity;
  let last = -Infinity;
  const take = (time: number | undefined) => {
    // 0 is no time that could be read.
    if (time === undefined || time === 0 || !Number.isFinite(time)) return;
    first = Math.min(first, time);
    last = Math.max(last, time);
  };
  if (run) {
    take(run.startedAt);
    take(run.finishedAt ?? (run.active ? now : run.updatedAt));
  }
  take(edges[0]);
  take(edges.at(-1));
  events.extent()?.forEach(take);
  if (first > last) return [now - 60_000, now];
  return [first, Math.max(last, first + 1000)];
}
