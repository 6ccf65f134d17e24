/** The most rows that the contract allows a page. */
export const maxPageSize = 1000;

/** In which order a server sends a list: the contract does not say, so it is found out from what comes back. */
export type ListOrder = 'newest' | 'oldest' | 'unordered';

/**
 * Works out the order from the times of neighbouring rows (epoch ms). Lists are taken as ordered when at least nine
 * of ten unequal neighbours agree: a few late rows do not make a list unordered.
 * Returns `undefined` where no two neighbours differ: such rows say nothing.
 */
export function orderOf(times: readonly number[]): ListOrder | undefined {
  return orderOfSteps(stepsOf(times));
}

/** How many neighbours rise, and how many fall. */
export type Steps = { readonly rising: number; readonly falling: number };

export function stepsOf(times: readonly number[]): Steps {
  let rising = 0;
  let falling = 0;
  for (let i = 1; i < times.length; i++) {
    const step = (times[i] ?? 0) - (times[i - 1] ?? 0);
    if (step > 0) rising++;
    else if (step < 0) falling++;
  }
  return { rising, falling };
}

/** The same as `orderOf`, from how the neighbours of several pages go. */
export function orderOfSteps({ rising, falling }: Steps): ListOrder | undefined {
  const unequal = rising + falling;
  if (unequal === 0) return undefined;
  if (rising >= 0.9 * unequal) return 'oldest';
  return falling >= 0.9 * unequal ? 'newest' : 'unordered';
}

/**
 * Which page holds the newest end of a list of that order which was `total` rows long: the last one of a list that is
 * oldest first, with pages of such a length that it is no stub and no longer than a page may be (`maxRows`); the first one
 * otherwise. `fromEnd` says which.
 */
export function newestPage(
  order: ListOrder | undefined,
  total: number,
  rows: number,
  maxRows = maxPageSize,
): { readonly number: number; readonly size: number; readonly fromEnd: boolean } {
  const fromEnd = order === 'oldest' && total > rows;
  if (!fromEnd) return { number: 1, size: rows, fromEnd };
  const size = Math.ceil(total / Math.max(Math.floor(total / rows), Math.ceil(total / maxRows)));
  return { number: Math.ceil(total / size), size, fromEnd };
}
