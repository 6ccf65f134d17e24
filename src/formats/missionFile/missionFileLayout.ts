/** A stretch of a text: UTF-16 offsets, the end not included. */
export type TextRange = { readonly start: number; readonly end: number };

/** Where the parts of a mission file stand. A byte order mark at the start belongs to none of them. */
export type MissionFileLayout = {
  /** `open`: the front matter begins, but no second line `---` ends it. */
  readonly frontMatter: 'none' | 'open' | 'closed';
  /** The first line that says `---`, without its line break; empty where there is none. */
  readonly fence: TextRange;
  /** What stands between the fences. */
  readonly yaml: TextRange;
  /** Whether an empty line keeps the body apart from the front matter. It is part of neither. */
  readonly apart: boolean;
  /** The instructions, to the end of the file. */
  readonly body: TextRange;
  /** What ends the first line, and so every line that is written. */
  readonly lineBreak: '\n' | '\r\n';
};

const fenceLine = /^---[ \t]*$/;
/** `...` ends a YAML document as `---` does; Pandoc writes it. */
const closingLine = /^(?:---|\.\.\.)[ \t]*$/;

/** Finds the parts of a `*.mission.md`. Linear; reads no YAML. */
export function missionFileLayout(text: string): MissionFileLayout {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const first = lineAt(text, start);
  const lineBreak = text.startsWith('\r\n', first.end) ? '\r\n' : '\n';
  if (!fenceLine.test(text.slice(start, first.end))) {
    const nothing = { start, end: start };
    const body = { start, end: text.length };
    return { frontMatter: 'none', fence: nothing, yaml: nothing, apart: false, body, lineBreak };
  }
  const fence = { start, end: first.end };
  for (let line = first; line.next < text.length;) {
    const here = line.next;
    line = lineAt(text, here);
    if (!closingLine.test(text.slice(here, line.end))) continue;
    const after = lineAt(text, line.next);
    const apart = after.end === line.next && after.next > after.end;
    const body = { start: apart ? after.next : line.next, end: text.length };
    return { frontMatter: 'closed', fence, yaml: { start: first.next, end: here }, apart, body, lineBreak };
  }
  const end = text.length;
  return {
    frontMatter: 'open',
    fence,
    yaml: { start: first.next, end },
    apart: false,
    body: { start: end, end },
    lineBreak,
  };
}

/** Where the line that begins at `start` ends, and where the next one begins. */
function lineAt(text: string, start: number): { readonly end: number; readonly next: number } {
  const found = text.indexOf('\n', start);
  if (found < 0) return { end: text.length, next: text.length };
  return { end: found > start && text[found - 1] === '\r' ? found - 1 : found, next: found + 1 };
}

/** Line ends are the file's matter, not the mission's: inside, a line ends with a line feed. */
export function withLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
