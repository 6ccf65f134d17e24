import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventColumns } from '../../../../src/model/eventColumns';
import {
  Lane,
  markAt,
  markNear,
  marksOf,
  timeAt,
  xOf,
  type Mark,
  type Span,
} from '../../../../src/timeline/geometry/density';
import { EventLanes } from '../../../../src/timeline/geometry/eventLanes';
import { eventOf, sliceOf, start } from '../scenes';

/** A lane of events at these times; every event whose time is divisible by 7 reports an error. */
function laneOf(times: readonly number[], batch = times.length): Lane {
  const lane = new Lane();
  for (let from = 0; from < times.length; from += batch) {
    const indexes = times.slice(from, from + batch).map((_, i) => from + i);
    indexes.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
    lane.insert(Uint32Array.from(indexes), {
      timestamp: (index) => times[index] ?? 0,
      typeNumber: (index) => (times[index] ?? 0) % 3,
      isError: (index) => (times[index] ?? 0) % 7 === 0,
    });
  }
  return lane;
}

const times = fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 300 });
const spans = fc
  .record({
    from: fc.integer({ min: -500, max: 2000 }),
    perPixel: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 20, max: 300 }),
  })
  .map(({ from, perPixel, width }): Span => ({ from, to: from + perPixel * width, width }));

/** What a draw that looks at every event would mark: which events share a bucket, by the plain definition. */
function bruteForce(all: readonly number[], span: Span, pixels: number) {
  const length = (pixels * (span.to - span.from)) / span.width;
  const buckets = new Map<number, number[]>();
  for (const time of [...all].sort((a, b) => a - b)) {
    const bucket = Math.floor(time / length);
    buckets.set(bucket, [...(buckets.get(bucket) ?? []), time]);
  }
  return [...buckets].map(([bucket, held]) => ({
    x: xOf(span, held.length === 1 ? Number(held[0]) : (bucket + 0.5) * length),
    times: held,
    error: held.some((time) => time % 7 === 0),
  }));
}

describe('marks', () => {
  const plain = (lane: Lane, { x, from, to, error }: Mark) => ({
    x,
    times: Array.from(lane.times.subarray(from, to)),
    error,
  });

  it('are those of a draw that looks at every event', () => {
    fc.assert(
      fc.property(times, spans, fc.integer({ min: 1, max: 12 }), (all, span, pixels) => {
        const lane = laneOf(all);
        const drawn = marksOf(lane, span, pixels).map((mark) => plain(lane, mark));
        const expected = bruteForce(all, span, pixels);
        // Beside the screen more may be drawn than shows; on it nothing may be missing or different.
        const seen = expected.filter(({ x }) => x >= 0 && x <= span.width);
        expect(drawn.filter(({ x }) => x >= 0 && x <= span.width)).toEqual(seen);
        for (const mark of drawn) expect(expected).toContainEqual(mark);
      }),
    );
  });

  it('are at most one for each bucket, however many events there are', () => {
    const lane = laneOf(Array.from({ length: 50_000 }, (_, i) => i % 1000));
    const marks = marksOf(lane, { from: 0, to: 1000, width: 200 }, 4, 0, 200);
    expect(marks.length).toBeLessThanOrEqual(51);
    expect(marks.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(50_000);
  });

  it('keep their company while a person pans', () => {
    const lane = laneOf(Array.from({ length: 400 }, (_, i) => i * 5));
    const parts = (from: number) =>
      marksOf(lane, { from, to: from + 1000, width: 200 }, 6).map(({ from, to }) => `${from}-${to}`);
    const before = new Set(parts(300));
    const after = parts(313);
    expect(after.filter((part) => before.has(part)).length).toBeGreaterThan(after.length - 5);
  });

  it('ends where a bucket is shorter than a time can tell', () => {
    const lane = laneOf([8.64e15, 8.64e15, 8.64e15 - 1]);
    const marks = marksOf(lane, { from: 8.64e15 - 1, to: 8.64e15, width: 1000 }, 1);
    expect(marks.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(3);
  });

  it('are found by the place of any of their events, and by a pointer near them', () => {
    fc.assert(
      fc.property(times, spans, fc.nat(), (all, span, pick) => {
        const lane = laneOf(all);
        const marks = marksOf(lane, span, 6);
        fc.pre(marks.length > 0);
        const mark = marks[pick % marks.length];
        if (!mark) throw new Error('no mark');
        expect(markAt(lane, mark.from + (pick % (mark.to - mark.from)), span, 6)).toEqual(mark);
        const hit = markNear(lane, mark.x + 1, span, 6, 7);
        const distances = marks.map(({ x }) => Math.abs(x - mark.x - 1));
        expect(Math.abs((hit?.x ?? Infinity) - mark.x - 1)).toBeCloseTo(Math.min(...distances));
      }),
    );
  });

  it('are out of the pointer’s reach farther off', () => {
    const lane = laneOf([100]);
    const span = { from: 0, to: 200, width: 200 };
    expect(markNear(lane, 107, span, 6, 7)).toBeDefined();
    expect(markNear(lane, 108, span, 6, 7)).toBeUndefined();
  });
});

describe('a lane', () => {
  it('is sorted by time, then by arrival, however the events come', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 40 }), (all, batch) => {
        const lane = laneOf(all, batch);
        const order = all.map((_, i) => i).sort((a, b) => Number(all[a]) - Number(all[b]) || a - b);
        expect(Array.from(lane.indexes.subarray(0, lane.length))).toEqual(order);
        order.forEach((index, place) => expect(lane.placeOf(Number(all[index]), index)).toBe(place));
        let errors = 0;
        for (const [place, index] of order.entries()) {
          const isError = Number(all[index]) % 7 === 0;
          if (isError) errors++;
          expect(lane.errorsIn(0, place + 1)).toBe(errors);
          expect(lane.errorsIn(place, place + 1)).toBe(isError ? 1 : 0);
        }
      }),
    );
  });

  it('does not know an event that it does not hold', () => {
    expect(laneOf([1, 2, 3]).placeOf(2, 7)).toBe(-1);
    expect(laneOf([1, 2, 3]).placeOf(9, 1)).toBe(-1);
  });
});

