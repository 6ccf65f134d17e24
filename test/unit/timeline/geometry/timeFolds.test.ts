import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idleGaps, momentsOf, timeFolds, type Fold } from '../../../../src/timeline/geometry/timeFolds';

/** Folds on whole ms, apart from one another. */
const someFolds = fc
  .array(
    fc.record({ gap: fc.integer({ min: 1, max: 500 }), length: fc.integer({ min: 2, max: 900 }), shown: fc.nat(50) }),
    { maxLength: 6 },
  )
  .map((parts) => {
    let at = 0;
    return parts.map(({ gap, length, shown }): Fold => {
      const from = at + gap;
      at = from + length;
      return { from, to: at, shown: Math.min(length - 1, shown + 1) };
    });
  });

describe('folded time', () => {
  it('rises with real time, and leads back to it', () => {
    fc.assert(
      fc.property(someFolds, fc.array(fc.integer({ min: -500, max: 9000 }), { minLength: 2 }), (folds, times) => {
        const { toShown, toTime } = timeFolds(folds);
        const sorted = [...new Set(times)].sort((a, b) => a - b);
        const shown = sorted.map(toShown);
        for (let i = 1; i < shown.length; i++) expect(Number(shown[i])).toBeGreaterThan(Number(shown[i - 1]));
        sorted.forEach((time, i) => expect(toTime(Number(shown[i]))).toBeCloseTo(time, 6));
      }),
    );
  });

  it('shortens each fold to what it is shown as, and nothing else', () => {
    fc.assert(
      fc.property(someFolds, (folds) => {
        const { toShown } = timeFolds(folds);
        let end = 0;
        for (const { from, to, shown } of folds) {
          expect(toShown(from) - toShown(end)).toBeCloseTo(from - end, 6);
          expect(toShown(to) - toShown(from)).toBeCloseTo(shown, 6);
          end = to;
        }
        expect(toShown(-100)).toBe(-100);
      }),
    );
  });
});

describe('idle gaps', () => {
  const plain = (all: readonly number[], first: number, last: number, least: number) => {
    const inside = all.filter((time) => time > first && time < last);
    const points = [first, ...new Set(inside)].sort((a, b) => a - b).concat(last);
    return points.slice(1).flatMap((to, i) => {
      const from = Number(points[i]);
      return to - from > least ? [{ from, to }] : [];
    });
  };

  it('are those that a look at every moment finds, in however many lists the moments stand', () => {
    const times = fc.array(fc.integer({ min: -50, max: 1100 }), { maxLength: 60 });
    fc.assert(
      fc.property(times, times, fc.integer({ min: 1, max: 300 }), (a, b, least) => {
        const sources = [a, b].map((list) => momentsOf([...list].sort((x, y) => x - y)));
        expect(idleGaps(sources, 0, 1000, least)).toEqual(plain([...a, ...b], 0, 1000, least));
      }),
      { numRuns: 500 },
    );
  });

  it('cost what can be long, and not what is there', () => {
    let looks = 0;
    const million = 1_000_000;
    const moments = {
      length: million,
      at: (place: number) => place,
      after: (time: number) => {
        looks++;
        return Math.min(million, Math.max(0, Math.floor(time) + 1));
      },
    };
    expect(idleGaps([moments], 0, million - 1, million / 20)).toEqual([]);
    expect(looks).toBeLessThan(60);
  });
});
