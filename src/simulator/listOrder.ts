/**
 * In which order lists are sent: by the time of insertion, either way round, or `unordered`, which is a fixed shuffle
 * by id: the same each time, and no order of time.
 */
export type ListOrder = 'newest' | 'oldest' | 'unordered';

type Shuffled = { count: number; rows: readonly { readonly hash: number; readonly row: unknown }[] };

/** Shuffles are kept per list: sorting again for each page would cost the whole list. */
const shuffles = new WeakMap<readonly unknown[], Shuffled>();

/** FNV-1a (Fowler, Noll, Vo), with a final mix, so that ids that count up do not stay in order. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function shuffled<T>(rows: readonly T[], id: (row: T) => string): Shuffled['rows'] {
  const known = shuffles.get(rows);
  if (known?.count === rows.length) return known.rows;
  const added = rows.slice(known?.count ?? 0).map((row) => ({ hash: hashOf(id(row)), row }));
  // Two sorted stretches, which the engine's sort merges in one go.
  const merged = [...(known?.rows ?? []), ...added.sort((a, b) => a.hash - b.hash)].sort((a, b) => a.hash - b.hash);
  shuffles.set(rows, { count: rows.length, rows: merged });
  return merged;
}

/** At most `count` rows of a list that only grows at its end, from the place `from` (0-based) of the order. */
export function inOrder<T>(
  rows: readonly T[],
  order: ListOrder,
  id: (row: T) => string,
  from: number,
  count: number,
): readonly T[] {
  switch (order) {
    case 'oldest':
      return rows.slice(from, from + count);
    case 'newest':
      return rows.slice(Math.max(0, rows.length - from - count), Math.max(0, rows.length - from)).reverse();
    case 'unordered': {
      // The same objects went in above.
      const page = shuffled(rows, id).slice(from, from + count);
      return page.map(({ row }) => row as T);
    }
  }
}

/** Takes rows out of a list, in place. */
export function removeRows<T>(rows: T[], gone: (row: T) => boolean): void {
  let kept = 0;
  for (const row of rows) if (!gone(row)) rows[kept++] = row;
  rows.length = kept;
  shuffles.delete(rows);
}
