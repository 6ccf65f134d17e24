import type { KnownStepStatus, Step } from '../../model/plan';
import { missionFileLayout } from '../missionFile/missionFileLayout';
import { oneLine } from '../oneLine';
import { markdownBlocks, maxMarkdownNesting } from './markdownBlocks';
import { markOf, otherMark, statusOfMark } from './planMarks';
import { planRows } from './planRows';
import { isStepComment, parsePlainComment, parseStepId, printStepId } from './planStepId';

/** Where something stands: a line, and characters (UTF-16) in it, the end not included. All count from 0. */
export type PlanSpan = { readonly line: number; readonly start: number; readonly end: number };

export type PlanItem = {
  /** From the bullet to the end of its line. */
  readonly span: PlanSpan;
  /** What stands between the brackets. */
  readonly mark: PlanSpan;
  /** `undefined` for a mark that says nothing. */
  readonly status?: KnownStepStatus;
  /** `[?]`: a status that this list has no mark for. */
  readonly isOther?: true;
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
    /** A comment `<!-- step: … -->` that names no id, or that has text behind it. */
    | 'badId'
    /** A line that looks like a step and that Markdown reads as something else: code, a quote, the text of another step. */
    | 'notAnItem'
    /** Nested deeper than lists are read. */
    | 'tooDeep';
};

export type PlanList = { readonly items: readonly PlanItem[]; readonly problems: readonly PlanProblem[] };

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

