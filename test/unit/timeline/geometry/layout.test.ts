import { describe, expect, it } from 'vitest';
import { EventLanes } from '../../../../src/timeline/geometry/eventLanes';
import {
  barDuration,
  boxOf,
  edgesOf,
  extentOf,
  isTimeless,
  rowAt,
  rowHeight,
  headHeight,
  rowsInSight,
  rowsOf,
} from '../../../../src/timeline/geometry/layout';
import type { Step } from '../../../../src/model/plan';
import type { RunEvent } from '../../../../src/model/event';
import { eventOf, hostileScene, liveScene, runOf, sliceOf, start, stepOf } from '../scenes';

function lanesOf(...events: RunEvent[]): EventLanes {
  const lanes = new EventLanes();
  lanes.append(sliceOf(events));
  return lanes;
}

const rows = (steps: readonly Step[], events = new EventLanes(), folded: readonly string[] = [], run = runOf()) =>
  rowsOf(run, steps, events, new Set(folded));

describe('rows', () => {
  it('stand as run, plan as a tree, steps that only events name, events without a step', () => {
    const { run, steps, events } = liveScene();
    const lanes = new EventLanes();
    lanes.append(events);
    expect(rowsOf(run, steps, lanes, new Set()).map(({ key, depth }) => `${'> '.repeat(depth)}${key}`)).toEqual([
      'run',
      'step research',
      'step setup',
      'step calls',
      '> step call-1',
      '> step call-2',
      '> step call-3',
      '> step call-4',
      'step compare',
      'step report',
      'step verify',
      'stray step_17',
      'none',
    ]);
  });

  it('tell their places among their siblings', () => {
    const { run, steps, events } = liveScene();
    const lanes = new EventLanes();
    lanes.append(events);
    const all = rowsOf(run, steps, lanes, new Set());
    const tops = all.filter(({ depth }) => depth === 0);
    expect(tops.map(({ place }) => place)).toEqual(tops.map((_, i) => i + 1));
    expect(new Set(tops.map(({ siblings }) => siblings))).toEqual(new Set([tops.length]));
    expect(all.filter(({ depth }) => depth === 1).map(({ place, siblings }) => [place, siblings])).toEqual([
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
  });

  it('of a folded step carry the events of all below it, also of those that come later', () => {
    const steps = [stepOf('a'), stepOf('b', { parentStepId: 'a' }), stepOf('c', { parentStepId: 'b' })];
    const lanes = lanesOf(eventOf(5, 'custom', 'c'), eventOf(1, 'custom', 'a'), eventOf(3, 'custom', 'b'));
    const [, folded, ...rest] = rows(steps, lanes, ['a']);
    expect(rest).toEqual([]);
    expect(folded).toMatchObject({ key: 'step a', expandable: true, expanded: false });
    expect(Array.from(folded?.lane?.times.subarray(0, 3) ?? [])).toEqual([start + 1, start + 3, start + 5]);
    lanes.append({
      ...sliceOf([eventOf(4, 'custom', 'c')]),
      from: 3,
      stringsFrom: 5,
      strings: ['custom', 'c'],
      types: new Uint32Array([5]),
      stepIds: new Uint32Array([6]),
    });
    expect(folded?.lane?.length).toBe(4);
    expect(rows(steps, lanes)[1]?.lane?.length).toBe(1);
  });

  it('take the empty step id and the dash as no step, unless the plan has such a step', () => {
    const events = () => lanesOf(eventOf(1), eventOf(2, 'custom', '-'));
    expect(rows([], events()).at(-1)).toMatchObject({ key: 'none', lane: { length: 2 } });
    expect(rows([stepOf('-')], events()).map(({ key, lane }) => [key, lane?.length])).toEqual([
      ['run', undefined],
      ['step -', 1],
      ['none', 1],
    ]);
  });

  it('survive a plan that is nested ten thousand deep', () => {
    const steps = Array.from({ length: 10_000 }, (_, i) => stepOf(`s${i}`, i > 0 ? { parentStepId: `s${i - 1}` } : {}));
    const deep = rows(steps);
    expect(deep).toHaveLength(10_001);
    expect(deep.at(-1)?.depth).toBe(9999);
  });

  it('survive what is hostile, each step once', () => {
    const { run, steps, events } = hostileScene();
    const lanes = new EventLanes();
    expect(lanes.append(events)).toBe(true);
    const all = rowsOf(run, steps, lanes, new Set());
    expect(all.filter(({ kind }) => kind === 'step')).toHaveLength(steps.length);
    expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
    for (const { bar } of all) if (bar?.end !== undefined) expect(bar.end).toBeGreaterThanOrEqual(bar.start);
    // The event whose time is no time is in no lane, and everything else is.
    expect(all.reduce((sum, { lane }) => sum + (lane?.length ?? 0), 0)).toBe(lanes.length - 1);
  });
});

describe('bars', () => {
  const bar = (step: Step, run = runOf()) => rowsOf(run, [step], new EventLanes(), new Set())[1]?.bar;

  it('go on while their step does', () => {
    expect(bar(stepOf('a', { status: 'in_progress', startedAt: 10 }))).toEqual({ start: 10, status: 'in_progress' });
  });

  it('end with the run at the latest', () => {
    const over = runOf({ active: false, status: 'cancelled', finishedAt: start + 500 });
    const open = stepOf('a', { status: 'in_progress', startedAt: start + 10 });
    expect(bar(open, over)).toEqual({ start: start + 10, end: start + 500, status: 'in_progress' });
  });

  it('are absent where nothing has begun, and a moment where only the end is known', () => {
    expect(bar(stepOf('a', { status: 'pending' }))).toBeUndefined();
    expect(bar(stepOf('a', { completedAt: 7 }))).toEqual({ start: 7, end: 7, status: 'completed' });
  });

  it('of a step that was set back go on, with the attempt before beside them', () => {
    const times = { startedAt: start + 10, completedAt: start + 20 };
    const before = { start: start + 10, end: start + 20 };
    const again = bar(stepOf('a', { status: 'in_progress', ...times }));
    expect(again).toEqual({ start: start + 20, status: 'in_progress', startsLater: true, before });
    expect(barDuration({ ...(again ? { bar: again } : {}) }, start + 500)).toBeUndefined();
    const restarted = bar(stepOf('a', { status: 'in_progress', startedAt: start + 40, completedAt: start + 20 }));
    expect(restarted).toEqual({
      start: start + 40,
      status: 'in_progress',
      before: { start: start + 20, end: start + 20 },
    });
    expect(barDuration({ ...(restarted ? { bar: restarted } : {}) }, start + 500)).toBe(460);
    expect(bar(stepOf('a', { status: 'pending', ...times }))).toMatchObject({
      start: start + 20,
      end: start + 20,
      before,
    });
  });

  it('are never of negative length', () => {
    expect(bar(stepOf('a', { startedAt: 50, completedAt: 20 }))).toEqual({ start: 50, end: 50, status: 'completed' });
  });

  it('of a parent span its children’s', () => {
    const steps = [
      stepOf('p', { startedAt: 50, completedAt: 60 }),
      stepOf('a', { parentStepId: 'p', startedAt: 10, completedAt: 20 }),
      stepOf('b', { parentStepId: 'p', startedAt: 55, completedAt: 90 }),
    ];
    expect(rows(steps)[1]?.bar).toEqual({ start: 10, end: 90, status: 'completed' });
    const going = [
      stepOf('p', { status: 'pending' }),
      stepOf('a', { parentStepId: 'p', status: 'in_progress', startedAt: 5 }),
    ];
    expect(rows(going)[1]?.bar).toEqual({ start: 5, status: 'pending' });
  });
});

describe('boxes', () => {
  const span = { from: 0, to: 1000, width: 100 };
  it('stand from start to end, and to the now-edge while it goes on', () => {
    expect(boxOf({ start: 100, end: 500, status: '' }, span, 0)).toEqual({ x: 10, width: 40 });
    expect(boxOf({ start: 100, status: '' }, span, 900)).toEqual({ x: 10, width: 80 });
  });
  it('can always be seen, but only where they are', () => {
    expect(boxOf({ start: 500, end: 500, status: '' }, span, 0)).toEqual({ x: 50, width: 3 });
    expect(boxOf({ start: 500, end: 100, status: '' }, span, 0)).toEqual({ x: 50, width: 3 });
    expect(boxOf({ start: -900, end: -100, status: '' }, span, 0)).toBeUndefined();
    expect(boxOf({ start: 1100, end: 1200, status: '' }, span, 0)).toBeUndefined();
  });
  it('are cut to the screen, however long the step is', () => {
    expect(boxOf({ start: -1e15, end: 1e15, status: '' }, span, 0)).toEqual({ x: -10, width: 120 });
  });
});

describe('what is under a point', () => {
  it('is the row by its height, scrolled or not, and nothing on the axis', () => {
    expect(rowAt(headHeight - 1, 0)).toBe(-1);
    expect(rowAt(headHeight, 0)).toBe(0);
    expect(rowAt(headHeight + rowHeight, 0)).toBe(1);
    expect(rowAt(headHeight, 10 * rowHeight + 1)).toBe(10);
  });
  it('is drawn, and little else', () => {
    expect(rowsInSight(1000, 0, headHeight + 10 * rowHeight)).toEqual({ first: 0, last: 10 });
    expect(rowsInSight(1000, 5 * rowHeight + 3, headHeight + 10 * rowHeight)).toEqual({ first: 5, last: 16 });
    expect(rowsInSight(4, 0, 1000)).toEqual({ first: 0, last: 4 });
  });
});

describe('the extent', () => {
  it('holds the run, its steps, its events and now', () => {
    const steps = [stepOf('a', { startedAt: start - 50, completedAt: start + 70_000 })];
    expect(extentOf(runOf(), edgesOf(steps), lanesOf(eventOf(-900)), start + 5000)).toEqual([
      start - 900,
      start + 70_000,
    ]);
    expect(extentOf(runOf(), [], new EventLanes(), start + 5000)).toEqual([start, start + 5000]);
  });
  it('does not begin in 1970 where the start of the run could not be read', () => {
    const run = runOf({ startedAt: 0, updatedAt: 0, active: false });
    expect(extentOf(run, [], lanesOf(eventOf(0), eventOf(900)), start + 5000)).toEqual([start, start + 1000]);
    expect(extentOf(run, [], new EventLanes(), start)).toEqual([start - 60_000, start]);
    expect(rowsOf(run, [], new EventLanes(), new Set()).map(({ bar }) => bar)).toEqual([undefined]);
    expect(isTimeless(run, [], new EventLanes())).toBe(true);
    expect(isTimeless(run, [], lanesOf(eventOf(0)))).toBe(false);
    expect(isTimeless(runOf(), [], new EventLanes())).toBe(false);
  });
  it('is a minute where nothing is known, and never empty', () => {
    expect(extentOf(undefined, [], new EventLanes(), start)).toEqual([start - 60_000, start]);
    const [first, last] = extentOf(runOf({ active: false, finishedAt: start - 9 }), [], new EventLanes(), start);
    expect(last).toBeGreaterThan(first);
  });
});
