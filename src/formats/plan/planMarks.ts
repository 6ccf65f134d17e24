import { stepStatuses, type KnownStepStatus } from '../../model/plan';

const marks: Readonly<Record<KnownStepStatus, string>> = {
  pending: ' ',
  in_progress: '/',
  completed: 'x',
  skipped: '-',
  failed: '!',
};

/** Stands for a status that this list has no mark for. */
export const otherMark = '?';

/** The mark of a status; `?` for one that we do not know. */
export function markOf(status: string): string {
  const known = stepStatuses.find((one) => one === status);
  return known === undefined ? otherMark : marks[known];
}

export function statusOfMark(mark: string): KnownStepStatus | undefined {
  return stepStatuses.find((status) => marks[status] === mark.toLowerCase());
}

/** Characters (UTF-16) of a line, the end not included. */
export type BoxInLine = {
  /** What stands between the brackets. */
  readonly start: number;
  readonly end: number;
  readonly isClosed: boolean;
};

const boxInLine = /^([ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)+\[)([^[\]]?)(\])?/;

/** The box of a list item around the place, also one that is not closed yet. Asked for while somebody types. */
export function boxAt(line: string, character: number): BoxInLine | undefined {
  const [, before = '', mark = '', bracket] = boxInLine.exec(line) ?? [];
  const start = before.length;
  const end = start + (bracket === undefined ? 0 : mark.length);
  return before !== '' && character >= start && character <= end
    ? { start, end, isClosed: bracket !== undefined }
    : undefined;
}
