import { describe, expect, it } from 'vitest';
import type { Step } from '../../../../src/model/plan';
import type { HostMessage } from '../../../../src/protocol/messages';
import { sentStep } from '../../../../src/protocol/sentSteps';
import { markAt } from '../../../../src/timeline/geometry/density';
import { bucketWidth } from '../../../../src/timeline/geometry/layout';
import { goLeft, goRight, goTo, fitRow, moveRow, reveal } from '../../../../src/timeline/state/navigate';
import { maxSelected, selectionOf } from '../../../../src/timeline/state/selection';
import { TimelineState } from '../../../../src/timeline/state/state';
import { minWindowMs } from '../../../../src/timeline/geometry/timeWindow';
import { eventOf, hostileScene, liveScene, runOf, sliceOf, start, stepOf } from '../scenes';
import { englishTexts } from '../texts';

type Snapshot = Extract<HostMessage, { readonly kind: 'snapshot' }>;
type Change = Partial<Omit<Snapshot, 'steps'>> & { readonly steps?: readonly Step[] };
const now = start + 300_000;

function snapshot(change: Change = {}): Snapshot {
  const scene = { ...liveScene(), now, ...change };
  return { kind: 'snapshot', revision: 1, ...scene, steps: scene.steps.map(sentStep), texts: englishTexts };
}

function stateOf(change: Change = {}): TimelineState {
  const state = new TimelineState();
  expect(state.apply(snapshot(change), now)).toBe('applied');
  return state;
}

const keys = (state: TimelineState) => state.rows.map(({ key }) => key);

describe('a snapshot', () => {
  it('says what is missing of the events until a message says otherwise', () => {
    const shortfall = { atLeast: 160, note: 'Event 57 of the list is too large to load (more than 20 MB).' };
    const state = new TimelineState();
    state.apply(snapshot({ revision: 1, shortfall }), now);
    expect(state.shortfall).toEqual(shortfall);
    state.apply({ kind: 'delta', revision: 2, now }, now);
    expect(state.shortfall).toBeUndefined();
  });

  it('replaces everything', () => {
    const state = stateOf();
    const before = state.events.length;
    expect(before).toBeGreaterThan(100);
    state.apply(snapshot({ revision: 7, steps: [stepOf('only')], events: sliceOf([eventOf(1)]) }), now);
    expect(state.events.length).toBe(1);
    expect(keys(state)).toEqual(['run', 'step only', 'none']);
    expect(state.apply({ kind: 'delta', revision: 8, now }, now)).toBe('applied');
  });

  it('that is no whole is not asked for again and again', () => {
    const state = stateOf();
    const broken = { ...sliceOf([eventOf(1)]), from: 3 };
    expect(state.apply(snapshot({ revision: 9, events: broken }), now)).toBe('ignored');
    expect(state.apply({ kind: 'delta', revision: 2, now }, now)).toBe('applied');
  });

  it('tells the host’s time', () => {
    const state = stateOf({ now: now + 5000 });
    expect(state.now(now + 100)).toBe(now + 5100);
  });
});

