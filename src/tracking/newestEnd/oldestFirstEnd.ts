import { mayCountFurther } from '../paging/roundCount';
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
} from './walk';

/** How often it is read again where rows move meanwhile. */
const maxVain = 3;

/** The list ends with its newest row: a row keeps its place, unless one before it goes. */
export function oldestFirst<T>(parts: Parts<T>): Strategy<T> & {
  /** `first`: the first page of the list. */
  open(first: Placed<T>, signal: AbortSignal | undefined): Promise<Step<T>>;
} {
  const { reader, key, most } = parts;
  /** The place behind the newest row that is held. */
  let end = 0;
  let wanted = minRows;
  /** What is to be done next, where one look was not enough. */
  let behind: 'goOn' | 'readAgain' | undefined;
  let atStart = false;
  /** How often rows have moved while it was read again, one time after the other. */
  let vain = 0;

  /**
   * A page of about `rows` rows that begins at the place, or shortly before: so there is room in it for what is new, and
   * a page with room left is the end of the list.
   */
  function pageAt(place: number, rows: number): { readonly number: number; readonly size: number } {
    const { largest } = reader;
    const least = Math.ceil(Math.min(rows, largest / 2));
    let size = least;
    for (let tried = least; tried <= Math.min(2 * rows, largest); tried++)
      if (place % tried <= place % size) size = tried;
    return { number: Math.floor(place / size) + 1, size };
  }

  /** The last `goal` rows, which take the place of what is held; `length` is how long the list may be. */
  async function readAgain(goal: number, length: number, signal: AbortSignal | undefined): Promise<Step<T>> {
    const most = Math.min(goal, (maxPages - 1) * reader.largest);
    const size = Math.min(reader.largest, Math.max(minRows, most));
    const number = Math.floor(Math.max(0, length - most) / size) + 1;
    const walked = await walk(parts, { number, size, pages: maxPages }, () => false, signal);
    // The count is wrong: the end is looked for from where it was known to be.
    if (walked.rows.length === 0 && length > end) return readAgain(goal, end, signal);
    if ((walked.shrunk || walked.isShifted) && vain < maxVain) {
      vain++;
      behind = 'readAgain';
      return nothing(true, true);
    }
    vain = 0;
    end = walked.to;
    atStart = walked.from === 0;
    behind = walked.toEnd ? undefined : 'goOn';
    return { rows: walked.rows, restarted: true, more: !atStart, behind: behind !== undefined };
  }

  async function follow(known: KnownTimes, signal: AbortSignal | undefined): Promise<Step<T>> {
    const doing = behind;
    const before = Math.max(0, end - 1);
    if (doing === 'readAgain') return readAgain(Math.max(pageRows, known.size), lengthNow(), signal);
    const start = pageAt(before, doing ? reader.largest : wanted);
    const page = await reader.page(start.number, start.size, signal);
    total = page.total;
    const { size } = page;
    // Further than can be read at once: the newest rows are what counts.
    const left = Math.ceil(((page.total ?? 0) - page.from) / (doing ? size : reader.largest));
    if (left > maxPages && page.total !== undefined && page.total !== leapt) {
      leapt = page.total;
      return readAgain(Math.min(most, maxPages * reader.largest), page.total, signal);
    }
    const walked = await walk(parts, { ...start, pages: doing ? maxPages : 1 }, () => false, signal, page);
    const { rows } = walked;
    const fresh = freshOf(parts, rows, known);
    const now = walked.to;
    // Behind the last row that is held there may be nothing but rows that are too large.
    const joined = fresh.length < rows.length || known.size === 0 || (rows.length === 0 && now === end);
    // So many have come at the end as were not here before: none has come, or gone, in front of them.
    const empty = now - end - fresh.length;
    if (!joined || walked.shrunk || empty < 0 || empty > walked.empty) {
      behind = 'readAgain';
      return nothing(!atStart, true);
    }
    end = now;
    behind = walked.toEnd ? undefined : 'goOn';
    wanted = Math.min(maxWanted, minRows + fresh.length);
    return { rows: fresh, restarted: false, more: !atStart, behind: behind !== undefined };
  }

  let total: number | undefined;
  /** How long the list may be: the server may count no further than it has been read. */
  const lengthNow = () => (total === undefined || (mayCountFurther(total) && end > total) ? end : total);
  /** A length that was tried and has led nowhere, or not to the end, is not tried again. */
  let leapt: number | undefined;

  return {
    follow,
    async open(first, signal) {
      total = first.total;
      leapt = first.total;
      end = first.received;
      atStart = first.last;
      if (!first.last) return readAgain(pageRows, first.total ?? end, signal);
      return { rows: first.rows, restarted: true, more: false, behind: false };
    },
    async older(known, signal) {
      if (known.size >= most || atStart) return nothing(!atStart, behind !== undefined);
      const size = Math.min(pageRows, reader.largest);
      const rows = new Map<string, T>();
      let number = Math.floor(Math.max(0, end - known.size) / size) + 1;
      let joined = known.size === 0;
      for (let pages = 1; pages <= 2 * maxPages && number >= 1; pages++) {
        const page = await reader.page(number, size, signal);
        if (page.size !== size) break;
        for (const row of page.rows) rows.set(key(row), row);
        const fresh = freshOf(parts, [...rows.values()], known);
        joined ||= page.rows.some((row) => known.has(key(row)));
        if (joined && (fresh.length > 0 || number === 1)) {
          atStart = number === 1;
          return { rows: fresh, restarted: false, more: !atStart, behind: behind !== undefined };
        }
        number += joined ? -1 : 1;
      }
      return readAgain(known.size + pageRows, lengthNow(), signal);
    },
  };
}
