import { markAt, marksOf, type Lane, type Span } from '../geometry/density';
import { bucketWidth, type Row } from '../geometry/layout';
import { margin } from '../geometry/timeWindow';
import { selectionOf } from './selection';
import type { TimelineState } from './state';

/** Where the keyboard goes. All of it changes the state's selection, folding and window, and nothing else. */

export function moveRow(state: TimelineState, by: number): void {
  const { rows } = state;
  const from = state.selectedRow();
  const row = rows[Math.max(0, Math.min(rows.length - 1, from < 0 && by > 0 ? by - 1 : from + by))];
  if (row) state.selection = { kind: 'row', key: row.key };
}

/** Right: unfolds; what is unfolded already, on to the next mark of the row. */
export function goRight(state: TimelineState, span: Span, now: number): void {
  const row = state.rows[state.selectedRow()];
  if (row?.step && row.expandable && !row.expanded) state.fold(row.step.stepId, false);
  else moveMark(state, 1, span, now);
}

/** Left: to the mark before, from the first one to its row, from there folds, then up to the parent. */
export function goLeft(state: TimelineState, span: Span, now: number): void {
  const { rows } = state;
  const at = state.selectedRow();
  const row = rows[at];
  if (!row) return;
  if (state.selection?.kind === 'events') {
    if (!moveMark(state, -1, span, now)) state.selection = { kind: 'row', key: row.key };
  } else if (row.step && row.expanded) state.fold(row.step.stepId, true);
  else {
    const parent = rows.findLast((above, i) => i < at && above.depth < row.depth);
    if (parent) state.selection = { kind: 'row', key: parent.key };
  }
}

/** To the next mark of the selected row, as marks stand at the present zoom. Returns whether there was one. */
export function moveMark(state: TimelineState, by: 1 | -1, span: Span, now: number): boolean {
  const row = state.rows[state.selectedRow()];
  const lane = row?.lane;
  if (!lane || lane.length === 0) return false;
  const place = nextPlace(state, lane, by, span);
  if (place === undefined) return false;
  const mark = markAt(lane, place, span, bucketWidth);
  state.selection = selectionOf(row.key, lane, mark);
  bringIntoView(state, lane.times[mark.from] ?? 0, now);
  return true;
}

function nextPlace(state: TimelineState, lane: Lane, by: 1 | -1, span: Span): number | undefined {
  const { selection, events } = state;
  const index = selection?.kind === 'events' ? selection.indexes[0] : undefined;
  const current = index === undefined ? -1 : lane.placeOf(events.timestamp(index), index);
  if (current < 0) {
    // What is in sight comes first.
    const seen = marksOf(lane, span, bucketWidth, 0, span.width);
    return (by > 0 ? seen[0] : seen.at(-1))?.from ?? (by > 0 ? 0 : lane.length - 1);
  }
  const mark = markAt(lane, current, span, bucketWidth);
  const next = by > 0 ? mark.to : mark.from - 1;
  return next >= 0 && next < lane.length ? next : undefined;
}

/**
 * The index of the next error in time, after or before what is selected; from what is in sight where no event is
 * selected. `undefined` where there is none in that direction.
 */
export function nextError(state: TimelineState, by: 1 | -1, span: Span): number | undefined {
  const { selection, events } = state;
  const { all } = events;
  const index = selection?.kind === 'events' ? selection.indexes[0] : undefined;
  const current = index === undefined ? -1 : all.placeOf(events.timestamp(index), index);
  const from = current >= 0 ? current : by > 0 ? -1 : all.length;
  const edge =
    current >= 0 ? from : by > 0 ? all.firstFrom(timeOf(span.from, span)) - 1 : all.after(timeOf(span.to, span));
  const place = all.nextError(edge, by);
  const found = place >= 0 ? place : current < 0 ? all.nextError(from, by) : -1;
  return found >= 0 ? all.indexAt(found) : undefined;
}

function timeOf(shown: number, { folds }: Span): number {
  return folds ? folds.toTime(shown) : shown;
}

/** Moves the window, at its scale, so that the time (epoch ms) is in sight. */
export function bringIntoView(state: TimelineState, time: number, now: number): void {
  const [from, to] = state.range(now);
  const shown = state.folds(now).toShown(time);
  if (shown < from || shown > to) state.pan(shown - (from + to) / 2, now);
}

/** The start or the end of the run, at the present scale. The end of a run that goes on is the now-edge. */
export function goTo(state: TimelineState, where: 'start' | 'end', now: number): void {
  const { toShown, toTime } = state.folds(now);
  const [from, to] = state.range(now);
  const [start, end] = state.extent(now);
  const [first, last] = [toShown(start), toShown(end)];
  const length = Math.min(to - from, (last - first) * (1 + 2 * margin));
  const room = length * margin;
  if (where === 'start') state.show(toTime(first - room), toTime(first - room + length), now);
  else if (state.run?.active) state.window = { kind: 'follow', length };
  else state.show(toTime(last + room - length), toTime(last + room), now);
}

/** The row's bar from edge to edge, with some room beside it. */
export function fitRow(state: TimelineState, row: Row | undefined, now: number): void {
  if (!row?.bar) return;
  const { start, end } = row.bar;
  const length = Math.max(100, (end ?? now) - start);
  state.show(start - length * 0.1, start + length * 1.1, now);
}

/** Selects the step, and unfolds what hides it. Returns whether it is there. */
export function revealStep(state: TimelineState, stepId: string): boolean {
  unfoldAbove(state, stepId);
  const row = state.rows.find(({ step }) => step?.stepId === stepId);
  if (row) state.selection = { kind: 'row', key: row.key };
  return row !== undefined;
}

function unfoldAbove(state: TimelineState, stepId: string): void {
  const parents = new Map(state.steps.map((step) => [step.stepId, step.parentStepId]));
  const seen = new Set<string>();
  for (let id = parents.get(stepId); id !== undefined && !seen.has(id); id = parents.get(id)) {
    seen.add(id);
    if (state.folded.has(id)) state.fold(id, false);
  }
}

/** Selects the event and brings it into view, unfolding what hides it. Returns false where there is no such event. */
export function reveal(state: TimelineState, index: number, now: number): boolean {
  const { events } = state;
  if (index >= events.length) return false;
  unfoldAbove(state, events.stepId(index));
  const time = events.timestamp(index);
  const row = state.rows.find(({ lane }) => lane !== undefined && lane.placeOf(time, index) >= 0);
  if (!row) return false;
  state.selection = { kind: 'events', key: row.key, indexes: [index], count: 1 };
  bringIntoView(state, time, now);
  return true;
}