describe('a delta', () => {
  const more = (state: TimelineState, at: number) => ({
    ...sliceOf([eventOf(at, 'new_type', 'new_step')]),
    from: state.events.length,
    stringsFrom: state.events.strings.length,
    strings: ['new_type', 'new_step'],
    types: new Uint32Array([state.events.strings.length]),
    stepIds: new Uint32Array([state.events.strings.length + 1]),
  });

  it('changes what it names and nothing else', () => {
    const state = stateOf();
    const { steps } = state;
    const run = runOf({ status: 'paused', acts: ['resume'] });
    expect(state.apply({ kind: 'delta', revision: 2, run, now }, now)).toBe('applied');
    expect(state.run).toBe(run);
    expect(state.steps).toBe(steps);
    expect(state.rows[0]?.bar?.status).toBe('paused');
  });

  it('adds events, and a row for a step that they name for the first time', () => {
    const state = stateOf();
    expect(keys(state)).not.toContain('stray new_step');
    expect(state.apply({ kind: 'delta', revision: 2, events: more(state, 290_000), now }, now)).toBe('applied');
    expect(keys(state)).toContain('stray new_step');
    expect(state.events.type(state.events.length - 1)).toBe('new_type');
  });

  it('that is put aside counts as new, and history that is still being read does not', () => {
    const state = stateOf({ freshness: { kind: 'reading', loaded: 1, total: 30_000 } });
    state.pauseUpdates(now);
    const delta = (revision: number, freshness?: Snapshot['freshness']) =>
      state.apply(
        {
          ...{ kind: 'delta', revision, now },
          events: { ...sliceOf([eventOf(revision)]), from: state.events.length + revision - 2 },
          ...(freshness ? { freshness } : {}),
        },
        now,
      );
    expect(delta(2)).toBe('applied');
    expect(delta(3, { kind: 'live' })).toBe('applied');
    expect(state.pausedEventCount).toBe(0);
    expect(delta(4)).toBe('applied');
    expect(state.pausedEventCount).toBe(1);
  });

  it('after a gap asks for a snapshot once, and waits for it', () => {
    const state = stateOf();
    expect(state.apply({ kind: 'delta', revision: 3, now }, now)).toBe('gap');
    expect(state.apply({ kind: 'delta', revision: 4, now }, now)).toBe('ignored');
    expect(state.apply({ kind: 'delta', revision: 2, now }, now)).toBe('ignored');
    expect(state.apply(snapshot({ revision: 5 }), now)).toBe('applied');
    expect(state.apply({ kind: 'delta', revision: 6, now }, now)).toBe('applied');
  });

  it('whose events leave rows out is a gap too', () => {
    const state = stateOf();
    const events = { ...more(state, 1), from: state.events.length + 5 };
    expect(state.apply({ kind: 'delta', revision: 2, events, now }, now)).toBe('gap');
  });

  it('before any snapshot is a gap', () => {
    expect(new TimelineState().apply({ kind: 'delta', revision: 1, now }, now)).toBe('gap');
  });

  it('does not touch the selection', () => {
    const state = stateOf();
    moveRow(state, 2);
    const { selection } = state;
    state.apply({ kind: 'delta', revision: 2, events: more(state, 1), steps: state.steps.map(sentStep), now }, now);
    expect(state.selection).toEqual(selection);
  });
});

describe('the window', () => {
  it('fits the run, with room for what is to come', () => {
    const [from, to] = stateOf().range(now);
    expect(from).toBeLessThan(start);
    expect(to).toBeGreaterThan(now);
  });

  it('follows now until the person pans, and again when asked to', () => {
    const state = stateOf();
    state.follow(now);
    const [, to] = state.range(now);
    expect(state.range(now + 1000)[1] - to).toBe(1000);
    state.pan(-1000, now);
    const still = state.range(now);
    expect(state.range(now + 9000)).toEqual(still);
    state.follow(now + 9000);
    expect(state.range(now + 9000)[1]).toBeGreaterThan(now + 9000);
  });

  it('zooms around the pointer', () => {
    const state = stateOf();
    const [from, to] = state.range(now);
    const at = from + (to - from) * 0.25;
    state.zoom(0.5, at, now);
    const [nearFrom, nearTo] = state.range(now);
    expect(nearTo - nearFrom).toBeCloseTo((to - from) / 2, 3);
    expect((at - nearFrom) / (nearTo - nearFrom)).toBeCloseTo(0.25, 6);
  });

  it('neither vanishes, nor leaves the run behind, nor leaves what dates can say', () => {
    const state = stateOf();
    for (let i = 0; i < 200; i++) state.zoom(0.5, now, now);
    expect(state.range(now)[1] - state.range(now)[0]).toBeCloseTo(minWindowMs, 3);
    for (let i = 0; i < 200; i++) state.zoom(2, now, now);
    state.pan(1e15, now);
    const [from] = state.range(now);
    expect(from).toBeLessThan(now);
    const { run, steps, events } = hostileScene();
    const far = stateOf({ run, steps, events: { ...events, timestamps: events.timestamps.fill(8.64e15) } });
    expect(() => new Date(far.range(now)[1]).toISOString()).not.toThrow();
  });

  it('goes to the start and to the end', () => {
    const state = stateOf();
    state.show(start + 100_000, start + 110_000, now);
    goTo(state, 'start', now);
    expect(state.range(now)).toEqual([start - 400, start + 9600]);
    goTo(state, 'end', now);
    expect(state.window.kind).toBe('follow');
    const over = stateOf({ run: runOf({ active: false, finishedAt: now }) });
    goTo(over, 'end', now + 1e7);
    const [, last] = over.range(now + 1e7);
    expect(last).toBeGreaterThan(now);
    expect(last).toBeLessThan(now + 15_000);
  });

  it('fits a row', () => {
    const state = stateOf();
    fitRow(
      state,
      state.rows.find(({ key }) => key === 'step setup'),
      now,
    );
    const [from, to] = state.range(now);
    expect([from, to]).toEqual([start + 96_000 - 3400, start + 130_000 + 3400]);
  });
});

