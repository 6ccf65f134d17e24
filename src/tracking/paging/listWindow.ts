import { maxPageSize } from './listOrder';
import type { ReadPage } from './listReader';
import { listedOf, isAtCount, newWalk, type ListedRows, type RowParts, type Walk } from './listWalk';
import { WalkSteps, type WalkOptions } from './walkSteps';

/** The most pages that are read to find rows that somebody has asked for. */
const maxTurns = 64;

/**
 * Shows a paged list from its newest end on, whichever end that is, further and further, while it grows, loses rows and
 * shifts. Nobody counts pages: what is read joins on to rows that are held, and where it does not, the place is looked
 * for nearer to the newest end. Two at once are not allowed for.
 */
export interface ListWindow<T> {
  /** `undefined` before anything has come. */
  listed(): ListedRows<T> | undefined;
  /** The rows behind those that are held: `count` of them, fewer where the list ends, none where the server repeats. */
  more(count: number, options?: WalkOptions): Promise<void>;
  /** Reads it again from the newest end on, `count` rows of it. They take the place of what is held. */
  renew(count: number, options?: WalkOptions): Promise<void>;
  /** One page of that, of `size` rows at most. Resolves to whether it was the last: then it is held. */
  renewPage(count: number, size: number, options?: WalkOptions): Promise<boolean>;
  /** What has come of a renewal that is under way. */
  renewing(): ListedRows<T> | undefined;
  /** Ends a renewal that is under way; what has come of it is held where `keep` says so. */
  endRenewal(keep: boolean): void;
}

export function createListWindow<T>(
  parts: RowParts<T> & {
    readonly page: ReadPage<T>;
    /** Hears of rows that have come to be held. */
    readonly keep?: (rows: readonly T[]) => void;
  },
): ListWindow<T> {
  const steps = new WalkSteps<T>(parts);
  let shown: Walk<T> | undefined;
  let under: Walk<T> | undefined;

  async function extend(walk: Walk<T>, count: number, options: WalkOptions, took: (rows: readonly T[]) => void) {
    let got = 0;
    let wanted = count;
    walk.repeats = false;
    const goesOn = () => !walk.hasEnded && !walk.repeats;
    for (let vain = 0; vain < maxTurns && goesOn(); vain++) {
      if (got >= wanted && !isAtCount(walk)) return;
      const before = walk.rows.size;
      const rows = await steps.advance(walk, Math.max(1, wanted - got), options);
      got += rows.length;
      if (!walk.hasBegun) wanted += before;
      if (rows.length > 0) vain = -1;
      took(rows);
    }
  }

  function hold(walk: Walk<T>): void {
    shown = walk;
    if (under === walk) under = undefined;
    parts.keep?.([...walk.rows.values()]);
  }

  return {
    listed: () => shown && listedOf(shown),
    renewing: () => under && listedOf(under),
    async more(count, options = {}) {
      if (!shown) {
        const walk = newWalk<T>();
        await extend(walk, count, options, () => undefined);
        hold(walk);
      } else await extend(shown, count, options, (rows) => parts.keep?.(rows));
    },
    async renew(count, options = {}) {
      const walk = newWalk<T>();
      await extend(walk, count, options, () => undefined);
      hold(walk);
    },
    async renewPage(count, size, options = {}) {
      const walk = (under ??= newWalk<T>());
      const isDone = () => walk.hasEnded || walk.repeats || (walk.rows.size >= count && !isAtCount(walk));
      if (!isDone()) await steps.advance(walk, Math.max(1, Math.min(size, count - walk.rows.size)), options);
      if (isDone()) hold(walk);
      return shown === walk;
    },
    endRenewal(keep) {
      if (under && keep) hold(under);
      under = undefined;
    },
  };
}

/**
 * Reads a list from its beginning to its end, or until `visit` says that it is enough. Resolves to whether the end was
 * seen: a server may send the same rows again and again.
 */
export async function walkList<T>(
  parts: {
    readonly page: ReadPage<T>;
    readonly key: (row: T) => string;
  },
  visit: (rows: readonly T[]) => boolean,
  signal?: AbortSignal,
): Promise<boolean> {
  let isEnough = false;
  let seen = 0;
  const window = createListWindow<T>({
    ...parts,
    keep(rows) {
      seen += rows.length;
      isEnough ||= visit(rows);
    },
  });
  const hasEnded = () => window.listed()?.more === false;
  const isDone = () => isEnough || hasEnded();
  for (let before = -1; seen > before && !isDone();) {
    before = seen;
    await window.more(maxPageSize, { signal });
  }
  return hasEnded();
}