/** A box at the start of an item. Some write `[ ]*` for a step that may be left out. */
const box = /^\[(.)\]\*?(?=[ \t]|$)/u;
const bullet = /[ \t>]*([-*+]|\d{1,9}[.)])/y;
/** What somebody may have meant as a step, where Markdown sees no item. */
const likeStep = /^[ \t>]*(?:(?:[-*+•‣◦▪·–—]|\d+[.)])[ \t]*)?\[[ xX/\-!?]\](?![(:[])/u;
const likeItem = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]/;

/**
 * Reads a task list. Every list item of the Markdown document is a step, below the step whose item holds it. Its text
 * is its first paragraph; headings, other paragraphs, code, comments and front matter are nobody's. Never throws.
 * @param stepIds ids that a comment `<!-- id -->` may name, as older versions wrote them.
 */
export function parsePlanList(text: string, stepIds: ReadonlySet<string> = new Set()): PlanList {
  const reading = new ListReading(text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'));
  reading.read();
  return finished(reading.drafts, reading.problems, stepIds);
}

type Draft = {
  readonly span: PlanSpan;
  readonly mark: PlanSpan;
  readonly sign: string;
  /** What stands behind the box, and the lines that follow. */
  readonly lines: readonly string[];
  readonly parent: number | undefined;
};

/** A list item whose end has not been reached. */
type OpenItem = {
  readonly line: number;
  /** Where its bullet is. */
  readonly start: number;
  /** Nothing of what it holds has been read. */
  isFresh: boolean;
  /** Index of the step that the items in it stand under: itself, if it is one. */
  step: number | undefined;
};

class ListReading {
  readonly drafts: Draft[] = [];
  readonly problems: PlanProblem[] = [];
  readonly #text: string;
  readonly #lines: readonly string[];
  readonly #open: OpenItem[] = [];
  #quotes = 0;

  constructor(text: string) {
    this.#text = text;
    this.#lines = text.split('\n');
  }

  read(): void {
    let isParagraph = false;
    for (const { type, level, lines } of markdownBlocks(this.#withoutFrontMatter())) {
      const [start, end] = lines ?? [0, 0];
      if (type === 'blockquote_open') this.#quotes++;
      else if (type === 'blockquote_close') this.#quotes--;
      else if (type === 'list_item_close') this.#close(this.#open.pop());
      else if (type === 'inline' && isParagraph) this.#paragraph(start, end);
      else {
        // Anything but a paragraph at the start of an item: there is no box.
        if (lines && type !== 'paragraph_open') this.#close(this.#open.at(-1));
        if (type === 'list_item_open') this.#begin(start, level);
        if (type === 'code_block') this.#nameStepsIn(start, end);
      }
      isParagraph = type === 'paragraph_open';
    }
  }

  /** The text with empty lines in place of its front matter. */
  #withoutFrontMatter(): string {
    const { frontMatter, body } = missionFileLayout(this.#text);
    if (frontMatter !== 'closed') return this.#text;
    const end = this.#text.slice(0, body.start).split('\n').length - 1;
    this.#nameStepsIn(0, end);
    return '\n'.repeat(end) + this.#text.slice(body.start);
  }

  #begin(line: number, level: number): void {
    const above = this.#open.at(-1);
    const source = this.#lines[line] ?? '';
    bullet.lastIndex = above?.line === line ? above.start + 1 : 0;
    const [found = '', sign = ''] = bullet.exec(source) ?? [];
    const start = bullet.lastIndex - sign.length;
    this.#open.push({ line, start: found === '' ? 0 : start, isFresh: true, step: above?.step });
    if (level + 4 > maxMarkdownNesting) this.#say('tooDeep', line, start);
  }

  /** An item without a box, unless it is known by now what it is. */
  #close(item: OpenItem | undefined): void {
    if (item?.isFresh && this.#quotes === 0) this.#say('noBox', item.line, item.start);
    if (item) item.isFresh = false;
  }

  #paragraph(line: number, end: number): void {
    const item = this.#open.at(-1);
    if (!item?.isFresh) {
      if (this.#quotes === 0) this.#nameStepsIn(line, end);
      return;
    }
    const source = this.#lines[line] ?? '';
    const from = line === item.line ? bulletEnd(source, item.start) : 0;
    const start = from + source.slice(from).search(/[^ \t]|$/);
    const [found, sign] = box.exec(source.slice(start)) ?? [];
    if (this.#quotes > 0) {
      if (found !== undefined) this.#say('notAnItem', item.line, item.start);
      item.isFresh = false;
      return;
    }
    if (found === undefined || sign === undefined) this.#close(item);
    else {
      item.isFresh = false;
      const mark = { line, start: start + 1, end: start + 1 + sign.length };
      const lines = [source.slice(start + found.length), ...this.#lines.slice(line + 1, end)];
      const span = this.#spanOf(item.line, item.start);
      this.drafts.push({ span, mark, sign, lines, parent: item.step });
      item.step = this.drafts.length - 1;
    }
    this.#nameStepsIn(line + 1, end, likeItem);
  }

  #nameStepsIn(from: number, to: number, like?: RegExp): void {
    for (let line = from; line < to; line++) {
      const source = this.#lines[line] ?? '';
      if (likeStep.test(source) || like?.test(source)) this.#say('notAnItem', line, source.search(/[^ \t]/));
    }
  }

  #say(kind: PlanProblem['kind'], line: number, start: number): void {
    this.problems.push({ span: this.#spanOf(line, start), kind });
  }

  #spanOf(line: number, start: number): PlanSpan {
    return { line, start, end: (this.#lines[line] ?? '').trimEnd().length };
  }
}

function bulletEnd(source: string, start: number): number {
  bullet.lastIndex = start;
  bullet.exec(source);
  return bullet.lastIndex;
}

/** Gives the items their ids; a comment of the old form counts where nothing else has the id that it names. */
function finished(drafts: readonly Draft[], problems: PlanProblem[], stepIds: ReadonlySet<string>): PlanList {
  const comments = drafts.map(({ lines }) => commentIn(lines));
  const named = new Set(comments.flatMap((comment) => comment?.stepId ?? []));
  const ids = new Set<string>();
  const items = drafts.map(({ span, mark, sign, lines, parent }, index): PlanItem => {
    const comment = comments[index] ?? oldCommentIn(lines, (id) => stepIds.has(id) && !named.has(id));
    const stepId = comment?.stepId;
    const text = oneLine((comment?.rest ?? lines).join(' '));
    if (comment ? stepId === undefined : lines.some(isStepComment)) problems.push({ span, kind: 'badId' });
    else if (text === '' && stepId === undefined) problems.push({ span, kind: 'noText' });
    if (stepId !== undefined) {
      if (ids.has(stepId)) problems.push({ span, kind: 'duplicateId' });
      ids.add(stepId);
    }
    const status = statusOfMark(sign);
    if (!status && sign !== otherMark) problems.push({ span: mark, kind: 'unknownMark' });
    return {
      span,
      mark,
      text,
      ...(status === undefined ? {} : { status }),
      ...(sign === otherMark ? { isOther: true } : {}),
      ...(stepId === undefined ? {} : { stepId }),
      ...(parent === undefined ? {} : { parent }),
    };
  });
  problems.sort((a, b) => a.span.line - b.span.line || a.span.start - b.span.start);
  return { items, problems };
}

type StepComment = {
  /** `undefined` where it is our comment and names none. */
  readonly stepId: string | undefined;
  /** The lines without it. */
  readonly rest: readonly string[];
};

/** The comment that ends the first line, or the last one where an editor has wrapped the text. */
function commentIn(lines: readonly string[]): StepComment | undefined {
  const at = lines.findIndex((line) => isStepComment(commentAtEnd(line)?.comment ?? ''));
  const found = commentAtEnd(lines[at] ?? '');
  return found && { stepId: parseStepId(found.comment), rest: lines.with(at, found.before) };
}

function oldCommentIn(lines: readonly string[], isMeant: (stepId: string) => boolean): StepComment | undefined {
  const idAt = (line: string) => parsePlainComment(commentAtEnd(line)?.comment ?? '');
  const at = lines.findIndex((line) => isMeant(idAt(line) ?? ''));
  const found = commentAtEnd(lines[at] ?? '');
  return found && { stepId: parsePlainComment(found.comment), rest: lines.with(at, found.before) };
}

/** The comment that ends a line. */
function commentAtEnd(line: string): { readonly before: string; readonly comment: string } | undefined {
  const end = line.trimEnd();
  if (!end.endsWith('-->')) return undefined;
  const start = end.lastIndexOf('<!--');
  if (start < 0 || start + 7 > end.length) return undefined;
  return { before: end.slice(0, start), comment: end.slice(start) };
}
