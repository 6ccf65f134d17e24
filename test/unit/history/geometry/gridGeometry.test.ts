import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  barHeight,
  barsHeight,
  cellAt,
  columnsInSight,
  columnWidthFor,
  columnX,
  dateColumns,
  headHeight,
  longestBar,
  rowHeight,
  rowsInSight,
  rowY,
  scrollTo,
  shadeOf,
  type GridGeometry,
} from '../../../../src/history/geometry/gridGeometry';

const size = fc.integer({ min: 0, max: 5000 });
const geometries: fc.Arbitrary<GridGeometry> = fc.record({
  columnWidth: fc.integer({ min: 14, max: 28 }),
  columnCount: fc.integer({ min: 0, max: 10_000 }),
  rowCount: fc.integer({ min: 0, max: 2000 }),
  ...{ left: size, top: size, width: size, height: size },
});

describe('the geometry of the grid', () => {
  it('finds what is in sight: all of it, and nothing else', () => {
    fc.assert(
      fc.property(geometries, (geometry) => {
        const { first, end } = columnsInSight(geometry);
        const { columnCount, columnWidth, width } = geometry;
        const isSeen = (column: number) =>
          columnX(geometry, column) < width && columnX(geometry, column) + columnWidth > 0;
        for (const column of [0, first - 1, first, end - 1, end, columnCount - 1])
          if (column >= 0 && column < columnCount) expect(isSeen(column)).toBe(column >= first && column < end);
        const rows = rowsInSight(geometry);
        expect(rows.end).toBeLessThanOrEqual(geometry.rowCount);
        expect((rows.end - rows.first) * rowHeight).toBeLessThan(geometry.height + 2 * rowHeight);
      }),
    );
  });

  it('finds the cell at each point of a cell, and the bars above', () => {
    fc.assert(
      fc.property(geometries, fc.nat(200), fc.nat(60), (geometry, column, row) => {
        fc.pre(column < geometry.columnCount && row < geometry.rowCount);
        const x = columnX(geometry, column) + geometry.columnWidth / 2;
        const y = rowY(geometry, row) + rowHeight / 2;
        if (x >= 0 && y >= headHeight) expect(cellAt(geometry, x, y)).toEqual({ row, column });
        if (x >= 0) expect(cellAt(geometry, x, headHeight / 2)).toEqual({ row: -1, column });
        expect(cellAt(geometry, -1, y)).toBeUndefined();
      }),
    );
  });

  it('scrolls as little as is needed', () => {
    fc.assert(
      fc.property(
        size,
        size,
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 30, max: 2000 }),
        (scroll, start, one, room) => {
          const next = scrollTo(scroll, start, one, room);
          expect(start).toBeGreaterThanOrEqual(next);
          expect(start + one).toBeLessThanOrEqual(next + room);
          if (start >= scroll && start + one <= scroll + room) expect(next).toBe(scroll);
        },
      ),
    );
  });

  it('shows few runs wider, and no run narrower than can be hit', () => {
    expect([
      columnWidthFor(800, 10),
      columnWidthFor(800, 40),
      columnWidthFor(800, 1000),
      columnWidthFor(800, 0),
    ]).toEqual([28, 20, 14, 28]);
  });

  it('keeps bars and shades within their bounds, whatever the durations are', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), (duration, most) => {
        const height = barHeight(duration, most);
        expect(height).toBeGreaterThanOrEqual(2);
        expect(height).toBeLessThanOrEqual(barsHeight);
        const shade = shadeOf(duration, most);
        expect(shade).toBeGreaterThanOrEqual(0.25);
        expect(shade).toBeLessThanOrEqual(1);
      }),
    );
    expect([longestBar(1000, 100), longestBar(120, 100), longestBar(120, undefined)]).toEqual([150, 120, 120]);
  });

  it('dates the first run of a day, and leaves room for each date', () => {
    const times = [0, 10, 11, 20, 21, 30, NaN, 40];
    const dayOf = (ms: number) => Math.floor(ms / 10);
    expect(dateColumns((column) => times[column] ?? 0, { first: 0, end: 8 }, 64, dayOf)).toEqual([1, 3, 5, 7]);
    expect(dateColumns((column) => times[column] ?? 0, { first: 0, end: 8 }, 20, dayOf)).toEqual([1, 5]);
    expect(dateColumns((column) => times[column] ?? 0, { first: 2, end: 5 }, 64, dayOf)).toEqual([3]);
  });
});
