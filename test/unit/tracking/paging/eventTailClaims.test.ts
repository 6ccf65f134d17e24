import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../src/api/apiError';
import { follow, servedOrders, serveLog, type Served } from './servedLog';

const huge = 30_000_000;

describe.each(servedOrders)('a log listed %s with large events', (order) => {
  it('shows everything that fits where the newest events are large together', async () => {
    const log = serveLog({ order });
    log.arrive(100);
    log.arrive(60, { bytes: 450_000 });
    const reader = follow(log);
    await reader.catchUp();
    expect(reader.held.size).toBe(160);
    expect(reader.state()).toMatchObject({ total: 160, complete: true, tooLarge: [] });
    const idle = await reader.over(20, () => undefined);
    expect(idle.mostRequests).toBe(1);
    expect(idle.mostRows).toBeLessThanOrEqual(4);
  });

  it.each([0, 56, 159])(
    'names an event that alone is too large, and asks for it once (%i newer ones)',
    async (newer) => {
      const log = serveLog({ order });
      log.arrive(159 - newer);
      log.arrive(1, { bytes: huge });
      log.arrive(newer);
      const reader = follow(log);
      await reader.catchUp();
      expect(reader.held.size).toBe(159);
      const { tooLarge, ...rest } = reader.state();
      expect(rest).toEqual({ total: 160, complete: false, isReading: false });
      const place = { newest: newer + 1, oldest: 160 - newer };
      expect(tooLarge).toEqual(order === 'unordered' ? [expect.any(Number)] : [place[order]]);
      const idle = await reader.over(50, () => undefined);
      expect(idle.tooLarge).toBe(0);
      expect(idle.requests).toBeLessThan(1.5);
      const more = await reader.over(50, () => log.arrive(1));
      if (order === 'unordered') return;
      expect(more.tooLarge).toBe(0);
      expect(reader.held.size).toBe(209);
      expect(reader.state().tooLarge).toEqual([place[order]]);
    },
  );
});

describe.each(servedOrders)('what a look at a log listed %s costs', (order) => {
  /** The means and the most that are allowed; where places say nothing everything has to be looked through, rarely. */
  const most = order === 'unordered' ? { requests: 8, rows: 2500 } : { requests: 2, rows: 60 };

  it('stays small where the first two events are out of order and many come', async () => {
    const log = serveLog({ order });
    log.arrive(1);
    log.arrive(1, { late: 5000 });
    const reader = follow(log);
    await reader.catchUp();
    log.arrive(20_000);
    await reader.catchUp();
    expect(reader.held.size).toBe(20_002);
    const cost = await reader.over(20, () => log.arrive(1));
    expect(cost.requests).toBeLessThanOrEqual(order === 'unordered' ? 8 : 1.2);
    expect(cost.rows).toBeLessThanOrEqual(order === 'unordered' ? 2500 : 10);
  });

  it.each([false, true])('stays small where the server sends 50 rows a page (silently: %s)', async (isSilent) => {
    const log = serveLog({ order, cap: 50, isSilent });
    log.arrive(3000);
    const reader = follow(log);
    log.spent();
    await reader.catchUp();
    expect(log.spent().requests).toBeLessThanOrEqual(62);
    expect(reader.state()).toMatchObject({ total: 3000, complete: true });
    const cost = await reader.over(20, () => log.arrive(1));
    expect(cost.requests).toBeLessThanOrEqual(most.requests);
    expect(cost.rows).toBeLessThanOrEqual(most.rows);
  });

  it('stays small where the server forgets as many events as come', async () => {
    const log = serveLog({ order });
    log.arrive(15_000);
    const reader = follow(log);
    await reader.catchUp();
    const cost = await reader.over(20, () => {
      log.arrive(1);
      log.prune(1);
    });
    expect(cost.mostRequests).toBeLessThanOrEqual(2);
    expect(cost.mostRows).toBeLessThanOrEqual(60);
    if (order === 'unordered') return;
    expect(reader.held.size).toBe(15_020);
    expect(reader.state()).toMatchObject({ total: 15_020, complete: false, isReading: false });
  });

  it('ends after one page without news where the server ignores which page is asked for', async () => {
    for (const cap of [50, 1000]) {
      const log = serveLog({ order, cap, ignoresNumber: true });
      log.arrive(5000);
      const reader = follow(log);
      log.spent();
      await reader.catchUp();
      expect(log.spent().requests).toBeLessThanOrEqual(3);
      expect(reader.state()).toMatchObject({ total: 5000, complete: false, isReading: false });
      const idle = await reader.over(20, () => undefined);
      expect([idle.mostRequests, idle.mostRows]).toEqual([1, 50]);
      expect((await reader.over(20, () => log.arrive(1))).mostRequests).toBeLessThanOrEqual(3);
    }
  });
});

