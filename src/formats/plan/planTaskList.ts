import type { KnownStepStatus, Step } from '../../model/plan';
import { oneLine } from '../oneLine';
import { planRows } from './planRows';
import { parseStepId, printStepId } from './planStepId';

/** Where something stands: a line, and characters (UTF-16) in it, the end not included. All count from 0. */
export type PlanSpan = { readonly line: number; readonly start: number; readonly end: number };

export type PlanItem = {
  /** From the bullet to the end of the line. */
  readonly span: PlanSpan;
  /** What stands between the brackets. */
  readonly mark: PlanSpan;
  /** `undefined` for a mark that says nothing: `[?]` is a status that this list has no mark for. */
  readonly status?: KnownStepStatus;
  /** On one line, even where the list breaks it. */
  readonly text: string;
  /** `undefined` for an item that is new. */
  readonly stepId?: string;
  /** Index of the item that it stands under. */
  readonly parent?: number;
};

export type PlanProblem = {
  readonly span: PlanSpan;
  readonly kind:
    /** `[~]` … */
    | 'unknownMark'
    /** A list item without brackets. */
    | 'noBox'
    | 'noText'
    /** The id stands in an item above. */
    | 'duplicateId'
    /** A comment that looks like an id and is none. */
    | 'badId';
};

export type PlanList = { readonly items: readonly PlanItem[]; readonly problems: readonly PlanProblem[] };

const statusOfMark: ReadonlyMap<string, KnownStepStatus> = new Map([
  [' ', 'pending'],
  ['/', 'in_progress'],
  ['x', 'completed'],
  ['X', 'completed'],
  ['-', 'skipped'],
  ['!', 'failed'],
]);
const otherMark = '?';

/** The mark of a status; `?` for one that we do not know. */
export function markOf(status: string): string {
  for (const [mark, known] of statusOfMark) if (known === status) return mark;
  return otherMark;
}

/** Steps → a nested task list, a line each, with line feeds. Empty for no steps. */
export function printPlanList(steps: readonly Step[]): string {
  return planRows(steps)
    .map(({ step, depth }) => {
      const text = oneLine(step.description);
      const words = [`${'  '.repeat(depth)}- [${markOf(step.status)}]`, ...(text === '' ? [] : [text])];
      return `${[...words, printStepId(step.stepId)].join(' ')}\n`;
    })
    .join('');
}

const bullet = /^([ \t]*)(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)[ \t]*/;

/**
 * Reads a task list. Every list item is a step; an item that stands at least two columns further in than another
 * is below it. Further lines of an item belong to its text; headings and paragraphs are nobody's. Never throws.
 */
export function parsePlanList(text: string): PlanList {
  const items: PlanItem[] = [];
  const problems: PlanProblem[] = [];
  const ids = new Set<string>();
  /** Items that the next one may stand under, outermost first. */
  const open: { readonly index: number; readonly column: number }[] = [];
  /** The item that a line of mere text continues. */
  let last: Draft | undefined;
  const finish = (): void => {
    if (!last) return;
    const item = finished(last, problems);
    if (item.stepId !== undefined) {
      if (ids.has(item.stepId)) problems.push({ span: item.span, kind: 'duplicateId' });
      ids.add(item.stepId);
    }
    items.push(item);
    last = undefined;
  };
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n?|\n/)
    .forEach((source, line) => {
      const start = bullet.exec(source);
      if (!start) {
        // An empty line, or text at the margin, ends the item.
        if (last && /^[ \t]+\S/.test(source)) last.lines.push(source);
        else finish();
        return;
      }
      finish();
      const column = columns(start[1] ?? '');
      const span = { line, start: start[1]?.length ?? 0, end: source.trimEnd().length };
      const rest = source.slice(start[0].length);
      const box = /^\[(.)\](?=[ \t]|$)/u.exec(rest);
      if (!box) {
        problems.push({ span, kind: 'noBox' });
        return;
      }
      const mark = { line, start: start[0].length + 1, end: start[0].length + 1 + (box[1]?.length ?? 0) };
      for (let above = open.at(-1); above && column < above.column + 2; above = open.at(-1)) open.pop();
      const parent = open.at(-1)?.index;
      open.push({ index: items.length, column });
      last = { span, mark, sign: box[1] ?? '', lines: [rest.slice(box[0].length)], parent };
    });
  finish();
  problems.sort((a, b) => a.span.line - b.span.line);
  return { items, problems };
}

type Draft = {
  readonly span: PlanSpan;
  readonly mark: PlanSpan;
  readonly sign: string;
  /** What stands behind the box, and the lines that follow. */
  readonly lines: string[];
  readonly parent: number | undefined;
};

function finished({ span, mark, sign, lines, parent }: Draft, problems: PlanProblem[]): PlanItem {
  // The id ends the first line, or the last one where an editor has wrapped the text.
  const at = lines.findIndex((line) => commentOf(line) !== undefined);
  const comment = at < 0 ? undefined : commentOf(lines[at] ?? '');
  const stepId = comment && parseStepId(comment.inside);
  if (comment && stepId === undefined) problems.push({ span, kind: 'badId' });
  const text = oneLine(lines.map((line, index) => (index === at && comment ? comment.before : line)).join(' '));
  if (text === '' && stepId === undefined) problems.push({ span, kind: 'noText' });
  const status = statusOfMark.get(sign);
  if (!status && sign !== otherMark) problems.push({ span: mark, kind: 'unknownMark' });
  return {
    span,
    mark,
    text,
    ...(status === undefined ? {} : { status }),
    ...(stepId === undefined ? {} : { stepId }),
    ...(parent === undefined ? {} : { parent }),
  };
}

/** The comment that ends a line. */
function commentOf(line: string): { readonly before: string; readonly inside: string } | undefined {
  const end = line.trimEnd();
  if (!end.endsWith('-->')) return undefined;
  const start = end.lastIndexOf('<!--');
  if (start < 0 || start + 7 > end.length) return undefined;
  return { before: end.slice(0, start), inside: end.slice(start + 4, -3) };
}

/** How far in a text begins: a tab reaches to the next multiple of four, as in Markdown. */
function columns(blanks: string): number {
  let column = 0;
  for (const blank of blanks) column += blank === '\t' ? 4 - (column % 4) : 1;
  return column;
}
