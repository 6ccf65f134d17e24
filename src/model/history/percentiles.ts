/**
 * The smallest of the values that at least so great a share of them (0 to 1) does not exceed: the nearest rank.
 * `sorted` ascending; `undefined` where there are none.
 */
export function percentile(sorted: ArrayLike<number>, share: number): number | undefined {
  const { length } = sorted;
  // A share times a length may come out a hair above the whole number that it is.
  const rank = Math.ceil(share * length - 1e-9);
  return sorted[Math.min(length, Math.max(1, rank)) - 1];
}

/** What lies in the middle of the values, and what only one in twenty of them exceeds. */
export type Spread = { readonly count: number; readonly median: number; readonly p95: number };

/** Of the finite ones of the values, in any order; `undefined` where there are none. */
export function spreadOf(values: Iterable<number>): Spread | undefined {
  const sorted = Float64Array.from([...values].filter((value) => Number.isFinite(value))).sort();
  const median = percentile(sorted, 0.5);
  const p95 = percentile(sorted, 0.95);
  return median === undefined || p95 === undefined ? undefined : { count: sorted.length, median, p95 };
}