describe('the keyboard', () => {
  const select = (state: TimelineState, key: string) => (state.selection = { kind: 'row', key });

  it('walks the rows and stays among them', () => {
    const state = stateOf();
    moveRow(state, 1);
    expect(state.selectedRow()).toBe(0);
    moveRow(state, 2);
    expect(state.selectedRow()).toBe(2);
    moveRow(state, -50);
    expect(state.selectedRow()).toBe(0);
    moveRow(state, 500);
    expect(state.selectedRow()).toBe(state.rows.length - 1);
  });

  it('folds, goes up to the parent, unfolds', () => {
    const state = stateOf();
    const span = state.span(now, 800);
    select(state, 'step call-3');
    goLeft(state, span, now);
    expect(state.selection).toEqual({ kind: 'row', key: 'step calls' });
    goLeft(state, span, now);
    expect(keys(state)).not.toContain('step call-3');
    goRight(state, span, now);
    expect(keys(state)).toContain('step call-3');
  });

  it('walks every mark of a row once, there and back', () => {
    const state = stateOf();
    state.show(start, now, now);
    const span = state.span(now, 800);
    select(state, 'step research');
    const { lane } = state.rows[state.selectedRow()] ?? {};
    if (!lane) throw new Error('no lane');
    const visited: string[] = [];
    for (let i = 0; i < 100; i++) {
      goRight(state, span, now);
      const { selection } = state;
      if (selection?.kind !== 'events') throw new Error('no mark selected');
      const key = `${selection.indexes.join()} of ${selection.count}`;
      if (visited.at(-1) === key) break;
      visited.push(key);
    }
    let seen = 0;
    for (let place = 0; place < lane.length; seen++) place = markAt(lane, place, span, bucketWidth).to;
    expect(visited).toHaveLength(seen);
    for (let i = 1; i < seen; i++) goLeft(state, span, now);
    expect(state.selection).toMatchObject({ kind: 'events' });
    goLeft(state, span, now);
    expect(state.selection).toEqual({ kind: 'row', key: 'step research' });
  });

  it('selects a bounded part of a mark that stands for a million', () => {
    const times = Array.from({ length: 100_000 }, () => eventOf(1, 'custom', 'a'));
    const state = stateOf({ events: sliceOf(times), steps: [stepOf('a')] });
    const lane = state.rows[1]?.lane;
    if (!lane) throw new Error('no lane');
    const mark = markAt(lane, 500, state.span(now, 800), bucketWidth);
    const selection = selectionOf('step a', lane, mark);
    expect(selection).toMatchObject({ count: 100_000 });
    expect(selection.kind === 'events' && selection.indexes.length).toBe(maxSelected);
  });
});

describe('reveal', () => {
  it('selects the event, unfolds what hides it and brings it into view', () => {
    const state = stateOf();
    state.fold('calls', true);
    state.show(now - 1000, now, now);
    const index =
      Array.from({ length: state.events.length }, (_, i) => i).find((i) => state.events.stepId(i) === 'call-2') ?? -1;
    expect(reveal(state, index, now)).toBe(true);
    expect(state.selection).toMatchObject({ key: 'step call-2', indexes: [index] });
    const [from, to] = state.range(now);
    expect(state.events.timestamp(index)).toBeGreaterThanOrEqual(from);
    expect(state.events.timestamp(index)).toBeLessThanOrEqual(to);
  });

  it('waits for an event that is not here yet', () => {
    const state = stateOf();
    expect(reveal(state, state.events.length, now)).toBe(false);
    expect(state.selection).toBeUndefined();
  });
});

