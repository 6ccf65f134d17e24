import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isErrorEvent } from '../../../../src/model/event';
import { bucketLength, marksOf, timeAt, xOf, type Span } from '../../../../src/timeline/geometry/density';
import { columnWidth, lookOf, type Look } from '../../../../src/timeline/draw/drawMarks';
import { EventLanes } from '../../../../src/timeline/geometry/eventLanes';
import { bucketWidth } from '../../../../src/timeline/geometry/layout';
import { densityOf } from '../../../../src/timeline/panes/overview';
import { timeFolds } from '../../../../src/timeline/geometry/timeFolds';
import { eventOf, sliceOf, start } from '../scenes';

const types = ['tool_call', 'tool_result', 'message', 'error', 'custom'];
const events = fc.array(fc.record({ at: fc.integer({ min: 0, max: 4000 }), type: fc.constantFrom(...types) }), {
  minLength: 1,
  maxLength: 400,
});
const spans = fc
  .record({
    from: fc.integer({ min: -400, max: 4000 }),
    perPixel: fc.integer({ min: 1, max: 12 }),
    width: fc.integer({ min: 40, max: 400 }),
  })
  .map(({ from, perPixel, width }): Span => ({ from: start + from, to: start + from + perPixel * width, width }));

type Plain = { readonly at: number; readonly type: string };

function lanesOf(all: readonly Plain[]): EventLanes {
  const lanes = new EventLanes();
  lanes.append(sliceOf(all.map(({ at, type }) => eventOf(at, type, 'step'))));
  return lanes;
}

/** What each pixel of a row shows, with every event looked at: nothing, or the look of the mark that covers it. */
function pixels(looks: readonly Look[], width: number): string[] {
  const row = Array.from({ length: width }, () => '');
  for (const { x, count, error, type } of looks) {
    const half = columnWidth / 2;
    for (let pixel = Math.max(0, Math.round(x - half)); pixel < Math.min(width, Math.round(x + half)); pixel++)
      row[pixel] = `${count} ${error ? 'error' : (type ?? 'mixed')}`;
  }
  return row;
}

function bruteForce(all: readonly Plain[], span: Span): Look[] {
  const length = bucketLength(span, bucketWidth);
  const buckets = new Map<number, Plain[]>();
  for (const event of all) {
    const bucket = Math.floor((start + event.at) / length);
    buckets.set(bucket, [...(buckets.get(bucket) ?? []), event]);
  }
  return [...buckets]
    .sort(([a], [b]) => a - b)
    .map(([bucket, held]) => {
      const [first] = held;
      return {
        x: held.length === 1 && first ? xOf(span, start + first.at) : xOf(span, (bucket + 0.5) * length),
        count: held.length,
        error: held.some(({ type }) => isErrorEvent(type)),
        type: new Set(held.map(({ type }) => type)).size === 1 ? first?.type : undefined,
      };
    });
}

describe('level of detail', () => {
  it('draws what a draw that looks at every event would, pixel for pixel', () => {
    fc.assert(
      fc.property(events, spans, (all, span) => {
        const lanes = lanesOf(all);
        const lane = lanes.lanes.get('step');
        const looks = lane ? marksOf(lane, span, bucketWidth).map((mark) => lookOf(mark, lane, lanes)) : [];
        expect(pixels(looks, span.width)).toEqual(pixels(bruteForce(all, span), span.width));
      }),
      { numRuns: 300 },
    );
  });

  it('shows every event in exactly one mark, with and without folds', () => {
    fc.assert(
      fc.property(events, spans, fc.boolean(), (all, span, folded) => {
        const lanes = lanesOf(all);
        const folds = timeFolds(folded ? [{ from: start + 1000, to: start + 2000, shown: 40 }] : []);
        const whole = { ...span, from: start - 10, to: folds.toShown(start + 4010), folds };
        const marks = marksOf(lanes.all, whole, bucketWidth);
        expect(marks.map(({ from }) => from)).toEqual([0, ...marks.slice(0, -1).map(({ to }) => to)]);
        expect(marks.at(-1)?.to).toBe(all.length);
      }),
    );
  });

  it('takes a million events in one second', () => {
    const count = 1_000_000;
    const lanes = new EventLanes();
    const timestamps = Float64Array.from({ length: count }, (_, i) => start + (i % 1000));
    lanes.append({
      from: 0,
      timestamps,
      types: new Uint32Array(count).fill(1),
      stepIds: new Uint32Array(count),
      agentIds: new Uint32Array(count),
      stringsFrom: 0,
      strings: ['', 'tool_call'],
    });
    const span = { from: start - 100, to: start + 1100, width: 1200 };
    const marks = marksOf(lanes.all, span, bucketWidth);
    expect(marks.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(count);
    expect(marks.length).toBeLessThanOrEqual(1200 / bucketWidth + 2);
    expect(marks.every(({ uniform, error }) => uniform && !error)).toBe(true);
  });

  it('counts in the overview what is there', () => {
    fc.assert(
      fc.property(events, spans, (all, span) => {
        const lanes = lanesOf(all);
        const columns = densityOf(lanes.all, span, 2);
        const inSight = all.filter(({ at }) => start + at >= timeAt(span, 0) && xOf(span, start + at) < span.width);
        expect(columns.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(inSight.length);
        const whole = densityOf(lanes.all, { from: start, to: start + 4001, width: 300 }, 2);
        expect(whole.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
        const errors = all.filter(({ type }) => isErrorEvent(type)).length;
        expect(whole.reduce((sum, column) => sum + column.errors, 0)).toBe(errors);
      }),
    );
  });

  it('stays the same whatever the order and the batches of arrival', () => {
    fc.assert(
      fc.property(events, spans, fc.integer({ min: 1, max: 30 }), (all, span, batch) => {
        const once = lanesOf(all);
        const pieces = new EventLanes();
        const slice = sliceOf(all.map(({ at, type }) => eventOf(at, type, 'step')));
        for (let from = 0; from < all.length; from += batch) {
          const to = Math.min(all.length, from + batch);
          pieces.append({
            from,
            timestamps: slice.timestamps.slice(from, to),
            types: slice.types.slice(from, to),
            stepIds: slice.stepIds.slice(from, to),
            agentIds: slice.agentIds.slice(from, to),
            stringsFrom: from === 0 ? 1 : slice.strings.length,
            strings: from === 0 ? slice.strings.slice(1) : [],
          });
        }
        const looksOf = (lanes: EventLanes) =>
          marksOf(lanes.all, span, bucketWidth).map((mark) => lookOf(mark, lanes.all, lanes));
        expect(looksOf(pieces)).toEqual(looksOf(once));
      }),
    );
  });
});
