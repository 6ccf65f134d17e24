import type { Step } from '../../model/plan';
import { oneLine } from '../oneLine';
import { planChanges } from './planDiff';
import { markOf } from './planMarks';
import { planRows, type PlanRow } from './planRows';
import { printStepId } from './planStepId';
import type { PlanItem, PlanList } from './planTaskList';

/** Lines to insert before a line, which counts from 0. They end with a line feed. */
export type PlanFix = { readonly line: number; readonly text: string };

/**
 * Puts a step back that is no longer in the list, with those right below it that are gone as well: each in the status that
 * `statusOf` says. `undefined` where its parent is gone too, and where the list would not have it in its place.
 */
export function putBack(
  base: readonly Step[],
  text: string,
  stepId: string,
  statusOf: (step: Step) => string,
  read: (text: string) => PlanList,
): PlanFix | undefined {
  const { items } = read(text);
  const there = new Map(items.flatMap((item) => (item.stepId === undefined ? [] : [[item.stepId, item] as const])));
  const rows = planRows(base);
  const at = rows.findIndex(({ step }) => step.stepId === stepId);
  const row = rows[at];
  const parent = row?.parentStepId === undefined ? undefined : there.get(row.parentStepId);
  if (!row || there.has(stepId) || (row.parentStepId !== undefined && !parent)) return undefined;
  const column = columnFor(row, rows, there, parent);
  const gone = goneFrom(rows, at, there);
  const lines = gone.map(({ step, depth }) => {
    const words = [`- [${markOf(statusOf(step))}]`, oneLine(step.description), printStepId(step.stepId)];
    return `${' '.repeat(column + 2 * (depth - row.depth))}${words.filter(Boolean).join(' ')}\n`;
  });
  const fix = { line: lineFor(rows.slice(0, at), there, text, items), text: lines.join('') };
  return isFine(base, text, fix, gone, read) ? fix : undefined;
}

/** The row and those below it, up to the first one that is there. */
function goneFrom(rows: readonly PlanRow[], at: number, there: ReadonlyMap<string, PlanItem>): readonly PlanRow[] {
  const depth = rows[at]?.depth ?? 0;
  const isEnd = ({ step, depth: other }: PlanRow) => other <= depth || there.has(step.stepId);
  const end = rows.findIndex((other, place) => place > at && isEnd(other));
  return rows.slice(at, end < 0 ? undefined : end);
}

/** Where the bullet stands: as that of a sibling, else within the parent. */
function columnFor(
  row: PlanRow,
  rows: readonly PlanRow[],
  there: ReadonlyMap<string, PlanItem>,
  parent: PlanItem | undefined,
): number {
  const siblings = rows.filter(({ parentStepId }) => parentStepId === row.parentStepId);
  const [sibling] = siblings.flatMap(({ step }) => there.get(step.stepId) ?? []);
  if (sibling) return sibling.span.start;
  // The text of the parent begins at its box.
  return parent ? parent.mark.start - 1 : 0;
}

/** Behind the item that stood above it, and what that item holds. */
function lineFor(
  above: readonly PlanRow[],
  there: ReadonlyMap<string, PlanItem>,
  text: string,
  items: readonly PlanItem[],
): number {
  const last = above.findLast(({ step }) => there.has(step.stepId));
  const item = last && there.get(last.step.stepId);
  if (!item) return items[0]?.span.line ?? text.split('\n').length - 1;
  const starts = new Set(items.map(({ span }) => span.line));
  const lines = text.split('\n');
  let line = item.span.line + 1;
  while (line < lines.length && !starts.has(line) && lines[line]?.trim() !== '') line++;
  return line;
}

/** Whether the list has the steps then, where they were, and nothing else is wrong with it that was not before. */
function isFine(
  base: readonly Step[],
  text: string,
  fix: PlanFix,
  gone: readonly PlanRow[],
  read: (text: string) => PlanList,
): boolean {
  const before = read(text);
  const after = read(withFix(text, fix));
  const obstacles = planChanges(base, after).obstacles;
  const expected = planChanges(base, before).obstacles.length - gone.length;
  return after.problems.length <= before.problems.length && obstacles.length <= expected;
}

export function withFix(text: string, { line, text: lines }: PlanFix): string {
  const all = text.split('\n');
  if (line < all.length) return [...all.slice(0, line), lines + (all[line] ?? ''), ...all.slice(line + 1)].join('\n');
  return `${text}\n${lines}`;
}
