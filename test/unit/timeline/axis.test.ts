import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { farthest, sayClock, sayInstant, ticksOf } from '../../../src/timeline/axis';
import { start } from './scenes';

const labels = (length: number, width = 600, from = start) =>
  ticksOf({ from, to: from + length, width }, 'en-GB').map(({ label }) => label);

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
          const xs = ticksOf({ from, to: from + length, width }, 'en').map(({ x }) => x);
          expect(xs).toEqual([...xs].sort((a, b) => a - b));
          for (const x of xs) expect(x >= -0.001 && x <= width + 0.001).toBe(true);
          expect(xs.length).toBeLessThanOrEqual(width / 40 + 3);
        },
      ),
    );
  });

  it('reaches the ends of what dates can say, and survives a locale that nobody knows', () => {
    for (const to of [farthest, 2 * farthest, Infinity])
      expect(() => ticksOf({ from: -to, to, width: 800 }, 'en')).not.toThrow();
    expect(sayClock('no_such-locale', start)).not.toBe('');
    expect(sayInstant('en', farthest * 2)).toBe('–');
    expect(sayInstant('en', NaN)).toBe('–');
  });

  it('says milliseconds', () => {
    expect(sayClock('en-GB', start + 7)).toMatch(/[.,]007$/);
    expect(sayInstant('en-GB', start + 7)).toContain('2026');
  });
});
