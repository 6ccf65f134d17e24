import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../src/api/apiError';
import type { Page } from '../../../../src/api/caller';
import { createListWindow, walkList } from '../../../../src/tracking/paging/listWindow';

type Row = { readonly id: number; readonly time: number };
type Order = 'newest' | 'oldest' | 'unordered';
const orders = ['newest', 'oldest', 'unordered'] as const;

/** What happens to a list, between two pages as well. Places count from its newest row. */
type Event =
  | { readonly kind: 'grow'; readonly count: number }
  | { readonly kind: 'lose'; readonly from: number; readonly count: number }
  /** A row that is not new comes to stand somewhere: its run is in this status again. */
  | { readonly kind: 'return'; readonly at: number };

type Served = {
  readonly order: Order;
  readonly cap?: number;
  /** The cap is not named in `meta`. */
  readonly isSilent?: boolean;
  /** The server counts no further. */
  readonly mostCounted?: number;
  readonly ignoresNumber?: boolean;
  /** Ids of rows that are too large an answer each by itself. */
  readonly tooLarge?: ReadonlySet<number>;
};

/** A list that changes, behind pages, and what is shown of it. */
function world(
  { order, cap = 1000, isSilent, mostCounted = Infinity, ignoresNumber, tooLarge }: Served,
  count: number,
) {
  let next = 0;
  const rows: Row[] = [];
  let requests = 0;
  let downloaded = 0;
  const coming: Event[] = [];
  const grow = (more: number) => {
    // Many begin at the same moment.
    for (let i = 0; i < more; i++, next++) rows.unshift({ id: next, time: Math.floor(next / 2) });
  };
  grow(count);
  const change = (event: Event) => {
    if (event.kind === 'grow') grow(event.count);
    else if (event.kind === 'lose') rows.splice(event.from % (rows.length + 1), event.count);
    else {
      const at = event.at % (rows.length + 1);
      rows.splice(at, 0, { id: next++, time: rows[Math.min(at, rows.length - 1)]?.time ?? next });
    }
  };
  const scrambled = ({ id }: Row) => (Math.imul(id + 1, 0x9e3779b1) >>> 0) % 1e9;
  const inOrder = () =>
    order === 'newest'
      ? rows
      : order === 'oldest'
        ? rows.toReversed()
        : rows.toSorted((a, b) => scrambled(a) - scrambled(b));
  const page = async (number: number, asked: number): Promise<Page<Row>> => {
    await Promise.resolve();
    requests++;
    const event = coming.shift();
    if (event) change(event);
    const size = Math.min(asked, cap);
    const start = ignoresNumber ? 0 : (number - 1) * size;
    const data = inOrder().slice(start, start + size);
    if (data.some(({ id }) => tooLarge?.has(id))) {
      downloaded++;
      throw new ApiError({ kind: 'tooLarge', operation: 'listRuns' });
    }
    const named = isSilent ? asked : size;
    const total = Math.min(mostCounted, rows.length);
    if (data.length > 0 && total < start + data.length) {
      const seen = (number - 1) * named + data.length;
      const guess = seen + (data.length >= named ? 1 : 0);
      const counted = { total: guess, totalPages: Math.ceil(guess / named), guessed: true } as const;
      return { rows: data, received: data.length, number, size: named, ...counted };
    }
    return { rows: data, received: data.length, number, size: named, total, totalPages: Math.ceil(total / named) };
  };
  const kept = new Set<number>();
  const key = ({ id }: Row) => String(id);
  const window = createListWindow<Row>({
    page,
    key,
    time: ({ time }) => time,
    keep: (fresh) => fresh.forEach(({ id }) => kept.add(id)),
  });
  const there = () => rows.map(({ id }) => id).sort((a, b) => a - b);
  const held = () => (window.listed()?.rows ?? []).map(({ id }) => id).sort((a, b) => a - b);
  return {
    ...{ window, page, key, kept, coming, change, there, held },
    requests: () => requests,
    downloaded: () => downloaded,
    /** Load More, to the end. */
    toEnd: async (count = 50) => {
      for (let time = 0; window.listed()?.more !== false; time++) {
        if (time > 2000) throw new Error('It never ends');
        await window.more(count);
      }
    },
  };
}

