import { executionModes, parseMissionFile } from './missionFile';
import { missionFileLayout, type TextRange } from './missionFileLayout';
import type { MissionFileProblem } from './missionFileProblem';

/** A way out of a problem: what to put in place of a range of the file. */
export type MissionFileFix = { readonly range: TextRange; readonly text: string } & (
  | { readonly kind: 'change'; readonly to: string }
  /** What YAML reads as something else becomes a text. */
  | { readonly kind: 'quote' }
  | { readonly kind: 'removeDuplicate'; readonly key: string }
);

/** What would solve a problem of the file, each by itself: what leaves the fewest problems, and fewer than there are. */
export function missionFileFixes(text: string, problem: MissionFileProblem): readonly MissionFileFix[] {
  const now = parseMissionFile(text).problems.length;
  const tried = candidates(text, problem).map((fix) => {
    const fixed = text.slice(0, fix.range.start) + fix.text + text.slice(fix.range.end);
    return { fix, left: parseMissionFile(fixed).problems.length };
  });
  const fewest = Math.min(now - 1, ...tried.map(({ left }) => left));
  const fixes = tried.flatMap(({ fix, left }) => (left === fewest ? fix : []));
  // Two ways to add quotes come to the same.
  return fixes.filter((fix, place) => fix.kind !== 'quote' || place === 0);
}

function candidates(text: string, problem: MissionFileProblem): readonly MissionFileFix[] {
  const { range } = problem;
  switch (problem.kind) {
    case 'unknownMode':
      return modes(range);
    case 'notText':
      return problem.key === 'execution_mode' ? modes(range) : quotes(text, range);
    case 'numberChanges':
    case 'notJson':
    case 'cutOff':
    case 'mergeKey':
      return quote(text, range);
    case 'yaml':
    case 'unknownAlias':
      return quotes(text, range);
    case 'duplicateKey': {
      const pair = pairAt(text, range.start);
      return pair ? [{ kind: 'removeDuplicate', key: problem.key, range: pair, text: '' }] : [];
    }
    default:
      return [];
  }
}

function modes(range: TextRange): readonly MissionFileFix[] {
  return executionModes.map((to) => ({ kind: 'change', to, range, text: to }));
}

/** Around what is wrong, or around all that is the value. */
function quotes(text: string, range: TextRange): readonly MissionFileFix[] {
  return [...quote(text, range), ...quote(text, valueAround(text, range.start))];
}

function quote(text: string, range: TextRange | undefined): readonly MissionFileFix[] {
  const plain = range && text.slice(range.start, range.end);
  if (!plain) return [];
  return [{ kind: 'quote', range, text: `"${plain.replace(/["\\]/g, '\\$&')}"` }];
}

const keyLine = /^([ \t]*)(?:- +)*[^\s#'"[\]{}][^#:\r\n]*:[ \t]+(?=\S)/;

/** The value of the key at whose line, or below it, something stands: to its last line, without a comment behind it. */
function valueAround(text: string, at: number): TextRange | undefined {
  const { yaml } = missionFileLayout(text);
  if (at < yaml.start || at >= yaml.end) return undefined;
  const lines = linesFrom(text, text.lastIndexOf('\n', at) + 1, yaml.end);
  const [first] = lines;
  const [found, indent = ''] = keyLine.exec(first?.text ?? '') ?? [];
  if (!first || found === undefined) return undefined;
  let last = first;
  for (const line of lines.slice(1)) {
    if (!/^[ \t]+\S/.test(line.text) || indentOf(line.text) <= indent.length) break;
    last = line;
  }
  const start = first.start + found.length;
  const source = text.slice(start, last.start + last.text.length);
  const comment = last === first ? source.search(/[ \t]+#(?=\s|$)/) : -1;
  return { start, end: start + (comment < 0 ? source : source.slice(0, comment)).trimEnd().length };
}

/** The lines of the key that begins there, with all that is below it. */
function pairAt(text: string, at: number): TextRange | undefined {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  if (text.slice(start, at).trim() !== '') return undefined;
  const [first, ...lines] = linesFrom(text, start, missionFileLayout(text).yaml.end);
  if (!first) return undefined;
  const indent = indentOf(first.text);
  let end = first.next;
  for (const line of lines) {
    const isInside =
      indentOf(line.text) > indent || (indentOf(line.text) === indent && /^\s*-(?:\s|$)/.test(line.text));
    if (line.text.trim() !== '' && !isInside) break;
    if (line.text.trim() !== '') end = line.next;
  }
  return { start, end };
}

function indentOf(line: string): number {
  return line.search(/[^ \t]|$/);
}

function linesFrom(text: string, start: number, end: number) {
  const lines: { readonly text: string; readonly start: number; readonly next: number }[] = [];
  for (let at = start; at < end;) {
    const found = text.indexOf('\n', at);
    const next = found < 0 || found >= end ? end : found + 1;
    lines.push({ text: text.slice(at, next).replace(/\r?\n$/, ''), start: at, next });
    at = next;
  }
  return lines;
}
