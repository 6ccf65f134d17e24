import type { Placed } from './pageReader';
import {
  freshOf,
  minRows,
  maxPages,
  walk,
  type KnownTimes,
  type Parts,
  type Step,
  type Strategy,
  type Walk,
} from './walk';

/** In a list in no order everything is looked through again after so many looks. */
const looksACycle = 12;

/** The rows stand anywhere: only a walk through all of them shows what is new. */
export function inNoOrder<T>(parts: Parts<T>, first: Placed<T>): Strategy<T> {
  const { reader } = parts;
  let inStep = first.total;
  /** The page that the walk through everything goes on with. */
  let next = 1;
  let walking = !first.last;
  let looks = 0;
  let isWhole = first.last;
  /** Rows that have come in that walk, and whether the last one has shown that the server counts fewer than there are. */
  let came = 0;
  /** So many of them were new. */
  let news = 0;
  let isCountWrong = false;
  /** The list has lost rows since that walk began: some may have slipped past it. */
  let hasShrunk = false;

  /** What has come in the walk through everything, and what has gone meanwhile. */
  function count({ rows, total, shrunk }: Walk<T>, fresh: number): void {
    const isFirst = next === 1;
    came = (isFirst ? 0 : came) + rows.length;
    news = (isFirst ? 0 : news) + fresh;
    const isShorter = total !== undefined && inStep !== undefined && total < inStep;
    hasShrunk = shrunk || (!isFirst && (hasShrunk || isShorter));
  }

  async function go(known: KnownTimes, signal: AbortSignal | undefined): Promise<Step<T>> {
    const start = { number: next, size: reader.largest, pages: maxPages };
    const walked = await walk(parts, start, () => false, signal);
    const { rows, toEnd, total } = walked;
    const fresh = freshOf(parts, rows, known).length;
    const missing = known.size - (rows.length - fresh);
    const isFirst = next === 1;
    count(walked, fresh);
    const atOnce = isFirst && toEnd && !walked.shrunk;
    if (toEnd) isCountWrong = came > (total ?? 0);
    // What has come in front of the walk is told by the count; where that is wrong, only by a walk that finds nothing.
    const isDoubtful = toEnd && isCountWrong && !isFirst && news > 0;
    next = toEnd || rows.length === 0 ? 1 : walked.next;
    walking = next !== 1 || isDoubtful;
    // What the count has not told of shows that it may lack more.
    if (toEnd || hasShrunk || fresh > 0) isWhole = toEnd && !hasShrunk && !isDoubtful;
    // As it was when the walk through everything began: what has come since may stand in front of it.
    if (walked.from === 0) inStep = total;
    return { rows, restarted: atOnce && missing > 0, more: !isWhole, behind: walking };
  }

  return {
    async follow(known, signal) {
      if (walking) return go(known, signal);
      const page = await reader.page(1, minRows, signal);
      const fresh = freshOf(parts, page.rows, known);
      const growth = page.total === undefined || inStep === undefined || isCountWrong ? NaN : page.total - inStep;
      const agrees = growth === fresh.length;
      // That many new ones all stand on one of several pages would be chance: more likely some are gone, or not counted.
      const isQuiet = agrees && (fresh.length <= 1 || page.last);
      walking = !isQuiet || ++looks % looksACycle === 0;
      if (!isQuiet && !page.last) isWhole = false;
      if (isQuiet) inStep = page.total;
      return { rows: fresh, restarted: false, more: !isWhole, behind: walking };
    },
    older: go,
  };
}
