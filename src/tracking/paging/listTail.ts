import type { ListReader, Range } from './listReader';

/** The most pages that are read to find the end of a list. */
const maxTurns = 64;

/**
 * The last rows of a list that begins with `first`: where its length is wrong they are searched for. `undefined` where
 * the server sends the first ones whatever is asked for.
 */
export async function readListTail<T>(
  { reader, key }: { readonly reader: ListReader<T>; readonly key: (row: T) => string },
  first: Range<T>,
  count: number,
  signal: AbortSignal | undefined,
): Promise<Range<T> | undefined> {
  let last = first;
  let beyond = Infinity;
  let from = Math.max(first.end - 1, first.total - count);
  let step = 0;
  let previous = first;
  /** Rows that are too large and have nothing behind them. */
  const large = new Set<number>();
  const found = (): Range<T> => ({
    ...last,
    tooLarge: [...last.tooLarge, ...[...large].filter((place) => place >= last.end).sort((a, b) => a - b)],
  });
  for (let turn = 0; turn < maxTurns; turn++) {
    const range = await reader.readPage(from, count, signal);
    // The first row may have gone meanwhile: the page before is compared as well.
    if (repeats({ from: 0, rows: first.rows }, range, key) || repeats(previous, range, key)) return undefined;
    previous = range;
    const isSame = range.end === last.end && holdsLastOf(last, range, key);
    if (range.isEnd && range.received > 0) return isSame ? last : range;
    if (isSame && (beyond <= last.end || (last !== first && tellsOfEnd(range)))) return found();
    if (range.received === 0 && from < last.end) {
      // It has lost rows meanwhile, all of them it may be.
      if (from === 0) return range;
      last = first;
      large.clear();
      beyond = Infinity;
      step = 0;
      from = Math.max(0, Math.min(range.total, from) - count);
      continue;
    }
    if (range.received === 0) {
      beyond = from;
      for (const place of range.tooLarge) large.add(place);
    } else if (range.end > last.end || last === first) last = range;
    from = nextPlace(last, beyond, step);
    step = Math.max(count, 2 * step);
  }
  return found();
}

function nextPlace({ end }: Range<unknown>, beyond: number, step: number): number {
  // The last row is read once more: what follows it is then what follows it now.
  if (beyond <= end) return end - 1;
  return beyond === Infinity ? end - 1 + step : Math.floor((end + beyond) / 2);
}

/** A page with the last row alone says nothing of what follows it. */
const tellsOfEnd = ({ received }: Range<unknown>) => received > 1;

/** Whether another place in the list was asked for, and the same rows came. */
function repeats<T>(before: Pick<Range<T>, 'from' | 'rows'>, range: Range<T>, key: (row: T) => string): boolean {
  return range.from !== before.from && beginsAs(before, range, key);
}

function beginsAs<T>(
  { rows: [one] }: Pick<Range<T>, 'rows'>,
  { rows: [other] }: Pick<Range<T>, 'rows'>,
  key: (row: T) => string,
): boolean {
  return one !== undefined && other !== undefined && key(one) === key(other);
}

function holdsLastOf<T>({ rows }: Range<T>, range: Range<T>, key: (row: T) => string): boolean {
  const last = rows.at(-1);
  return last !== undefined && range.rows.some((row) => key(row) === key(last));
}
