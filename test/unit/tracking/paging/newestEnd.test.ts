import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../src/api/apiError';
import { createFittingPages } from '../../../../src/tracking/paging/fittingPages';
import { createNewestEnd } from '../../../../src/tracking/newestEnd/newestEnd';

type Row = { readonly id: number };
const key = ({ id }: Row) => String(id);

/** A list that is oldest first, in pages of 50 rows at most, with rows that are too large an answer. */
function listOf(rows: readonly Row[], tooLarge: ReadonlySet<number>, countsTo = Infinity) {
  const read = async (number: number, asked: number) => {
    await Promise.resolve();
    const size = Math.min(50, asked);
    const sent = rows.slice((number - 1) * size, number * size);
    if (sent.some(({ id }) => tooLarge.has(id)))
      throw new ApiError({ kind: 'tooLarge', operation: 'listRecentEvents' });
    const total = Math.min(countsTo, rows.length);
    return { rows: sent, received: sent.length, number, size, total, totalPages: Math.ceil(total / size) };
  };
  return read;
}

it('leaves out of a page that is put together what belongs to others', async () => {
  const rows = Array.from({ length: 120 }, (_, id) => ({ id }));
  const page = createFittingPages({ read: listOf(rows, new Set([41, 97])), key });
  for (let time = 0; time < 20; time++) {
    const all: number[] = [];
    for (const number of [1, 2, 3]) {
      const { rows: read, received } = await page(number, 50);
      expect(received).toBe(number === 3 ? 20 : 50);
      all.push(...read.map(({ id }) => id));
    }
    expect(all).toEqual(rows.map(({ id }) => id).filter((id) => id !== 41 && id !== 97));
  }
});

it('needs few pages around a row that is too large, also while others come now and then', async () => {
  const rows = Array.from({ length: 200 }, (_, id) => ({ id: 199 - id }));
  const spent = { requests: 0, tooLarge: 0 };
  const served = listOf(rows, new Set([190]));
  const page = createFittingPages<Row>({
    key,
    async read(number, size) {
      spent.requests++;
      try {
        return await served(number, size);
      } catch (error) {
        spent.tooLarge++;
        throw error;
      }
    },
  });
  const looks = 100;
  for (let look = 1; look <= looks; look++) {
    if (look % 10 === 0) rows.unshift({ id: rows.length });
    expect((await page(1, 30)).rows).toHaveLength(29);
  }
  // Most pages that it takes to find the row are downloaded in vain, up to their limit.
  expect(spent.requests / looks).toBeLessThan(6);
  expect(spent.tooLarge / looks).toBeLessThan(1);
});

it('shows what has come around a row that is too large in the look after the one that has met it', async () => {
  const rows: Row[] = Array.from({ length: 40 }, (_, id) => ({ id }));
  const read = listOf(rows, new Set([41]));
  const newest = createNewestEnd<Row>({ read, key, time: ({ id }) => id, most: 5000 });
  const held = new Map<string, number>();
  const take = (step: Awaited<ReturnType<typeof newest.open>>) => {
    if (step.restarted) held.clear();
    for (const row of step.rows) held.set(key(row), row.id);
    return step.behind;
  };
  take(await newest.open(undefined));
  for (let id = 40; id < 52; id++) rows.push({ id });
  const { signal } = new AbortController();
  take(await newest.follow(held, signal));
  expect(take(await newest.follow(held, signal))).toBe(false);
  expect(held.size).toBe(51);
});

it('is not behind for ever where the last row is too large', async () => {
  const rows: Row[] = Array.from({ length: 61 }, (_, id) => ({ id }));
  const newest = createNewestEnd<Row>({ read: listOf(rows, new Set([60])), key, time: ({ id }) => id, most: 5000 });
  const held = new Map<string, number>();
  for (const { id } of (await newest.open(undefined)).rows) held.set(String(id), id);
  const { signal } = new AbortController();
  const behind: boolean[] = [];
  for (let look = 0; look < 6; look++) {
    const step = await newest.follow(held, signal);
    behind.push(step.behind);
    for (const { id } of step.rows) held.set(String(id), id);
  }
  expect(behind.slice(3)).toEqual([false, false, false]);
  expect(held.size).toBe(60);
});