describe('the lane of all events', () => {
  type Plain = { readonly at: number; readonly type: string };
  const event = fc.record({ at: fc.integer({ min: 0, max: 300 }), type: fc.constantFrom('custom', 'error') });
  const events = fc.array(event, { maxLength: 40 });

  function appendTo(lanes: EventLanes, columns: EventColumns, more: readonly Plain[]): void {
    const [from, strings] = [columns.length, columns.strings.size];
    columns.append(more.map(({ at, type }) => eventOf(at, type, 'a')));
    expect(lanes.append(columns.slice(from, strings))).toBe(true);
  }

  it('is the same whether it was held in the order of its columns or not', () => {
    fc.assert(
      fc.property(events, events, events, (early, late, last) => {
        const inOrder = [...early].sort((a, b) => a.at - b.at);
        const [lanes, columns] = [new EventLanes(), new EventColumns()];
        for (const more of [inOrder, late, last]) appendTo(lanes, columns, more);
        const all = [...inOrder, ...late, ...last].map((one, index) => ({ ...one, index }));
        all.sort((a, b) => a.at - b.at || a.index - b.index);
        expect(Array.from(lanes.all.indexes)).toEqual(all.map(({ index }) => index));
        all.forEach(({ at, index }, place) => {
          expect([lanes.all.at(place), lanes.all.indexAt(place)]).toEqual([start + at, index]);
          expect(lanes.all.placeOf(start + at, index)).toBe(place);
        });
        for (const from of all.keys()) {
          const next = all.findIndex(({ type }, place) => place > from && type === 'error');
          expect(lanes.all.nextError(from, 1)).toBe(next);
          const before = all.findLastIndex(({ type }, place) => place < from && type === 'error');
          expect(lanes.all.nextError(from, -1)).toBe(before);
        }
      }),
    );
  });

  it('knows long runs of one type', () => {
    const lanes = new EventLanes();
    const types = [
      ...Array.from({ length: 3000 }, () => 'custom'),
      'error',
      ...Array.from({ length: 900 }, () => 'custom'),
    ];
    lanes.append(sliceOf(types.map((type, at) => eventOf(at, type))));
    const { all } = lanes;
    expect([all.isUniform(0, 3000), all.isUniform(3001, 3901), all.isUniform(3000, 3001)]).toEqual([true, true, true]);
    expect([all.isUniform(0, 3001), all.isUniform(2999, 3001), all.isUniform(2000, 3901)]).toEqual([
      false,
      false,
      false,
    ]);
    expect(all.isUniform(3000, 3901)).toBe(false);
  });
});

