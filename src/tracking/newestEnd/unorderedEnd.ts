import type { Placed } from './pageReader';
import { freshOf, minRows, maxPages, walk, type KnownTimes, type Parts, type Step, type Strategy } from './walk';

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
  let isCountWrong = false;
  /** The list has lost rows since that walk began: some may have slipped past it. */
  let hasShrunk = false;

  async function go(known: KnownTimes, signal: AbortSignal | undefined): Promise<Step<T>> {
    const start = { number: next, size: reader.largest, pages: maxPages };
    const walked = await walk(parts, start, () => false, signal);
    const fresh = freshOf(parts, walked.rows, known).length;
    const missing = known.size - (walked.rows.length - fresh);
    const isFirst = next === 1;
    came = (isFirst ? 0 : came) + walked.rows.length;
    const atOnce = isFirst && walked.toEnd && !walked.shrunk;
    const isShorter = walked.total !== undefined && inStep !== undefined && walked.total < inStep;
    hasShrunk = walked.shrunk || (!isFirst && (hasShrunk || isShorter));
    next = walked.toEnd || walked.rows.length === 0 ? 1 : walked.next;
    walking = next !== 1;
    if (walked.toEnd) isCountWrong = came > (walked.total ?? 0);
    // What the count has not told of shows that it may lack more.
    if (walked.toEnd || hasShrunk || fresh > 0) isWhole = walked.toEnd && !hasShrunk;
    // As it was when the walk through everything began: what has come since may stand in front of it.
    if (walked.from === 0) inStep = walked.total;
    return { rows: walked.rows, restarted: atOnce && missing > 0, more: !isWhole, behind: walking };
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