describe.each(orders)('a list %s first that loses rows', (order) => {
  it('is shown whole by Load More where half of what was before it is gone', async () => {
    const { window, change, there, held, toEnd } = world({ order }, 150);
    await window.more(50);
    change({ kind: 'lose', from: 0, count: 75 });
    await toEnd();
    for (const id of there()) expect(held()).toContain(id);
    // What is gone is gone after the next look.
    await window.renew(held().length);
    expect(held()).toEqual(there());
  });

  it('is shown whole where all that was shown is gone', async () => {
    const { window, change, there, held, toEnd } = world({ order }, 400);
    await window.more(20);
    await window.more(20);
    change({ kind: 'lose', from: 0, count: 200 });
    await toEnd(20);
    for (const id of there()) expect(held()).toContain(id);
  });

  it('is shown whole where rows leave it while it is read again', async () => {
    const { window, change, coming, there, held, toEnd } = world({ order, cap: 50 }, 400);
    await toEnd();
    coming.push({ kind: 'grow', count: 1 }, { kind: 'lose', from: 30, count: 40 }, { kind: 'lose', from: 0, count: 9 });
    await window.renew(400);
    for (const id of there()) expect(held()).toContain(id);
    change({ kind: 'grow', count: 70 });
    await window.renew(held().length + 70);
    expect(held()).toEqual(there());
  });
});

const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constant('grow' as const), count: fc.integer({ min: 1, max: 120 }) }),
  fc.record({ kind: fc.constant('lose' as const), from: fc.nat(400), count: fc.integer({ min: 1, max: 120 }) }),
  fc.record({ kind: fc.constant('return' as const), at: fc.nat(400) }),
);
const act = fc.oneof(
  fc.record({ kind: fc.constant('more' as const), count: fc.constantFrom(1, 20, 50, 100) }),
  fc.record({ kind: fc.constant('renew' as const) }),
  fc.record({ kind: fc.constant('renewPage' as const), size: fc.constantFrom(10, 100) }),
  fc.record({ kind: fc.constant('change' as const), events: fc.array(event, { minLength: 1, maxLength: 3 }) }),
  fc.record({ kind: fc.constant('meanwhile' as const), events: fc.array(event, { minLength: 1, maxLength: 3 }) }),
);
const server = fc.record({
  order: fc.constantFrom(...orders),
  cap: fc.constantFrom(7, 50, 1000),
  isSilent: fc.boolean(),
  mostCounted: fc.constantFrom(100, Infinity),
});

it('shows what is there after Load More to the end and one more look, whatever grew, shrank and shifted', async () => {
  await fc.assert(
    fc.asyncProperty(server, fc.nat(300), fc.array(act, { maxLength: 12 }), async (served, count, acts) => {
      const { window, change, coming, there, held, kept, requests, toEnd } = world(served, count);
      for (const one of acts) {
        const before = requests();
        const length = there().length + held().length;
        if (one.kind === 'more') await window.more(one.count);
        else if (one.kind === 'renew') await window.renew(Math.max(20, held().length));
        else if (one.kind === 'renewPage') await window.renewPage(Math.max(20, held().length), one.size);
        else if (one.kind === 'change') one.events.forEach(change);
        else coming.push(...one.events);
        expect(requests() - before).toBeLessThan(40 + (4 * (length + 500)) / Math.min(served.cap, 20));
      }
      coming.length = 0;
      await toEnd();
      await window.renew(Math.max(20, held().length, there().length));
      await toEnd();
      expect(held()).toEqual(there());
      for (const id of there()) expect(kept).toContain(id);
    }),
    { numRuns: 300 },
  );
});

