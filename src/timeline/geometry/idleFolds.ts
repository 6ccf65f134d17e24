import { idleGaps, timeFolds, type Moments, type TimeFolds } from './timeFolds';

/** `auto` folds only what would swallow the picture. */
export const idleModes = ['auto', 'folded', 'shown'] as const;
export type IdleMode = (typeof idleModes)[number];

/** A gap longer than this part of the run can be folded. */
const longGap = 1 / 20;
/** A gap folds by itself where it is longer than this part of the run, and than this time (ms). */
const swallowingGap = 1 / 5;
const minFoldedMs = 60_000;
/** How much of what is left a folded gap takes. */
const shownPart = 0.025;

/**
 * The folds of a run from `first` to `last` (epoch ms). Nothing happens in a gap: no event, and no step begins or
 * ends. `works`: the run goes on by itself, so that the gap up to `last` may end at any moment; it does not fold by
 * itself.
 */
export function foldsOf(
  mode: IdleMode,
  [first, last]: readonly [number, number],
  sources: readonly Moments[],
  works: boolean,
): { readonly folds: TimeFolds; readonly canFold: boolean } {
  const length = last - first;
  // Where nothing happens at all, nothing would be left.
  const gaps = idleGaps(sources, first, last, length * longGap).filter(({ from, to }) => to - from < length);
  const least = Math.max(minFoldedMs, length * swallowingGap);
  const folded = gaps.filter(
    ({ from, to }) => mode === 'folded' || (mode === 'auto' && to - from > least && !(works && to === last)),
  );
  const rest = folded.reduce((sum, { from, to }) => sum - (to - from), length);
  const shown = Math.max(1, rest * shownPart);
  return {
    folds: timeFolds(folded.filter(({ from, to }) => to - from > shown).map((gap) => ({ ...gap, shown }))),
    canFold: gaps.length > 0,
  };
}