describe('what is saved', () => {
  const ids = { missionId: 'm', runId: 'r' };

  it('comes back after a reload, though events have other indexes', () => {
    const scene = liveScene();
    const state = stateOf(scene);
    state.fold('calls', true);
    state.show(start + 1000, start + 90_000, now);
    state.detailsOpen = true;
    state.scrollTop = 48;
    const lane = state.events.lanes.get('research');
    if (!lane) throw new Error('no lane');
    state.selection = selectionOf('step research', lane, { from: 2, to: 3 });
    const time = lane.times[2];
    const saved: unknown = JSON.parse(JSON.stringify(state.save(ids)));
    expect(saved).toMatchObject(ids);

    const again = new TimelineState();
    again.restore(saved);
    const { events } = scene;
    const reversed = {
      ...events,
      timestamps: events.timestamps.toReversed(),
      types: events.types.toReversed(),
      stepIds: events.stepIds.toReversed(),
    };
    again.apply(snapshot({ ...scene, events: reversed }), now);
    expect(keys(again)).toEqual(keys(state));
    expect(again.range(now)).toEqual(state.range(now));
    expect([again.detailsOpen, again.scrollTop]).toEqual([true, 48]);
    const { selection } = again;
    expect(selection?.kind === 'events' && again.events.timestamp(selection.indexes[0] ?? -1)).toBe(time);
  });

  it('is kept until its events have been read, unless something else is selected', () => {
    const saved = { ...ids, selection: { key: 'step research', from: start + 12_000, to: start + 12_000 } };
    const reading = { kind: 'reading', loaded: 0, total: 9 } as const;
    const state = new TimelineState();
    state.restore(saved);
    state.apply(snapshot({ events: sliceOf([]), freshness: reading }), now);
    expect(state.selection).toBeUndefined();
    expect(state.save(ids).selection).toEqual(saved.selection);
    state.apply({ kind: 'delta', revision: 2, events: liveScene().events, now }, now);
    expect(state.selection).toMatchObject({ kind: 'events', key: 'step research' });

    const other = new TimelineState();
    other.restore(saved);
    other.apply(snapshot({ events: sliceOf([]), freshness: reading }), now);
    moveRow(other, 1);
    other.apply({ kind: 'delta', revision: 2, events: liveScene().events, now }, now);
    expect(other.selection).toEqual({ kind: 'row', key: 'run' });
  });

  it('by another version, or by nobody, is taken as far as it makes sense', () => {
    for (const junk of [
      undefined,
      null,
      7,
      'x',
      [],
      { window: { kind: 'free', from: 'a', to: NaN }, folded: 3, selection: 5, scrollTop: -1 },
    ]) {
      const state = new TimelineState();
      state.restore(junk);
      expect(state.window).toEqual({ kind: 'fit' });
      expect(state.folded.size).toBe(0);
      expect(state.scrollTop).toBe(0);
    }
  });
});

describe('hostile data', () => {
  it('is applied, laid out and walked without an error', () => {
    const state = stateOf(hostileScene());
    const span = state.span(now, 800);
    for (let i = 0; i < 30; i++) {
      moveRow(state, 1);
      for (let j = 0; j < 5; j++) goRight(state, span, now);
      for (let j = 0; j < 5; j++) goLeft(state, span, now);
    }
    expect(keys(state)).toContain('step __proto__');
    expect(state.stepCounts.total).toBeGreaterThan(0);
  });

  it('of a hundred thousand steps that only events name', () => {
    const events = Array.from({ length: 150_000 }, (_, i) => eventOf(i, 'custom', `s${i}`));
    const state = stateOf({ steps: [], events: sliceOf(events) });
    expect(state.rows).toHaveLength(150_001);
  }, 30_000);
});
