import { maxPageSize } from '../paging/listOrder';
import type { Placed } from './pageReader';
import {
  freshOf,
  minRows,
  maxPages,
  maxWanted,
  nothing,
  pageRows,
  walk,
  type KnownTimes,
  type Parts,
  type Step,
  type Strategy,
  type Walk,
} from './walk';

/** So often a count may be wrong before it is doubted: rows that come late may stand behind all that is shown. */
const maxLies = 3;

/** Whether the count of the list is to be trusted: where it was wrong again and again, it is, ever more rarely. */
function createTrust() {
  let lies = 0;
  let skips = 0;
  return {
    /** Whether a count that does not agree is to be looked into now. */
    matters(): boolean {
      if (skips === 0) return true;
      skips--;
      return false;
    },
    note(wasRight: boolean): void {
      lies = wasRight ? 0 : Math.min(maxLies + 6, lies + 1);
      skips = lies > maxLies ? 2 ** (lies - maxLies) : 0;
    },
  };
}

/** The list begins with its newest row. */
export function newestFirst<T>(parts: Parts<T>, first: Placed<T>): Strategy<T> {
  const { reader, key, time, most } = parts;
  const trust = createTrust();
  /** How long the list was when all that is new in it was held. */
  let inStep = first.total;
  let wanted = minRows;
  /** Rows of a single moment do not tell at which end of the list they stand. */
  const isUnsure = (toEnd: boolean) => reader.order === undefined && !toEnd && !isTried;
  let isTried = false;
  /** How many rows the next look should read at first, after one that was not enough. */
  type Behind = { readonly size: number; readonly shrunk: boolean };
  const furthest: Behind = { size: maxPageSize, shrunk: false };
  let behind: Behind | undefined = isUnsure(first.last) ? furthest : undefined;
  let more = !first.last;

  function taken(rows: readonly T[], restarted: boolean, fresh: number, total: number | undefined): Step<T> {
    inStep = total;
    behind = undefined;
    wanted = Math.min(maxWanted, minRows + Math.ceil(1.5 * fresh));
    return { rows, restarted, more, behind: false };
  }

  /** Without older rows than are held, which nobody has asked for; all of them where none is held. */
  function asFarAsHeld(rows: readonly T[], known: KnownTimes): readonly T[] {
    const oldest = [...known.values()].reduce((oldest, at) => Math.min(oldest, at), Infinity);
    // What is newer than some of them is no older row, wherever it stands: the list may be in another order than it seems.
    const last = rows.findLastIndex((row) => known.has(key(row)) || time(row) > oldest);
    if (last < 0 || last === rows.length - 1) return rows;
    more = true;
    return rows.slice(0, last + 1);
  }

  /**
   * All that is held was read again: the count has nothing more to tell.
   * @param growth by which the list has grown by its count, where that is to be compared with what has come.
   */
  function takeWhole(
    { rows, total, toEnd }: Walk<T>,
    known: KnownTimes,
    growth: number | undefined | 'notCompared',
  ): Step<T> {
    const before = rows.length - freshOf(parts, rows, known).length;
    const missing = known.size - before;
    more = !toEnd;
    const shown = asFarAsHeld(rows, known);
    const came = shown.length - before;
    // The whole list was read: what it counts is there.
    const isWhole = toEnd && rows.length === total;
    if (growth !== 'notCompared') trust.note(growth === undefined || isWhole || growth === came - missing);
    return taken(shown, missing > 0, came, total);
  }

  async function follow(known: KnownTimes, signal: AbortSignal | undefined): Promise<Step<T>> {
    const deep = behind;
    const growthOf = (total: number | undefined) =>
      total === undefined || inStep === undefined ? undefined : total - inStep;
    const isAll = (rows: readonly T[]) => rows.length - freshOf(parts, rows, known).length >= known.size;
    const isJoined = (rows: readonly T[]) => freshOf(parts, rows, known).length < rows.length;
    const start = deep ? { number: 1, size: deep.size, pages: maxPages } : { number: 1, size: wanted, pages: 1 };
    const page = await reader.page(1, start.size, signal);
    const growth = growthOf(page.total);
    const agrees = (rows: readonly T[]) => growth === undefined || growth === freshOf(parts, rows, known).length;
    const isEnough = (rows: readonly T[]) => !isUnsure(false) && (isAll(rows) || (isJoined(rows) && agrees(rows)));
    const walked = await walk(parts, start, isEnough, signal, page);
    const { rows, total, toEnd } = walked;
    const fresh = freshOf(parts, rows, known);
    isTried ||= deep !== undefined;
    const isVain = (walked.shrunk && !deep?.shrunk) || (isUnsure(toEnd) && !deep);
    if (!isVain && (isAll(rows) || toEnd)) return takeWhole(walked, known, deep ? growth : 'notCompared');
    // What is cheap to read again is not left to doubt.
    const isTrusted = () => agrees(rows) || (known.size > maxPageSize && !trust.matters());
    if (!isVain && isJoined(rows) && isTrusted()) return taken(rows, false, fresh.length, total);
    if (deep && !isVain) {
      more = true;
      if (isJoined(rows)) trust.note(false);
      return taken(rows, true, fresh.length, total);
    }
    // Where something is only said to be missing, what is held is read again; else the new ones may be any number.
    const again = known.size + minRows + Math.max(0, growth ?? 0);
    behind = { size: Math.min(maxPageSize, isJoined(rows) ? again : maxPageSize), shrunk: walked.shrunk };
    return nothing(more, true);
  }

  return {
    follow,
    async older(known, signal) {
      if (known.size >= most) return nothing(true, false);
      const size = Math.min(pageRows, reader.largest);
      const rows = new Map<string, T>();
      let number = Math.max(1, Math.ceil(known.size / size));
      let joined = known.size === 0;
      const newest = [...known.values()].reduce((latest, time) => Math.max(latest, time), -Infinity);
      for (let pages = 1; pages <= 2 * maxPages && number >= 1; pages++) {
        const page = await reader.page(number, size, signal);
        const [first] = page.rows;
        const joins = page.rows.some((row) => known.has(key(row)));
        // What stands before rows that are held, or is newer than all of them, is no older page.
        if (page.size !== size || (joins && !joined && first && !known.has(key(first)))) break;
        if (known.size > 0 && page.rows.some((row) => time(row) > newest)) break;
        // The server sends the same page again and again.
        if (joined && page.rows.length > 0 && page.rows.every((row) => rows.has(key(row))))
          return nothing(more, behind !== undefined);
        for (const row of page.rows) rows.set(key(row), row);
        const fresh = freshOf(parts, [...rows.values()], known);
        joined ||= joins;
        if (joined && (fresh.length > 0 || page.last)) {
          more = !page.last;
          return { rows: fresh, restarted: false, more, behind: behind !== undefined };
        }
        // The list has become shorter, and what was held stands further to the front.
        number += joined ? 1 : -1;
      }
      behind = furthest;
      return follow(known, signal);
    },
  };
}
