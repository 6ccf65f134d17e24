import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ApiError } from '../../../../src/api/apiError';
import type { Page } from '../../../../src/api/caller';
import { createListReader } from '../../../../src/tracking/paging/listReader';

type Served = {
  readonly count: number;
  /** The most rows a page that the server gives. */
  readonly cap: number;
  /** It names its cap in `meta`. */
  readonly told: boolean;
  /** No `meta` at all. */
  readonly silent?: boolean;
  readonly fixed?: boolean;
  readonly ignoresNumber?: boolean;
  /** How large a row is, where it is not 1; an answer of more than 1000 is too large. */
  readonly large?: ReadonlyMap<number, number>;
};

/** Places of a list as its rows, and how often it was asked. */
function list(served: Served) {
  let requests = 0;
  const pages = new Map<number, number>();
  const page = (number: number, asked: number): Promise<Page<number>> => {
    if (++requests > 3000) throw new Error('It asks without end');
    pages.set(number, (pages.get(number) ?? 0) + 1);
    const size = served.fixed ? served.cap : Math.min(asked, served.cap);
    const start = served.ignoresNumber ? 0 : (number - 1) * size;
    const rows = Array.from({ length: Math.max(0, Math.min(size, served.count - start)) }, (_, i) => start + i);
    if (rows.reduce((sum, row) => sum + (served.large?.get(row) ?? 1), 0) > 1000)
      return Promise.reject(new ApiError({ kind: 'tooLarge', operation: 'listRuns' }));
    const named = served.told ? size : asked;
    if (served.silent) {
      const seen = rows.length === 0 ? 0 : (number - 1) * asked + rows.length;
      const total = seen + (rows.length >= asked ? 1 : 0);
      const totalPages = Math.ceil(total / asked);
      return Promise.resolve({ rows, received: rows.length, number, size: asked, total, totalPages, guessed: true });
    }
    const totalPages = Math.ceil(served.count / named);
    return Promise.resolve({ rows, received: rows.length, number, size: named, total: served.count, totalPages });
  };
  return { reader: createListReader({ page, key: String }), requests: () => requests, pages };
}

/** All of it, in ranges of `step` rows. */
async function readAll({ reader }: ReturnType<typeof list>, step: number) {
  const rows = new Set<number>();
  const tooLarge: number[] = [];
  for (let from = 0; ;) {
    const range = await reader.read(from, step);
    for (const row of range.rows) {
      expect(row).toBeGreaterThanOrEqual(range.from);
      expect(row).toBeLessThan(range.end);
      rows.add(row);
    }
    tooLarge.push(...range.tooLarge);
    if (range.isEnd || range.repeats) return { ...range, all: rows, tooLarge };
    expect(range.end).toBeGreaterThan(from);
    from = range.end;
  }
}

it('reads every place of a list of any length, whatever the server makes of page sizes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        count: fc.integer({ min: 0, max: 400 }),
        cap: fc.constantFrom(1, 7, 50, 100, 1000),
        told: fc.boolean(),
        // Of a server whose pages have one length that it doesn't name nobody can tell what came.
        kind: fc.constantFrom({}, { silent: true }, { fixed: true, told: true }),
      }),
      fc.integer({ min: 1, max: 1000 }),
      async ({ kind, ...served }, step) => {
        const { all, isEnd, end } = await readAll(list({ ...served, ...kind }), step);
        expect([...all].sort((a, b) => a - b)).toEqual(Array.from({ length: served.count }, (_, place) => place));
        expect({ isEnd, end }).toEqual({ isEnd: true, end: served.count });
      },
    ),
    { numRuns: 200 },
  );
});

it('passes over a row that is too large an answer by itself, names its place, and loses no other', async () => {
  const served = list({ count: 2500, cap: 1000, told: true, large: new Map([[1234, 5000]]) });
  const { all, tooLarge } = await readAll(served, 1000);
  expect(tooLarge).toEqual([1234]);
  expect(all.size).toBe(2499);
  expect(served.requests()).toBeLessThan(100);
});

it('does not ask for a row that is too large again while the list is as long as it was', async () => {
  const served = list({ count: 300, cap: 1000, told: true, large: new Map([[123, 5000]]) });
  await readAll(served, 300);
  const before = served.requests();
  for (let time = 0; time < 10; time++) expect((await readAll(served, 300)).tooLarge).toEqual([123]);
  expect((served.requests() - before) / 10).toBeLessThan(8);
});

it('reads one page at most where it is to, which holds the row that was asked for', async () => {
  for (const cap of [7, 50, 1000]) {
    const { reader, requests } = list({ count: 500, cap, told: true });
    await reader.readPage(0, 100);
    const before = requests();
    const range = await reader.readPage(333, 100);
    expect(requests() - before).toBe(1);
    expect(range.rows).toContain(333);
    expect(range.end - range.from).toBeLessThanOrEqual(cap);
  }
});