/** Somebody who shows what is newest. */
function show(parts: Parameters<typeof createNewestEnd<Row>>[0]) {
  const newest = createNewestEnd<Row>(parts);
  const held = new Map<string, number>();
  const { signal } = new AbortController();
  const take = (step: Awaited<ReturnType<typeof newest.open>>) => {
    if (step.restarted) held.clear();
    for (const row of step.rows) held.set(parts.key(row), parts.time(row));
    return step;
  };
  return {
    held,
    open: async () => take(await newest.open(undefined)),
    look: async () => take(await newest.follow(held, signal)),
    more: async () => take(await newest.older(held, undefined)),
  };
}

it('shows what is new behind all others, where few rows have made the list seem newest first', async () => {
  const rows: Row[] = [];
  const { held, open, look, more } = show({
    read: listOf(rows, new Set()),
    key,
    time: ({ id }) => id,
    most: 5000,
  });
  await open();
  rows.push({ id: 5 }, { id: 3 });
  await look();
  rows.push({ id: 7 });
  await look();
  expect([...held.values()].sort()).toEqual([3, 5, 7]);
  expect((await more()).more).toBe(false);
});

it('shows what is new in front of all others, where few rows have made the list seem oldest first', async () => {
  const rows: Row[] = [{ id: 0 }, { id: 4 }];
  // Many rows of the same moment: no page has many that tell the order.
  const { held, open, look } = show({ read: listOf(rows, new Set()), key, time: ({ id }) => id >> 2, most: 5000 });
  await open();
  for (let id = 8; id < 208; id++) rows.unshift({ id });
  for (let looks = 0; looks < 8; looks++) await look();
  for (let id = 170; id < 208; id++) expect([...held.keys()]).toContain(String(id));
});

describe('oldest first, behind where the service counts to', () => {
  /** Somebody who shows what is newest of a list that is said to have 100 rows at most; `before` each page is read. */
  function showCapped(before: (rows: Row[]) => void = () => undefined) {
    const rows: Row[] = [];
    const read = listOf(rows, new Set(), 100);
    const all = show({
      read: (number, size) => {
        before(rows);
        return read(number, size);
      },
      key,
      time: ({ id }) => id,
      most: 5000,
    });
    let made = 0;
    return {
      ...all,
      rows,
      add: (count: number) => {
        for (let row = 0; row < count; row++) rows.push({ id: made++ });
      },
      expectNoHole: () => {
        const shown = [...all.held.values()].sort((a, b) => b - a);
        expect(shown[0]).toBe(made - 1);
        expect(shown).toEqual(Array.from(shown, (_, place) => made - 1 - place));
      },
    };
  }

  it('shows what is new without a hole, and all of it after Load More', async () => {
    const { rows, held, open, look, more, add, expectNoHole } = showCapped();
    add(60);
    await open();
    for (const count of [90, 1, 30, 120, 1, 1]) {
      add(count);
      for (let looks = 0; looks < 4; looks++) await look();
      expectNoHole();
    }
    for (let time = 0; time < 9; time++) if (!(await more()).more) break;
    expect(held.size).toBe(rows.length);
  });

  it('leaves no hole where rows go between two pages', async () => {
    for (let goAt = 1; goAt < 6; goAt++) {
      let requests = -Infinity;
      const { open, look, add, expectNoHole } = showCapped((rows) => {
        if (++requests === goAt) rows.splice(0, 10);
      });
      add(400);
      await open();
      for (let looks = 0; looks < 8; looks++) await look();
      add(220);
      requests = 0;
      for (let looks = 0; looks < 6; looks++) await look();
      expectNoHole();
    }
  });
});

it('shows what is new behind rows that are too large, and seldom begins again for them', async () => {
  const rows: Row[] = Array.from({ length: 61 }, (_, id) => ({ id }));
  const large = new Set([63, 66, 67]);
  const served = listOf(rows, large);
  const { held, open, look } = show({ read: served, key, time: ({ id }) => id, most: 5000 });
  await open();
  await look();
  let restarts = 0;
  for (let id = 61; id < 75; id++) {
    rows.push({ id });
    for (let looks = 0; looks < 2; looks++) if ((await look()).restarted) restarts++;
    expect(held.has(String(id))).toBe(!large.has(id));
  }
  expect(restarts).toBeLessThanOrEqual(2);
});