describe('pixels and times', () => {
  it('are each other’s reverse', () => {
    const span = { from: start, to: start + 60_000, width: 600 };
    expect(xOf(span, start + 30_000)).toBe(300);
    expect(timeAt(span, xOf(span, start + 12_345))).toBeCloseTo(start + 12_345, 3);
  });
});

describe('the events of a run', () => {
  it('are those of the host’s columns, from its first slice and from the next', () => {
    const columns = new EventColumns();
    const lanes = new EventLanes();
    columns.append([eventOf(0, 'message', 'a'), eventOf(1, 'error', 'b')]);
    expect(lanes.append(columns.slice(0, 0))).toBe(true);
    const strings = columns.strings.size;
    columns.append([eventOf(2, 'custom', 'a'), eventOf(3)]);
    expect(lanes.append(columns.slice(2, strings))).toBe(true);
    expect(lanes.length).toBe(columns.length);
    for (let i = 0; i < columns.length; i++) {
      expect([lanes.type(i), lanes.stepId(i), lanes.timestamp(i)]).toEqual([
        columns.type(i),
        columns.stepId(i),
        columns.timestamp(i),
      ]);
      expect(lanes.isError(i)).toBe(columns.type(i) === 'error');
    }
  });

  it('stay sorted by step, and groups with them, whatever arrives', () => {
    const arrival = fc.record({ at: fc.integer({ min: 0, max: 500 }), step: fc.constantFrom('a', 'b', 'c', '-') });
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 60 }), fc.array(arrival, { maxLength: 60 }), (early, late) => {
        const events = [...early, ...late].map(({ at, step }) => eventOf(at, 'custom', step));
        const whole = sliceOf(events);
        const lanes = new EventLanes();
        const part = (from: number, to: number, stringsFrom: number) => ({
          ...whole,
          from,
          timestamps: whole.timestamps.slice(from, to),
          types: whole.types.slice(from, to),
          stepIds: whole.stepIds.slice(from, to),
          agentIds: whole.agentIds.slice(from, to),
          stringsFrom,
          strings: stringsFrom === 0 ? whole.strings : [],
        });
        expect(lanes.append(part(0, early.length, 0))).toBe(true);
        const group = lanes.group('ab', new Set(['a', 'b']));
        expect(lanes.append(part(early.length, events.length, whole.strings.length))).toBe(true);
        const expected = (steps: string) =>
          [...early, ...late]
            .map(({ at, step }, index) => ({ at, step, index }))
            .filter(({ step }) => steps.includes(step))
            .sort((a, b) => a.at - b.at || a.index - b.index)
            .map(({ index }) => index);
        for (const [step, lane] of lanes.lanes)
          expect(Array.from(lane.indexes.subarray(0, lane.length))).toEqual(expected(step));
        expect(lanes.group('ab', new Set(['b', 'a']))).toBe(group);
        expect(Array.from(group.indexes.subarray(0, group.length))).toEqual(expected('ab'));
      }),
    );
  });

  it('refuse a batch that does not begin where they end, and keep what they have', () => {
    const lanes = new EventLanes();
    expect(lanes.append(sliceOf([eventOf(0), eventOf(1)]))).toBe(true);
    const next = sliceOf([eventOf(2)]);
    expect(lanes.append({ ...next, from: 3, stringsFrom: 2, strings: [] })).toBe(false);
    expect(lanes.append({ ...next, from: 1, stringsFrom: 2, strings: [] })).toBe(false);
    expect(lanes.append({ ...next, from: 2, stringsFrom: 5, strings: [] })).toBe(false);
    expect(lanes.append({ ...next, from: 2, stringsFrom: 2, strings: [], types: new Uint32Array(0) })).toBe(false);
    expect(lanes.length).toBe(2);
    expect(lanes.append({ ...next, from: 2, stringsFrom: 2, strings: [] })).toBe(true);
    expect(lanes.extent()).toEqual([start, start + 2]);
  });
});