describe.each(servedOrders)('whether all of a log listed %s is there', (order) => {
  const capped: readonly (readonly [string, Omit<Served, 'order'>])[] = [
    ['serves what is behind', { maxCount: 10_000 }],
    ['refuses what is behind', { maxCount: 10_000, refusesBehind: true }],
    ['names no count', { noMeta: true }],
    ['names no count and sends 50 rows a page', { noMeta: true, cap: 50 }],
  ];
  it.each(capped)('is said only where it is proven: a server that counts to 10,000 and %s', async (_, served) => {
    const log = serveLog({ order, ...served });
    log.arrive(served.cap === undefined ? 25_000 : 2500);
    const reader = follow(log);
    await reader.catchUp();
    const all = log.rows.length;
    const { complete, isReading, total } = reader.state();
    expect(isReading).toBe(false);
    expect(complete).toBe(reader.held.size === all);
    expect(total).toBeGreaterThanOrEqual(reader.held.size);
    expect(reader.held.size).toBeGreaterThanOrEqual(served.refusesBehind ? 10_000 : all);
    for (let look = 0; look < 10; look++) {
      log.arrive(1);
      await reader.catchUp();
      if (reader.state().complete) expect(reader.held.size).toBe(log.rows.length);
    }
  });

  it('is read on behind a round number, where the server stops counting there', async () => {
    const log = serveLog({ order, maxCount: 100 });
    log.arrive(1);
    const reader = follow(log);
    await reader.catchUp();
    log.arrive(121);
    await reader.catchUp();
    expect(reader.state().complete).toBe(reader.held.size === log.rows.length);
    await reader.catchUp();
    expect(reader.held.size).toBe(122);
  });

  it('is found also where more are gone than have come', async () => {
    const log = serveLog({ order });
    log.arrive(67);
    const reader = follow(log);
    await reader.catchUp();
    log.prune(33);
    log.arrive(2);
    for (let look = 0; look < 6; look++) await reader.catchUp();
    expect(reader.held.size).toBe(69);
  });

  it('is found also where an event that is too large stands elsewhere by now', async () => {
    for (const before of [0, 1, 3])
      for (const after of [0, 1, 12])
        for (const late of [1, 3, 7]) {
          const log = serveLog({ order });
          log.arrive(before);
          log.arrive(1, { bytes: huge });
          log.arrive(after);
          const reader = follow(log);
          await reader.catchUp();
          log.arrive(late);
          if (late > 3) log.arrive(1, { bytes: huge });
          for (let look = 0; look < 20 && (look < 2 || reader.state().isReading); look++) await reader.catchUp();
          const tooLarge = late > 3 ? 2 : 1;
          expect([before, after, late, reader.held.size]).toEqual([before, after, late, log.rows.length - tooLarge]);
        }
  });

  it('is found also where events come while one that is too large is met', async () => {
    for (let at = 1; at < 14; at++) {
      const log = serveLog({ order, cap: 20, isSilent: true });
      let left = Infinity;
      const page: typeof log.page = (number, size) => {
        if (left-- === 0) log.arrive(7);
        return log.page(number, size);
      };
      const reader = follow({ ...log, page });
      log.arrive(20);
      await reader.catchUp();
      log.arrive(1, { bytes: huge });
      left = at;
      for (let look = 0; look < 20 && (look < 4 || reader.state().isReading); look++) await reader.catchUp();
      expect([at, reader.held.size]).toEqual([at, log.rows.length - 1]);
    }
  });

  it('is not said where events go between two pages of the first look', async () => {
    const log = serveLog({ order, cap: 20, isSilent: true });
    log.arrive(60);
    let pages = 0;
    const page: typeof log.page = (number, size) => {
      if (++pages === 2) log.prune(30);
      return log.page(number, size);
    };
    const reader = follow({ ...log, page });
    for (let look = 0; look < 4; look++) {
      await reader.catchUp();
      if (reader.state().complete) expect(log.rows.every(({ eventId }) => reader.held.has(eventId))).toBe(true);
    }
    expect(log.rows.every(({ eventId }) => reader.held.has(eventId))).toBe(true);
  });

  it('is not said where about as many have come as are gone', async () => {
    for (const come of [33, 35, 37, 40]) {
      const log = serveLog({ order });
      log.arrive(67);
      const reader = follow(log);
      await reader.catchUp();
      log.prune(33);
      log.arrive(come);
      for (let look = 0; look < 6; look++) {
        await reader.catchUp();
        if (reader.state().complete) expect(log.rows.every(({ eventId }) => reader.held.has(eventId))).toBe(true);
      }
    }
  });

  it('is not said where as many have come since as are gone, and the server does not count them', async () => {
    for (const [gone, most] of [
      [4, 5],
      [8, 17],
    ] as const)
      for (let come = 1; come <= most; come++) {
        const log = serveLog({ order, maxCount: 100 });
        log.arrive(60);
        const reader = follow(log);
        await reader.catchUp();
        log.prune(gone);
        log.arrive(120);
        await reader.catchUp();
        log.arrive(come);
        await reader.catchUp(true);
        if (reader.state().complete) expect(log.rows.every(({ eventId }) => reader.held.has(eventId))).toBe(true);
      }
  });

  it('is looked for at once by hand', async () => {
    const log = serveLog({ order });
    log.arrive(60);
    log.arrive(1, { bytes: huge });
    const reader = follow(log);
    for (let look = 0; look < 3; look++) await reader.catchUp();
    log.arrive(3);
    log.arrive(1, { bytes: huge });
    await reader.catchUp(true);
    expect(reader.held.size).toBe(63);
  });

  it('is found also where events come between two pages, and the server stops counting meanwhile', async () => {
    const counts = [
      [20, 50, 1000],
      [61, 67, 80],
      [13, 15, 18],
      [2, 5, 10, 18, 19, 25],
    ] as const;
    for (const cap of counts[0])
      for (const first of counts[1])
        for (const second of counts[2])
          for (const late of counts[3]) {
            const log = serveLog({ order, maxCount: 100, cap, isSilent: true });
            let coming = 0;
            const page: typeof log.page = (number, size) => {
              const read = log.page(number, size);
              log.arrive(coming);
              coming = 0;
              return read;
            };
            const reader = follow({ ...log, page });
            log.arrive(first);
            await reader.catchUp();
            log.arrive(second);
            coming = late;
            for (let look = 0; look < 4; look++) await reader.catchUp();
            expect([cap, first, second, late, reader.held.size]).toEqual([cap, first, second, late, log.rows.length]);
          }
  });

  it('is never said wrongly, whatever the server does and whatever comes, and looks stay bounded', async () => {
    const step = fc.record({
      arrivals: fc.constantFrom(0, 0, 1, 1, 3, 60),
      late: fc.constantFrom(0, 0, 0, 5000, 500_000),
      bytes: fc.constantFrom(300, 300, 300, 300, 700_000, huge),
      // Rows that are listed nowhere in particular, and go, are beyond what can be noticed.
      pruned: order === 'unordered' ? fc.constant(0) : fc.constantFrom(0, 0, 0, 1, 40),
    });
    const server = fc.record({
      cap: fc.constantFrom(7, 50, 1000),
      isSilent: fc.boolean(),
      noMeta: fc.constantFrom(false, false, true),
      maxCount: fc.constantFrom(Infinity, Infinity, 1000),
      refusesBehind: fc.boolean(),
      ignoresNumber: fc.constantFrom(false, false, false, true),
    });
    await fc.assert(
      fc.asyncProperty(
        server,
        fc.oneof(fc.integer({ min: 0, max: 260 }), fc.integer({ min: 980, max: 1010 })),
        fc.array(step, { maxLength: 25 }),
        async (kind, first, steps) => {
          const log = serveLog({ order, ...kind });
          log.arrive(first);
          const reader = follow(log);
          for (const { arrivals, late, bytes, pruned } of [{ arrivals: 0, late: 0, bytes: 0, pruned: 0 }, ...steps]) {
            log.arrive(arrivals, { late, bytes });
            log.prune(pruned);
            log.spent();
            const isRead = await reader.catchUp().then(
              () => true,
              (error: unknown) => {
                // A server that has nothing but a first page that is too large is of no use, and that is said.
                if (!kind.ignoresNumber || !(error instanceof ApiError) || error.kind !== 'tooLarge') throw error;
                return false;
              },
            );
            expect(log.spent().requests).toBeLessThan(1000);
            if (isRead && reader.state().complete)
              expect(log.rows.every(({ eventId }) => reader.held.has(eventId))).toBe(true);
            expect(reader.state().total).toBeGreaterThanOrEqual(reader.held.size);
          }
        },
      ),
      { numRuns: 100 },
    );
  }, 60_000);
});
