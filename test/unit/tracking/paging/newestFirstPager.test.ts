import { describe, expect, it } from 'vitest';
import { createNewestFirst } from '../../../../src/tracking/paging/newestFirstPager';

const size = 10;
const newest = 65;

/** A list of 65 rows, told apart by their times, and which of its pages were asked for. */
function list(order: 'newest' | 'oldest') {
  const times = Array.from({ length: newest }, (_, place) => (order === 'newest' ? newest - place : place + 1));
  const asked: number[] = [];
  let fails = false;
  const pages = createNewestFirst<number>({
    size,
    time: (row) => row,
    read: async (number) => {
      asked.push(number);
      await Promise.resolve();
      if (fails) throw new Error('no answer');
      const rows = times.slice((number - 1) * size, number * size);
      const totalPages = Math.ceil(times.length / size);
      return { rows, received: rows.length, number, size, total: times.length, totalPages };
    },
  });
  return { pages, asked, failing: (now: boolean) => (fails = now) };
}

describe.each(['newest', 'oldest'] as const)('a list %s first, from its newest end', (order) => {
  it('loses no page where two ask at once', async () => {
    const { pages, asked } = list(order);
    const came = new Set<number>();
    for (let more = true; more;) {
      const both = await Promise.all([pages.next(), pages.next()]);
      expect(both[1]).toBe(both[0]);
      for (const row of both[0].rows) came.add(row);
      ({ more } = both[0]);
    }
    expect(came.size).toBe(newest);
    // Nothing was asked for twice but the end of a list that turned out to begin with what is oldest.
    expect(asked.length).toBe(order === 'newest' ? 7 : 8);
  });

  it('goes on at the page that did not come', async () => {
    const { pages, failing } = list(order);
    await pages.next();
    failing(true);
    await expect(Promise.allSettled([pages.next(), pages.next()])).resolves.toMatchObject([
      { status: 'rejected' },
      { status: 'rejected' },
    ]);
    failing(false);
    expect(Math.max(...(await pages.next()).rows)).toBeGreaterThan(newest - 2 * size);
  });
});

it('reads the newest page again where the one that it was to be shown with did not come', async () => {
  const rows = Array.from({ length: 32 }, (_, place) => place);
  let fails = true;
  const pages = createNewestFirst<number>({
    size,
    time: (row) => row,
    read: async (number) => {
      await Promise.resolve();
      if (number === 3 && fails) throw new Error('no answer');
      const page = rows.slice((number - 1) * size, number * size);
      return { rows: page, received: page.length, number, size, total: rows.length, totalPages: 4 };
    },
  });
  await expect(pages.next()).rejects.toThrow('no answer');
  fails = false;
  const came = [...(await pages.next()).rows, ...(await pages.next()).rows, ...(await pages.next()).rows];
  expect(came.toSorted((a, b) => a - b)).toEqual(rows);
});