it('asks for no further pages for older rows where the server sends the first one whatever it is asked for', async () => {
  const rows: Row[] = Array.from({ length: 200 }, (_, id) => ({ id: 200 - id }));
  const read = listOf(rows, new Set());
  let requests = 0;
  const { held, open, look, more } = show({
    read: (_, size) => {
      requests++;
      return read(1, size);
    },
    ...{ key, time: ({ id }) => id, most: 5000 },
  });
  await open();
  for (let time = 0; time < 3; time++) await look();
  expect(held.size).toBe(50);
  requests = 0;
  expect((await more()).more).toBe(true);
  expect(requests).toBe(2);
});

it('has no hole where rows go in front of a page, oldest first, and more come behind all of them meanwhile', async () => {
  for (const when of [2, 3, 4]) {
    const rows: Row[] = Array.from({ length: 180 }, (_, id) => ({ id }));
    const read = listOf(rows, new Set());
    let requests = 0;
    const { held, open, look } = show({
      read: (number, size) => {
        if (++requests === when) {
          rows.splice(0, 10);
          for (let id = 180; id < 240; id++) rows.push({ id });
        }
        return read(number, size);
      },
      ...{ key, time: ({ id }) => id, most: 5000 },
    });
    await open();
    for (let time = 0; time < 4; time++) await look();
    const ids = [...held.values()].sort((a, b) => a - b);
    expect(ids.at(-1)).toBe(239);
    expect(ids).toEqual(Array.from({ length: ids.length }, (_, i) => 240 - ids.length + i));
  }
});

describe('a list in no order', () => {
  /** In the order of their ids, which are chance; `countsTo`: the server counts no further. */
  function world(count: number, countsTo: number) {
    const rows: Row[] = [];
    const place = ({ id }: Row) => Math.imul(id + 1, 2654435761) >>> 0;
    let born = 0;
    const grow = (more: number) => {
      for (let i = 0; i < more; i++) rows.push({ id: born++ });
      rows.sort((a, b) => place(a) - place(b));
    };
    grow(count);
    const read = async (number: number, asked: number) => {
      await Promise.resolve();
      const size = Math.min(20, asked);
      const sent = rows.slice((number - 1) * size, number * size);
      const seen = sent.length === 0 ? 0 : (number - 1) * size + sent.length;
      const total = Math.min(rows.length, countsTo);
      const counted = { total: Math.max(total, seen), totalPages: Math.ceil(total / size) };
      return {
        rows: sent,
        received: sent.length,
        number,
        size,
        ...counted,
        ...(seen > total ? { guessed: true as const } : {}),
      };
    };
    return { grow, ...show({ read, key, time: ({ id }) => id, most: 5000 }) };
  }

  it('is not called whole while only some of what has come was looked for', async () => {
    const { grow, held, open, look, more } = world(10, Infinity);
    expect((await open()).more).toBe(false);
    grow(250);
    expect(await look()).toMatchObject({ more: true, behind: true });
    for (let time = 0; time < 10 && (await more()).more; time++);
    expect(held.size).toBe(260);
  });

  it('is not called whole before a walk has found nothing, where more comes than the server counts', async () => {
    const { grow, held, open, look, more } = world(200, 100);
    await open();
    for (let time = 0; time < 3; time++) {
      grow(40);
      await look();
    }
    let isMore = true;
    for (let time = 0; time < 20 && isMore; time++) isMore = (await more()).more;
    expect({ isMore, held: held.size }).toEqual({ isMore: false, held: 320 });
  });

  it('is looked through again and again where the server counts no further than to some number', async () => {
    const { grow, held, open, look } = world(200, 100);
    await open();
    for (let time = 0; time < 4; time++) await look();
    expect(held.size).toBe(200);
    // Nothing of it stands on the first page, and the count tells of nothing.
    grow(1);
    for (let time = 0; time < 4; time++) await look();
    expect(held.size).toBe(201);
  });
});
