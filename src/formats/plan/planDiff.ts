import { jsonText } from '../../model/jsonObject';
import { stepStatuses, type KnownStepStatus, type Step } from '../../model/plan';
import { oneLine } from '../oneLine';
import type { PlanItem, PlanList, PlanSpan } from './planTaskList';
import { planRows, type PlanRow } from './planRows';
import { newStepId } from './planStepId';

/** A step that the API is to create. It begins as pending, whatever the list says. */
export type NewStep = Pick<Step, 'stepId' | 'description' | 'sequence' | 'parentStepId'>;

/** A line and what saving it does. */
export type PlanChange =
  | { readonly kind: 'add'; readonly span: PlanSpan; readonly step: NewStep }
  /** Also for a new step that is not pending; it comes after the step's `add`. */
  | {
      readonly kind: 'status';
      readonly span: PlanSpan;
      readonly stepId: string;
      readonly from: string;
      readonly to: KnownStepStatus;
    };

/** A line and what the API has no way to do. */
export type PlanObstacle = {
  readonly span: PlanSpan;
  readonly stepId: string;
} & (
  | { readonly kind: 'removed'; readonly description: string }
  /** The text as the plan has it, on one line. */
  | { readonly kind: 'reworded'; readonly description: string }
  /** It stands under another step, or in another place under the same one. */
  | { readonly kind: 'moved' }
  /** `[?]`, which stands only for a status that its step has and that we have no mark for. */
  | { readonly kind: 'otherMark' }
);

export type PlanChanges = {
  /** In the order in which they can be made: a parent is added before its sub-steps. */
  readonly changes: readonly PlanChange[];
  readonly obstacles: readonly PlanObstacle[];
};

/**
 * What has been done to a plan in its list. `base`: the plan as it was printed; empty for none, and then all of
 * the list is the initial plan. Says what can be saved and what cannot, each with its line; items with problems of
 * their own (an id twice, an unknown mark) are left to those.
 */
export function planChanges(base: readonly Step[], { items }: PlanList): PlanChanges {
  const rows = new Map(planRows(base).map((row) => [row.step.stepId, row]));
  const identified = identify(rows, items);
  const changes: PlanChange[] = [];
  const obstacles: PlanObstacle[] = [];
  const sequences = newSequences(rows, identified);
  for (const [index, { item, stepId, row, parentStepId, repeated }] of identified.entries()) {
    const { span, status, text } = item;
    if (repeated) continue;
    if (item.isOther && (!row || stepStatuses.some((known) => known === row.step.status)))
      obstacles.push({ kind: 'otherMark', span: item.mark, stepId });
    if (!row) {
      if (text === '') continue;
      const parent = parentStepId === undefined ? {} : { parentStepId };
      changes.push({
        kind: 'add',
        span,
        step: { stepId, description: text, sequence: sequences[index] ?? 0, ...parent },
      });
      if (status && status !== 'pending') changes.push({ kind: 'status', span, stepId, from: 'pending', to: status });
      continue;
    }
    const description = oneLine(row.step.description);
    if (text !== description) obstacles.push({ kind: 'reworded', span, stepId, description });
    if (parentStepId !== row.parentStepId) obstacles.push({ kind: 'moved', span, stepId });
    if (status && status !== row.step.status)
      changes.push({ kind: 'status', span, stepId, from: row.step.status, to: status });
  }
  obstacles.push(...outOfOrder(rows, identified), ...removed(rows, identified));
  return { changes, obstacles: obstacles.sort((a, b) => a.span.line - b.span.line) };
}

/**
 * Which of the plans, the newest first, a list was made from: an older one only where the list has nothing that was added
 * since, as after an undo that takes back what somebody else has added. Else the newest.
 */
export function planMadeFrom(plans: readonly (readonly Step[])[], read: (base: readonly Step[]) => PlanList): number {
  const [newest = []] = plans;
  const known = new Set(newest.map(({ stepId }) => stepId));
  const place = plans.findIndex((plan) => {
    const list = read(plan);
    const steps = new Set(plan.map(({ stepId }) => stepId));
    const isLater = list.items.some(({ stepId = '' }) => known.has(stepId) && !steps.has(stepId));
    return !isLater && planChanges(plan, list).obstacles.every(({ kind }) => kind !== 'removed');
  });
  return Math.max(0, place);
}

/**
 * The plan as a list says it of which `changes` were saved, `now` being the plan as it is: without what somebody else
 * has changed meanwhile, which the list does not show yet. A status is the new one only where it was set.
 */
export function planAsSaved(
  base: readonly Step[],
  changes: readonly PlanChange[],
  now: readonly Step[],
): readonly Step[] {
  const there = new Map(now.map((step) => [step.stepId, step]));
  const own = new Map(base.map((step) => [step.stepId, step]));
  for (const change of changes) {
    const stepId = change.kind === 'add' ? change.step.stepId : change.stepId;
    const known = there.get(stepId);
    if (!known) continue;
    const step = change.kind === 'add' ? { ...known, status: 'pending' } : own.get(stepId);
    if (step)
      own.set(stepId, change.kind === 'status' && known.status === change.to ? { ...step, status: change.to } : step);
  }
  return [...own.values()];
}

