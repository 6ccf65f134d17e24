import { describe, expect, it } from 'vitest';
import { foldsOf, type IdleMode } from '../../../../src/timeline/geometry/idleFolds';
import {
  momentsOf,
  noFolds,
  shiftedFolds,
  shiftedMoments,
  timeFolds,
} from '../../../../src/timeline/geometry/timeFolds';

const minute = 60_000;
const hour = 60 * minute;

/** Where is folded what happened at these times (ms), in a run from 0 to `last`. */
function folded(times: readonly number[], last: number, mode: IdleMode = 'auto', works = false) {
  const { folds, canFold } = foldsOf(mode, [0, last], [momentsOf(times)], works);
  return { folds: folds.folds.map(({ from, to }) => [from, to]), canFold };
}

/** Something each second between two times. */
const busy = (from: number, to: number) => Array.from({ length: (to - from) / 1000 + 1 }, (_, i) => from + i * 1000);

describe('idle time folds by itself', () => {
  it('where it is longer than a minute and a fifth of the run', () => {
    expect(folded([...busy(0, minute), ...busy(hour, hour + minute)], hour + minute).folds).toEqual([[minute, hour]]);
  });

  it('not where it is shorter than a minute', () => {
    const run = [...busy(0, 10_000), ...busy(60_000, 70_000)];
    expect(folded(run, 70_000)).toEqual({ folds: [], canFold: true });
    expect(folded(run, 70_000, 'folded').folds).toEqual([[10_000, 60_000]]);
  });

  it('not where it is a small part of the run', () => {
    expect(folded([...busy(0, hour), ...busy(hour + 6 * minute, 2 * hour)], 2 * hour).folds).toEqual([]);
  });

  it('at the end of a run that is over or stuck, and not while one works', () => {
    const run = busy(0, 10 * minute);
    expect(folded(run, hour).folds).toEqual([[10 * minute, hour]]);
    expect(folded(run, hour, 'auto', true)).toEqual({ folds: [], canFold: true });
    expect(folded(run, hour, 'folded', true).folds).toEqual([[10 * minute, hour]]);
  });

  it('never as a whole run', () => {
    expect(folded([], hour, 'folded')).toEqual({ folds: [], canFold: false });
  });

  it('where two runs are idle together', () => {
    const mine = momentsOf([...busy(0, minute), ...busy(hour, hour + minute)]);
    // The other one is at work from its fifth to its tenth minute.
    const theirs = shiftedMoments(momentsOf(busy(2 * hour + 5 * minute, 2 * hour + 10 * minute)), -2 * hour);
    const { folds } = foldsOf('auto', [0, hour + minute], [mine, theirs], false);
    expect(folds.folds.map(({ from, to }) => [from, to])).toEqual([[10 * minute, hour]]);
  });
});

it('folds that are shifted show the same, so much later', () => {
  const folds = timeFolds([{ from: 1000, to: 5000, shown: 100 }]);
  const later = shiftedFolds(folds, 700);
  for (const time of [0, 1000, 3000, 5000, 9000]) expect(later.toShown(time + 700)).toBe(folds.toShown(time) + 700);
  expect(shiftedFolds(noFolds, 5).folds).toEqual([]);
});
