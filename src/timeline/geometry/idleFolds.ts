import type { Lane } from './density';
import { idleGaps, momentsOf, timeFolds, type TimeFolds } from './timeFolds';

/** `auto` folds only a queue that would swallow the picture. */
export const idleModes = ['auto', 'folded', 'shown'] as const;
export type IdleMode = (typeof idleModes)[number];

/** A gap longer than this part of the run can be folded; before the first step, longer than the other. */
const longGap = 1 / 20;
const longQueue = 1 / 5;
/** How much of what is left a folded gap takes. */
const shownPart = 0.025;

/**
 * The folds of a run from `first` to `last` (epoch ms). Nothing happens in a gap: no event, and no step begins or
 * ends. What comes before the first step is the queue.
 */
export function foldsOf(
  mode: IdleMode,
  [first, last]: readonly [number, number],
  lane: Lane,
  edges: readonly number[],
): { readonly folds: TimeFolds; readonly canFold: boolean } {
  const length = last - first;
  const gaps = idleGaps([lane, momentsOf(edges)], first, last, length * longGap);
  const begun = edges[0] ?? Infinity;
  const queued = (to: number, from: number) => to <= begun && to - from > length * longQueue;
  const folded = gaps.filter(
    ({ from, to }) => mode === 'folded' || (mode === 'auto' && edges.length > 0 && queued(to, from)),
  );
  const rest = folded.reduce((sum, { from, to }) => sum - (to - from), length);
  const shown = Math.max(1, rest * shownPart);
  return {
    folds: timeFolds(folded.filter(({ from, to }) => to - from > shown).map((gap) => ({ ...gap, shown }))),
    canFold: gaps.length > 0,
  };
}