type Identified = {
  readonly item: PlanItem;
  readonly stepId: string;
  /** The step of the base that the item is. */
  readonly row: PlanRow | undefined;
  readonly parentStepId: string | undefined;
  /** An item above has the same id. */
  readonly repeated: boolean;
};

/**
 * Gives every item its id. One without is the step of the base that says the same in the same place, if no item has
 * that step's id: it was saved, and its line does not show the id yet. New ones get an id that nobody has.
 */
function identify(rows: ReadonlyMap<string, PlanRow>, items: readonly PlanItem[]): readonly Identified[] {
  const taken = new Set(rows.keys());
  for (const { stepId } of items) if (stepId !== undefined) taken.add(stepId);
  const named = new Set(items.map(({ stepId }) => stepId));
  const unnamed = new Map<string, string[]>();
  const placeOf = (parentStepId: string | undefined, text: string) => jsonText([parentStepId, text]);
  for (const { step, parentStepId } of rows.values()) {
    if (named.has(step.stepId)) continue;
    const place = placeOf(parentStepId, oneLine(step.description));
    unnamed.set(place, [...(unnamed.get(place) ?? []), step.stepId]);
  }
  const seen = new Set<string>();
  const identified: Identified[] = [];
  for (const item of items) {
    const parentStepId = item.parent === undefined ? undefined : identified[item.parent]?.stepId;
    const stepId = item.stepId ?? unnamed.get(placeOf(parentStepId, item.text))?.shift() ?? newStepId(item.text, taken);
    taken.add(stepId);
    identified.push({ item, stepId, row: rows.get(stepId), parentStepId, repeated: seen.has(stepId) });
    seen.add(stepId);
  }
  return identified;
}

/**
 * A sequence for each new item. The API cannot renumber, so one between two steps takes the number of the step
 * before it: equal numbers stand in the order of their creation.
 */
function newSequences(
  rows: ReadonlyMap<string, PlanRow>,
  items: readonly Identified[],
): readonly (number | undefined)[] {
  let highest = 0;
  for (const { step } of rows.values()) highest = Math.max(highest, step.sequence);
  const sequences: (number | undefined)[] = items.map(({ row }) => row?.step.sequence);
  /** The next step of the base among the siblings, from the end of the list. */
  const following: (number | undefined)[] = [];
  const nearest = new Map<string | undefined, number>();
  for (let index = items.length - 1; index >= 0; index--) {
    const parent = items[index]?.parentStepId;
    following[index] = nearest.get(parent);
    const sequence = sequences[index];
    if (sequence !== undefined) nearest.set(parent, sequence);
  }
  const preceding = new Map<string | undefined, number>();
  for (const [index, { row, parentStepId }] of items.entries()) {
    const next = following[index];
    if (!row) sequences[index] = next === undefined ? ++highest : (preceding.get(parentStepId) ?? next - 1);
    preceding.set(parentStepId, sequences[index] ?? 0);
  }
  return sequences;
}

/** The fewest steps that must have moved among their siblings for the list to stand as it does. */
function outOfOrder(rows: ReadonlyMap<string, PlanRow>, items: readonly Identified[]): readonly PlanObstacle[] {
  const place = new Map([...rows.keys()].map((stepId, index) => [stepId, index]));
  const siblings = new Map<string | undefined, Identified[]>();
  for (const item of items) {
    if (!item.row || item.repeated || item.parentStepId !== item.row.parentStepId) continue;
    const group = siblings.get(item.parentStepId);
    if (group) group.push(item);
    else siblings.set(item.parentStepId, [item]);
  }
  return [...siblings.values()].flatMap((group) => {
    const stay = longestRise(group.map(({ stepId }) => place.get(stepId) ?? 0));
    return group
      .filter((_, index) => !stay.has(index))
      .map(({ item, stepId }) => ({ kind: 'moved' as const, span: item.span, stepId }));
  });
}

/** Indexes of a longest increasing subsequence (patience sorting, n log n). */
function longestRise(values: readonly number[]): ReadonlySet<number> {
  /** By length, the index of the smallest value that ends a rise of it. */
  const ends: number[] = [];
  const before: (number | undefined)[] = [];
  for (const [index, value] of values.entries()) {
    let low = 0;
    for (let high = ends.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((values[ends[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    before[index] = low > 0 ? ends[low - 1] : undefined;
    ends[low] = index;
  }
  const rise = new Set<number>();
  for (let index = ends.at(-1); index !== undefined; index = before[index]) rise.add(index);
  return rise;
}

/** Steps that are no longer in the list, each told at the line of the one that stood above it. */
function removed(rows: ReadonlyMap<string, PlanRow>, items: readonly Identified[]): readonly PlanObstacle[] {
  const spans = new Map(items.map(({ stepId, item }) => [stepId, item.span]));
  let above: PlanSpan = { line: 0, start: 0, end: 0 };
  const obstacles: PlanObstacle[] = [];
  for (const [stepId, { step }] of rows) {
    const span = spans.get(stepId);
    if (span) above = span;
    else obstacles.push({ kind: 'removed', span: above, stepId, description: oneLine(step.description) });
  }
  return obstacles;
}