it('misses nothing that is older than what is shown, at any time, while rows only come at its newest end or go', async () => {
  const changes = event.filter(({ kind }) => kind !== 'return');
  await fc.assert(
    fc.asyncProperty(
      fc.record({ order: fc.constantFrom('newest' as const, 'oldest' as const), cap: fc.constantFrom(30, 1000) }),
      fc.integer({ min: 1, max: 300 }),
      fc.array(fc.array(changes, { maxLength: 3 }), { minLength: 1, maxLength: 8 }),
      async (served, count, rounds) => {
        const { window, coming, there, held, toEnd } = world(served, count);
        const holes = () => {
          const all = new Set(held());
          const newest = Math.max(...all);
          const oldest = Math.min(...all);
          return there().filter((id) => id >= oldest && id <= newest && !all.has(id));
        };
        for (const events of rounds) {
          coming.push(...events);
          await window.more(40);
          expect(holes()).toEqual([]);
        }
        coming.length = 0;
        await toEnd();
        const newest = Math.max(...held());
        const all = new Set(held());
        expect(there().filter((id) => id <= newest && !all.has(id))).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});

it('costs one request a page, and no more than a server that caps its pages makes it', async () => {
  for (const order of ['newest', 'unordered'] as const) {
    const { window, requests } = world({ order }, 2500);
    for (let time = 1; time <= 5; time++) {
      await window.more(100);
      expect(requests()).toBe(time);
    }
    await window.renew(500);
    expect(requests()).toBe(6);
  }
  for (const isSilent of [false, true]) {
    const { window, requests } = world({ order: 'newest', cap: 50, isSilent }, 1000);
    await window.renew(1000, { atOnce: true });
    // The last page is full: one more shows that it is the last.
    expect(requests()).toBeLessThanOrEqual(20 + 1 + (isSilent ? 2 : 0));
  }
});

it.each(orders)(
  'ends after one page without news where the server ignores the page number, %s first',
  async (order) => {
    const { window, requests, held } = world({ order, ignoresNumber: true, cap: 50 }, 5000);
    await window.more(100);
    expect(requests()).toBeLessThanOrEqual(4);
    expect(held()).toHaveLength(50);
    const before = requests();
    await window.more(100);
    await window.renew(50);
    expect(requests() - before).toBeLessThanOrEqual(5);
    // Nobody has seen its end.
    expect(window.listed()).toMatchObject({ more: true });
  },
);

it('reads on where its count ends, and says "at least" until the end was seen', async () => {
  for (const order of orders) {
    const { window, held, there, toEnd } = world({ order, mostCounted: 10_000 }, 10_040);
    await window.more(1000);
    expect(window.listed()).toMatchObject({ more: true, atLeast: true });
    await toEnd(1000);
    expect(window.listed()).toMatchObject({ more: false, atLeast: false });
    expect(held()).toEqual(there());
  }
});

it('sees the end also where what the server counts was disproved by what has come', async () => {
  for (const order of orders) {
    const { window, held, there, toEnd, requests } = world({ order, mostCounted: 100 }, 130);
    await window.more(100);
    await toEnd(100);
    expect(requests()).toBeLessThan(12);
    expect(window.listed()).toMatchObject({ more: false, total: 130 });
    expect(held()).toEqual(there());
  }
});

it('does not take a short page for the end where the server caps its pages in silence', async () => {
  const { window, held, there, toEnd } = world({ order: 'newest', cap: 50, isSilent: true }, 130);
  await window.more(100);
  expect(window.listed()).toMatchObject({ more: true, total: 130 });
  await toEnd();
  expect(held()).toEqual(there());
});

describe('a row that is too large', () => {
  const place = 30;
  it.each(['newest', 'oldest'] as const)(
    'is named and passed over, %s first, and all others are shown',
    async (order) => {
      const served = world({ order, tooLarge: new Set([150 - 1 - place]) }, 150);
      const { window, held, there, toEnd } = served;
      await window.more(50);
      await toEnd();
      expect(held()).toEqual(there().filter((id) => id !== 150 - 1 - place));
      expect(window.listed()).toMatchObject({ more: false, tooLarge: [order === 'newest' ? place : 149 - place] });
    },
  );

  it('is passed over near the beginning of a list that is oldest first', async () => {
    const { window, held, there, toEnd } = world({ order: 'oldest', tooLarge: new Set([3]) }, 16);
    await window.more(24);
    await toEnd();
    expect(held()).toEqual(there().filter((id) => id !== 3));
  });

  it.each([53, 61, 107, 113])(
    'is passed over behind all others, oldest first: no page joins those, %i',
    async (last) => {
      const { window, held, there, toEnd, requests } = world({ order: 'oldest', tooLarge: new Set([last]) }, last + 1);
      for (const count of [20, 50, 50]) {
        const before = requests();
        await window.renew(count);
        await toEnd();
        expect(held()).toEqual(there().filter((id) => id !== last));
        expect(requests() - before).toBeLessThan(last);
      }
    },
  );

  it('is not downloaded again each time', async () => {
    const served = world({ order: 'newest', tooLarge: new Set([119]) }, 150);
    const { window, change, held } = served;
    await window.renew(100);
    const before = served.downloaded();
    for (let time = 0; time < 20; time++) await window.renew(100);
    // As often as larger pages are tried that hold it by chance.
    expect(served.downloaded() - before).toBe(0);
    expect(held()).toHaveLength(100);
    // A list of another length may have another row there.
    change({ kind: 'lose', from: 30, count: 1 });
    await window.renew(149);
    await window.renew(149);
    expect(window.listed()).toMatchObject({ more: false, tooLarge: [] });
    expect(held()).toHaveLength(149);
  });
});

it('walks through all of a list, says whether its end was seen, and ends where it was enough', async () => {
  const { page, key, requests, there } = world({ order: 'unordered' }, 2500);
  const seen: number[] = [];
  const visit = (rows: readonly Row[]) => seen.push(...rows.map(({ id }) => id)) < 0;
  expect(await walkList<Row>({ page, key }, visit)).toBe(true);
  expect(seen.sort((a, b) => a - b)).toEqual(there());
  const before = requests();
  expect(await walkList<Row>({ page, key }, () => true)).toBe(false);
  expect(requests() - before).toBe(1);
  const repeating = world({ order: 'unordered', ignoresNumber: true }, 2500);
  expect(await walkList<Row>(repeating, () => false)).toBe(false);
  expect(repeating.requests()).toBeLessThanOrEqual(4);
});
