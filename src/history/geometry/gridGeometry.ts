/** Places from `first` up to `end`, which is not among them. */
export type Stretch = { readonly first: number; readonly end: number };

/** Where everything of the grid is (px). Columns are runs, rows are the steps below the bars. */
export type GridGeometry = {
  /** Width of a column. */
  readonly columnWidth: number;
  readonly columnCount: number;
  readonly rowCount: number;
  /** How far it is scrolled. */
  readonly left: number;
  readonly top: number;
  /** The room for columns, and for rows with what is above them. */
  readonly width: number;
  readonly height: number;
};

/** Height of the line of dates, of the bars below it, and of a row (px). */
export const dateHeight = 20;
export const barsHeight = 84;
export const headHeight = dateHeight + barsHeight;
export const rowHeight = 22;

const minColumnWidth = 14;
const maxColumnWidth = 28;

/** Few runs are shown wider, so that they are seen. */
export function columnWidthFor(width: number, columnCount: number): number {
  if (columnCount === 0) return maxColumnWidth;
  return Math.max(minColumnWidth, Math.min(maxColumnWidth, Math.floor(width / columnCount)));
}

/** Which of `count` places of one size are in sight, with `beyond` more at each end. */
export function inSight(scroll: number, room: number, size: number, count: number, beyond = 0): Stretch {
  const clamp = (place: number) => Math.max(0, Math.min(count, place));
  const first = clamp(Math.floor(scroll / size) - beyond);
  return { first, end: Math.max(first, clamp(Math.ceil((scroll + room) / size) + beyond)) };
}

export function columnsInSight({ left, width, columnWidth, columnCount }: GridGeometry, beyond = 0): Stretch {
  return inSight(left, width, columnWidth, columnCount, beyond);
}

export function rowsInSight({ top, height, rowCount }: GridGeometry): Stretch {
  return inSight(top, Math.max(0, height - headHeight), rowHeight, rowCount);
}

/** Where a column begins, and where a row does, as they are scrolled. */
export const columnX = ({ left, columnWidth }: GridGeometry, column: number) => column * columnWidth - left;
export const rowY = ({ top }: GridGeometry, row: number) => headHeight + row * rowHeight - top;

/** What is at a point: row -1 are the bars. Nothing beside the columns, and below the last row. */
export function cellAt(
  geometry: GridGeometry,
  x: number,
  y: number,
): { readonly row: number; readonly column: number } | undefined {
  const column = Math.floor((x + geometry.left) / geometry.columnWidth);
  if (x < 0 || column < 0 || column >= geometry.columnCount || y < 0) return undefined;
  if (y < headHeight) return { row: -1, column };
  const row = Math.floor((y - headHeight + geometry.top) / rowHeight);
  return row < geometry.rowCount ? { row, column } : undefined;
}

/** How far to scroll so that a place of `size` at `start` is in the `room`; as little as possible. */
export function scrollTo(scroll: number, start: number, size: number, room: number): number {
  if (start < scroll) return start;
  return start + size > scroll + room ? Math.max(0, start + size - room) : scroll;
}

/** How high a bar is (px) for a duration: what is longest takes all of the room, and nothing is less than a hair. */
export function barHeight(duration: number, longest: number): number {
  if (!(longest > 0) || !(duration > 0)) return 2;
  return Math.max(2, Math.min(1, duration / longest) * (barsHeight - 6));
}

/** Where bars end: one run that took a hundred times as long as the others would flatten all of them. */
export function longestBar(longest: number, p95: number | undefined): number {
  return p95 !== undefined && p95 > 0 ? Math.min(longest, p95 * 1.5) : longest;
}

/** How strong the color of a duration is (0 to 1), `slow` being the strongest. */
export function shadeOf(duration: number | undefined, slow: number): number {
  if (duration === undefined || !(slow > 0)) return 0.4;
  return 0.25 + 0.75 * Math.min(1, Math.max(0, duration / slow));
}

/** The columns above which a date stands: the first of each day, not nearer to one another than a date is wide. */
export function dateColumns(
  timeOf: (column: number) => number,
  { first, end }: Stretch,
  columnWidth: number,
  dayOf: (ms: number) => number,
): number[] {
  const minGap = Math.ceil(64 / columnWidth);
  const found: number[] = [];
  let day = first > 0 ? dayOf(timeOf(first - 1)) : NaN;
  for (let column = first; column < end; column++) {
    const time = timeOf(column);
    if (!(time > 0)) continue;
    const next = dayOf(time);
    if (next === day) continue;
    day = next;
    const last = found.at(-1);
    if (last === undefined || column - last >= minGap) found.push(column);
  }
  return found;
}
