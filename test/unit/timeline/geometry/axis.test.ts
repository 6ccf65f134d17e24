import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  maxDateMs,
  isAnotherDay,
  formatClock,
  formatExact,
  formatInstant,
  formatMoment,
  formatOffset,
  ticksOf,
  type Clock,
} from '../../../../src/timeline/geometry/axis';
import { timeFolds } from '../../../../src/timeline/geometry/timeFolds';
import { start } from '../scenes';

const clock = (locale: string): Clock => ({ mode: 'local', locale, zero: start });
const labels = (length: number, width = 600, from = start) =>
  ticksOf({ from, to: from + length, width }, clock('en-GB')).map(({ label }) => label);

describe('the time axis', () => {
  it('says as much of the time as the scale needs', () => {
    expect(labels(20)[1]).toMatch(/^\d\d:\d\d[.,]\d{3}$/);
    expect(labels(10_000)[1]).toMatch(/^\d?\d:\d\d:\d\d$/);
    expect(labels(3_600_000)[1]).toMatch(/^\d?\d:\d\d$/);
    expect(labels(20 * 86_400_000)[1]).toMatch(/^\d+ \w+$/);
    expect(labels(365 * 86_400_000)[1]).toMatch(/^\w+ 20\d\d$/);
    expect(labels(90 * 365 * 86_400_000)[1]).toMatch(/^20\d\d$/);
  });

  it('names the day where one begins', () => {
    const midnight = new Date(2026, 2, 15).getTime();
    const said = labels(12 * 3_600_000, 600, midnight - 6 * 3_600_000);
    expect(said).toContain('15 Mar');
    expect(said.filter((label) => /^\d?\d:\d\d$/.test(label)).length).toBeGreaterThan(2);
  });

  it('has ticks on the screen, in order, a readable number of them, at every scale', () => {
    const scale = fc.double({ min: Math.log(10), max: Math.log(3e13), noNaN: true }).map(Math.exp);
    fc.assert(
      fc.property(
        scale,
        fc.integer({ min: 100, max: 3000 }),
        fc.integer({ min: -1e12, max: 3e12 }),
        (length, width, from) => {
          const xs = ticksOf({ from, to: from + length, width }, clock('en')).map(({ x }) => x);
          expect(xs).toEqual([...xs].sort((a, b) => a - b));
          for (const x of xs) expect(x >= -0.001 && x <= width + 0.001).toBe(true);
          expect(xs.length).toBeLessThanOrEqual(width / 40 + 3);
        },
      ),
    );
  });

  it('reaches the ends of what dates can say, and survives a locale that nobody knows', () => {
    for (const to of [maxDateMs, 2 * maxDateMs, Infinity])
      expect(() => ticksOf({ from: -to, to, width: 800 }, clock('en'))).not.toThrow();
    expect(formatClock('no_such-locale', start)).not.toBe('');
    expect(formatInstant('en', maxDateMs * 2)).toBe('–');
    expect(formatInstant('en', NaN)).toBe('–');
  });

  it('says times since the start in round durations, at every scale', () => {
    const offsets = (length: number) =>
      ticksOf({ from: start, to: start + length, width: 600 }, { ...clock('en'), mode: 'sinceStart' }).map(
        ({ label }) => label,
      );
    expect(offsets(100)[1]).toBe('+0:00:00.020');
    expect(offsets(60_000)[1]).toBe('+0:00:15');
    expect(offsets(6 * 3_600_000)[1]).toBe('+1:00:00');
    expect(offsets(3 * 86_400_000).at(-1)).toMatch(/^\+3 d/);
    expect(offsets(300 * 86_400_000)[1]).toBe('+50 d');
    expect(formatOffset(-61_000, false, 'en')).toBe('−0:01:01');
    expect(formatOffset(26 * 3_600_000 + 5, true, 'en')).toBe('+1 d 2:00:00.005');
    expect(formatOffset(26 * 3_600_000 + 5, true, 'de')).toBe('+1 d 2:00:00,005');
    expect(formatOffset(NaN, true, 'en')).toBe('–');
  });

  it('has no ticks in what is folded', () => {
    const folds = timeFolds([{ from: start + 10_000, to: start + 3_610_000, shown: 500 }]);
    const xs = ticksOf({ from: start, to: start + 20_500, width: 820, folds }, clock('en')).map(({ x }) => x);
    expect(xs.length).toBeGreaterThan(3);
    for (const x of xs) expect(x <= 400 || x >= 420).toBe(true);
  });

  it('says the date of exact times where the run crosses midnight', () => {
    const of = { mode: 'local' as const, locale: 'en-GB', zero: start };
    expect(formatExact(of, start)).not.toMatch(/Mar/);
    expect(formatExact({ ...of, isDated: true }, start)).toMatch(/14 Mar/);
    expect(formatExact({ ...of, isDated: true, mode: 'sinceStart' }, start + 1500)).toBe('+0:00:01.500');
    const day = new Date(2026, 2, 14).getTime();
    expect(isAnotherDay(day, day + 86_399_999)).toBe(false);
    expect(isAnotherDay(day, day + 86_400_000)).toBe(true);
  });

  it('says of what was read on another day its date', () => {
    const noon = new Date(2026, 2, 14, 12).getTime();
    expect(formatMoment('en-GB', noon, noon + 3_600_000)).toBe('12:00:00');
    expect(formatMoment('en-GB', noon, noon + 24 * 3_600_000)).toMatch(/^14 Mar.*12:00:00$/);
    expect(formatMoment('en-GB', NaN, noon)).toBe('–');
  });

  it('says milliseconds', () => {
    expect(formatClock('en-GB', start + 7)).toMatch(/[.,]007$/);
    expect(formatInstant('en-GB', start + 7)).toContain('2026');
  });
});
