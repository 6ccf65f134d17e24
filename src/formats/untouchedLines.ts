import { diffArrays } from 'diff';

type Line = {
  /** As an editor has it. */ readonly text: string;
  readonly raw: string;
  /** Empty at the end of the text. */ readonly end: string;
};

/** More differences than so many are taken for one: to find the fewest would take too long. */
const maxDifferences = 2000;
/** Byte order marks at the start: an editor drops one or all of them. */
const marks = /^\uFEFF*/;

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (const [, raw = '', end = ''] of text.matchAll(/([^\r\n]*)(\r\n|\r|\n|$)/g)) {
    lines.push({ text: raw.toWellFormed(), raw, end });
    if (end === '') break;
  }
  return lines;
}

/**
 * The edited text with every line that nobody has touched exactly as it was: an editor settles for one kind of line
 * end, and drops byte order marks and halves of surrogate pairs. Where nobody has touched any, that is `original`.
 * A line that was edited ends as it did; one that is new, as the line before it.
 */
export function withUntouchedLines(original: string, edited: string): string {
  const [firstMarks = ''] = marks.exec(original) ?? [];
  const before = linesOf(original.slice(firstMarks.length));
  const after = linesOf(edited.replace(marks, '')).map(({ text }) => text);

  let start = 0;
  while (start < before.length && start < after.length && before[start]?.text === after[start]) start++;
  let endBefore = before.length;
  let endAfter = after.length;
  while (endBefore > start && endAfter > start && before[endBefore - 1]?.text === after[endAfter - 1]) {
    endBefore--;
    endAfter--;
  }
  const middle = merged(before.slice(start, endBefore), after.slice(start, endAfter));
  const lines = [...before.slice(0, start), ...middle, ...before.slice(endBefore)];

  let text = firstMarks;
  let lastEnd = before.find(({ end }) => end !== '')?.end ?? '\n';
  lines.forEach(({ raw, end }, at) => {
    if (end !== '') lastEnd = end;
    text += raw + (at === lines.length - 1 ? '' : lastEnd);
  });
  return text;
}

function merged(before: readonly Line[], after: readonly string[]): Line[] {
  const fresh = (text: string, end = ''): Line => ({ text, raw: text, end });
  const parts = diffArrays(
    before.map(({ text }) => text),
    [...after],
    { maxEditLength: maxDifferences },
  );
  if (!parts) return after.map((text) => fresh(text));
  let place = 0;
  let replaced: readonly Line[] = [];
  return parts.flatMap(({ value, added, removed }) => {
    if (added) return value.map((text, at) => fresh(text, replaced[at]?.end));
    const these = before.slice(place, place + value.length);
    place += value.length;
    replaced = removed ? these : [];
    return removed ? [] : these;
  });
}
