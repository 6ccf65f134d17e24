import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentile, spreadOf } from '../../../../src/model/history/percentiles';

/** By its definition: the smallest value that enough of them do not exceed. */
function byHand(values: readonly number[], hundredths: number): number | undefined {
  const fits = values.filter(
    (one) => values.filter((other) => other <= one).length * 100 >= values.length * hundredths,
  );
  return fits.length === 0 ? undefined : Math.min(...fits);
}

const numbers = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 20 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
  {
    maxLength: 60,
  },
);

describe('a percentile', () => {
  it('is what a search through all values finds', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 100 }), (values, hundredths) => {
        const sorted = [...values].sort((a, b) => a - b);
        expect(percentile(sorted, hundredths / 100)).toBe(byHand(values, hundredths));
      }),
      { numRuns: 500 },
    );
  });

  it('of a spread takes the values in any order, and leaves out what is no number', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const spread = spreadOf([...values, NaN, Infinity]);
        expect(spread?.median).toBe(byHand(values, 50));
        expect(spread?.p95).toBe(byHand(values, 95));
        expect(spread?.count ?? 0).toBe(values.length);
      }),
    );
    expect(spreadOf([])).toBeUndefined();
  });
});
