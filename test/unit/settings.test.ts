import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pause } from '../../src/api/retry';
import { defaultTiming } from '../../src/model/timing';
import { readPaces, readStuckAfter, type ReadSetting } from '../../src/settings';
import { manifest } from '../harness/manifest';
import { shortTiming } from '../harness/shortTiming';
import { missionId, runId, tracked } from './tracking/tracked';

const { properties } = manifest.contributes.configuration;
/** What a settings file may say where a number is meant. */
const wrongTypes = [
  'often',
  '',
  '5',
  true,
  false,
  null,
  undefined,
  NaN,
  Infinity,
  -Infinity,
  {},
  [],
  [5],
  { value: 5 },
];
const tooSmall = [0, -0, -1, 1e-300, Number.MIN_SAFE_INTEGER, -Number.MAX_VALUE];
const tooLarge = [2 ** 31, 2 ** 31 / 1000, 1e10, 1e300, Number.MAX_VALUE];

/** Settings that all say the same. */
const every =
  (value: unknown): ReadSetting =>
  () =>
    value;

/** What the manifest says of them all. */
const declared =
  (what: 'default' | 'minimum' | 'maximum'): ReadSetting =>
  (name) =>
    properties[`missions.${name}`]?.[what];

describe('the settings of how often the service is asked', () => {
  const read = (setting: ReadSetting) => [readPaces(setting, defaultTiming), readStuckAfter(setting, defaultTiming)];

  it('are what the manifest declares where nothing is set', () => {
    expect(read(every(undefined))).toEqual(read(declared('default')));
    expect(readPaces(every(undefined), defaultTiming)).toEqual({ timeline: 2000, active: 5000, idle: 60_000 });
    expect(readStuckAfter(every(undefined), defaultTiming)).toBe(900_000);
  });

  it.each(wrongTypes)('have their default where their value is of the wrong type: %j', (value) => {
    expect(read(every(value))).toEqual(read(declared('default')));
  });

  it('are whole numbers in the manifest, and a fraction that somebody has set before still counts', () => {
    const numbers = Object.values(properties).filter((setting) => typeof setting.default === 'number');
    expect(numbers.map(({ type }) => type)).toEqual(['integer', 'integer', 'integer', 'integer']);
    expect(readPaces(every(12.5), defaultTiming)).toEqual({ timeline: 12_500, active: 12_500, idle: 12_500 });
    expect(readStuckAfter(every(1.5), defaultTiming)).toBe(90_000);
  });

  it('stay within the limits that the manifest declares', () => {
    for (const value of tooSmall) expect(read(every(value))).toEqual(read(declared('minimum')));
    for (const value of tooLarge) expect(read(every(value))).toEqual(read(declared('maximum')));
    for (const value of [20, 30, 100]) expect(readPaces(every(value), defaultTiming).active).toBe(value * 1000);
  });

  it('are seconds of the timing', () => {
    expect(readPaces(every(undefined), shortTiming)).toEqual({ timeline: 100, active: 250, idle: 3000 });
    expect(readStuckAfter(every(undefined), shortTiming)).toBe(45_000);
  });
});

it('of how often is asked are not those of a folder that nobody trusts', () => {
  const intervals = Object.keys(properties).filter((name) => name.startsWith('missions.refreshInterval.'));
  expect(intervals).toHaveLength(3);
  expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual(expect.arrayContaining(intervals));
});

describe('the number of requests', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-11-24T12:00:00Z') });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** How many requests are sent in ten minutes by the missions view, while a run is active, and by a timeline. */
  async function requestsOf(setting: ReadSetting): Promise<{ readonly view: number; readonly timeline: number }> {
    const view = tracked();
    view.poller.setIntervals(readPaces(setting, defaultTiming));
    view.poller.watch({ kind: 'missions' });
    await view.over(10);
    const sentByView = await view.over(600_000);
    view.poller.stop();
    const timeline = tracked();
    timeline.poller.setIntervals(readPaces(setting, defaultTiming));
    timeline.poller.watch({ kind: 'timeline', missionId, runId });
    await timeline.over(10);
    // It ends with its run.
    const sentByTimeline = await timeline.over(10_000);
    timeline.poller.stop();
    return { view: sentByView.length, timeline: sentByTimeline.length };
  }

  it.each([3e9, 2 ** 31, Infinity])('is none where a timer is to wait longer than timers can: %d', async (ms) => {
    const waits = vi.spyOn(globalThis, 'setTimeout');
    const { poller, over } = tracked({ empty: true });
    poller.setIntervals({ timeline: ms, active: ms, idle: ms });
    poller.watch({ kind: 'missions' });
    await over(10);
    expect(await over(600_000)).toEqual([]);
    const wanted = waits.mock.calls.map(([, wait]) => wait ?? 0);
    expect(Math.max(...wanted)).toBe(2 ** 31 - 1);
    poller.stop();
    waits.mockRestore();
    const waited = pause(ms).then(() => 'over');
    expect(await Promise.race([waited, over(600_000)])).toEqual([]);
  });

  it.each([NaN, -1, -Infinity])('is bounded where the times themselves are wrong: %d', async (ms) => {
    const { poller, over } = tracked();
    poller.setIntervals({ timeline: ms, active: ms, idle: ms });
    poller.watch({ kind: 'missions' });
    const asked = await over(10_000);
    for (const operation of ['listRecentRuns', 'listMissions'])
      expect(asked.filter((one) => one === operation).length).toBeLessThanOrEqual(20);
    poller.stop();
  });

  it.each(wrongTypes)('is that of the default where a setting is of the wrong type: %j', async (value) => {
    const { view, timeline } = await requestsOf(every(value));
    expect(view).toBeLessThanOrEqual(2 * 120);
    expect(timeline).toBeLessThanOrEqual(2 * 5);
    expect(view).toBeGreaterThan(60);
    expect(timeline).toBeGreaterThan(5);
  });

  it.each(tooSmall)('is bounded where a setting is too small: %d', async (value) => {
    const { view, timeline } = await requestsOf(every(value));
    expect(view).toBeLessThanOrEqual(2 * 300);
    expect(timeline).toBeLessThanOrEqual(2 * 10);
  });

  it.each(tooLarge)('is small where a setting is too large: %d', async (value) => {
    const { view, timeline } = await requestsOf(every(value));
    expect(view).toBeLessThanOrEqual(2);
    expect(timeline).toBe(0);
  });
});
