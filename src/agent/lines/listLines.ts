import { LineBudget } from './tokens';

/** How many rows a page has: with rows that are cut to one line each, a page fits into an answer. */
export const pageRows = 20;

export type ListPage = {
  /** How the page stands in its list. */
  readonly head: string;
  readonly lines: readonly string[];
  /** What to call for more; empty where that is all. */
  readonly next: string;
};

/** One page of a list that was read so far. `what` is the plural of what it lists. */
export function listPage(
  list: {
    readonly lines: readonly string[];
    readonly total: number;
    readonly atLeast: boolean;
    readonly more: boolean;
  },
  page: number,
  what: string,
  maxTokens: number,
): ListPage {
  const from = (page - 1) * pageRows;
  const rows = list.lines.slice(from, from + pageRows);
  const budget = new LineBudget(maxTokens);
  for (const line of rows) if (!budget.add(line)) break;
  const shown = budget.lines.length;
  const total = list.atLeast ? `at least ${list.total}` : `${list.total}`;
  if (rows.length === 0)
    return {
      head: page === 1 ? `No ${what}.` : `There is no page ${page}: ${total} ${what} in all.`,
      lines: [],
      next: '',
    };
  const head = `${what[0]?.toUpperCase() ?? ''}${what.slice(1)} ${from + 1} to ${from + shown} of ${total}:`;
  if (shown < rows.length)
    return {
      head,
      lines: budget.lines,
      next: `${rows.length - shown} more of this page did not fit. Narrow the list.`,
    };
  const hasNext = list.more || list.lines.length > from + pageRows;
  return { head, lines: budget.lines, next: hasNext ? `More: call the tool again with page ${page + 1}.` : '' };
}