it('passes over a whole page that is too large where the server makes all pages as long', async () => {
  const served = list({ count: 500, cap: 100, told: true, fixed: true, large: new Map([[230, 5000]]) });
  const { all, tooLarge, isEnd } = await readAll(served, 1000);
  expect({ isEnd, shown: all.size, tooLarge: tooLarge.length }).toEqual({ isEnd: true, shown: 400, tooLarge: 100 });
});

it('reads rows that are large together in smaller pages, and seldom tries larger ones', async () => {
  const large = new Map(Array.from({ length: 3000 }, (_, place) => [place, 40]));
  const served = list({ count: 3000, cap: 1000, told: true, large });
  const { all } = await readAll(served, 1000);
  expect(all.size).toBe(3000);
  // 25 rows fit, so 120 pages are the fewest.
  expect(served.requests()).toBeLessThan(240);
});

it('asks again for larger pages once the large rows are behind it', async () => {
  const large = new Map(Array.from({ length: 60 }, (_, place) => [place, 40]));
  const served = list({ count: 20_000, cap: 1000, told: true, large });
  await readAll(served, 1000);
  expect(served.requests()).toBeLessThan(100);
});

it('asks no more often than a server that caps its pages makes it', async () => {
  for (const told of [true, false]) {
    const served = list({ count: 1000, cap: 50, told });
    await readAll(served, 1000);
    expect(served.requests(), told ? 'told' : 'in silence').toBeLessThan(told ? 24 : 34);
  }
});

it('says that a server which ignores the page number repeats itself, after the second page', async () => {
  const served = list({ count: 5000, cap: 50, told: true, ignoresNumber: true });
  const { repeats, isEnd } = await readAll(served, 1000);
  expect({ repeats, isEnd, requests: served.requests() }).toEqual({ repeats: true, isEnd: false, requests: 2 });
});

it('gives up at once where every answer is too large, whatever is asked for', async () => {
  let requests = 0;
  const reader = createListReader<number>({
    page: () => {
      requests++;
      return Promise.reject(new ApiError({ kind: 'tooLarge', operation: 'listRuns' }));
    },
    key: String,
  });
  await expect(reader.read(0, 1000)).rejects.toMatchObject({ kind: 'tooLarge' });
  expect(requests).toBe(2);
});

it('throws what the page throws, and learns nothing from it', async () => {
  const reader = createListReader<number>({
    page: () => Promise.reject(new ApiError({ kind: 'network', operation: 'listRuns' })),
    key: String,
  });
  await expect(reader.read(0, 10)).rejects.toMatchObject({ kind: 'network' });
});

it('asks again for the places that it has passed over where the list has another length', async () => {
  const served: { count: number; large: ReadonlyMap<number, number>; cap: number; told: boolean } = {
    ...{ count: 50, cap: 1000, told: true, large: new Map([[0, 5000]]) },
  };
  const { reader } = list(served);
  expect((await reader.read(0, 50)).tooLarge).toEqual([0]);
  Object.assign(served, { count: 49, large: new Map() });
  expect(new Set((await reader.read(0, 50)).rows).size).toBe(49);
});

it('says where the list has changed since it has met a row that is too large', async () => {
  for (let at = 0; at < 12; at++) {
    const { reader, requests } = list({
      ...{ cap: 1000, told: true, large: new Map([[13, 5000]]) },
      get count() {
        return requests() > at ? 31 : 30;
      },
    });
    const { isShifted, tooLarge } = await reader.read(0, 25);
    expect([at, tooLarge]).toEqual([at, [13]]);
    // It is met by the seventh request at the latest.
    if (at >= 7 && at < requests()) expect([at, isShifted]).toEqual([at, true]);
    if (at === 0 || at >= requests()) expect([at, isShifted]).toEqual([at, false]);
  }
});

it('asks seldom whether every answer is too large where others are not', async () => {
  const large = new Map(Array.from({ length: 60 }, (_, i) => [i * 7, i % 5 === 0 ? 5000 : 120]));
  const served = list({ count: 420, cap: 1000, told: true, large });
  for (let from = 0; from < 420;) from = (await served.reader.readPage(from, 100)).end;
  expect(served.pages.get(1_000_000)).toBeLessThanOrEqual(15);
});

it('looks for a row that is too large once only, also where the server does not count', async () => {
  const served = list({ count: 400, cap: 1000, told: false, silent: true, large: new Map([[123, 5000]]) });
  await readAll(served, 400);
  const before = served.requests();
  for (let time = 0; time < 10; time++) expect((await readAll(served, 400)).tooLarge).toEqual([123]);
  expect((served.requests() - before) / 10).toBeLessThan(10);
});

it('takes a short page at an end that is not counted for no cap', async () => {
  const served = list({ count: 206, cap: 1000, told: false, silent: true });
  await served.reader.read(202, 2);
  expect((await served.reader.read(204, 40)).isEnd).toBe(true);
  const before = served.requests();
  await served.reader.read(20, 100);
  expect(served.requests() - before).toBeLessThanOrEqual(5);
});
