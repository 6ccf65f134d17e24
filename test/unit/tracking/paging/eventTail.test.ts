import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Page } from '../../../../src/api/caller';
import type { RunEvent } from '../../../../src/model/event';
import { createTail } from '../../../../src/tracking/tail/eventTail';

type ListOrder = 'newest' | 'oldest' | 'byTime' | 'unordered';

/** A server's log: rows by arrival; lists them in an order that the reader is not told. */
class Log {
  readonly rows: RunEvent[] = [];
  reads = 0;
  rowsSent = 0;

  constructor(
    readonly order: ListOrder,
    readonly pageSizeCap = 1000,
  ) {}

  arrive(timestamp: number): void {
    const eventId = `e${this.rows.length}`;
    this.rows.push({ eventId, runId: 'r', type: 'custom', summary: '', timestamp });
  }

  #listed(): readonly RunEvent[] {
    const hash = ({ eventId }: RunEvent) => Math.imul(Number(eventId.slice(1)) + 1, 2654435761) >>> 0;
    switch (this.order) {
      case 'newest':
        return [...this.rows].reverse();
      case 'oldest':
        return this.rows;
      // Late rows land in the middle.
      case 'byTime':
        return [...this.rows].sort((a, b) => b.timestamp - a.timestamp);
      case 'unordered':
        return [...this.rows].sort((a, b) => hash(a) - hash(b));
    }
  }

  page(number: number, asked: number): Page<RunEvent> {
    const size = Math.min(asked, this.pageSizeCap);
    const total = this.rows.length;
    const rows = this.#listed().slice((number - 1) * size, number * size);
    this.reads++;
    this.rowsSent += rows.length;
    return { rows, received: rows.length, total, totalPages: Math.ceil(total / size), number, size };
  }
}

function reader(log: Log, between: () => void = () => undefined) {
  const held = new Map<string, RunEvent>();
  let repeated = 0;
  let complete = false;
  const tail = createTail({
    read: async (number, size) => {
      await Promise.resolve();
      between();
      const page = log.page(number, size);
      await Promise.resolve();
      return page;
    },
    keep: (rows) => {
      for (const row of rows) {
        if (held.has(row.eventId)) repeated++;
        held.set(row.eventId, row);
      }
    },
    eventCount: () => held.size,
    progress: (state) => (complete = state.complete),
  });
  return { tail, held, isComplete: () => complete, repeated: () => repeated };
}

const orders: ListOrder[] = ['newest', 'oldest', 'byTime', 'unordered'];

/** A schedule: how many rows arrive (late or on time) or whether a fault strikes, before each read of a page. */
const schedules = fc.record({
  first: fc.integer({ min: 0, max: 260 }),
  cap: fc.constantFrom(7, 50, 1000),
  steps: fc.array(
    fc.record({
      arrivals: fc.array(fc.integer({ min: -500, max: 50 }), { maxLength: 4 }),
      fault: fc.boolean(),
      burst: fc.constantFrom(0, 0, 0, 0, 0, 90),
    }),
    { maxLength: 40 },
  ),
});

describe.each(orders)('a log that is listed %s', (order) => {
  it('is read whole, whatever arrives and fails between the pages', async () => {
    await fc.assert(
      fc.asyncProperty(schedules, async ({ first, cap, steps }) => {
        const log = new Log(order, cap);
        let now = 1_000_000;
        for (let i = 0; i < first; i++) log.arrive((now += 10));
        let step = 0;
        const { tail, held, isComplete } = reader(log, () => {
          const next = steps[step++];
          for (const shift of next?.arrivals ?? []) log.arrive((now += 10) + shift);
          for (let i = 0; i < (next?.burst ?? 0); i++) log.arrive((now += 1));
          if (next?.fault) throw new Error('fault');
        });
        // Ticks until the schedule is used up, then as many quiet ones as it may take to come to rest.
        for (let tick = 0; step < steps.length && tick < 200; tick++) await tail.catchUp().catch(() => undefined);
        for (let quiet = 0; quiet < 3; quiet++) await tail.catchUp();
        expect([...held.keys()].sort()).toEqual(log.rows.map(({ eventId }) => eventId).sort());
        expect(isComplete()).toBe(true);
      }),
      { numRuns: 1000 },
    );
  }, 60_000);
});

describe('what it costs', () => {
  it.each(['newest', 'oldest'] as const)('an idle log of 100,000 rows, %s: at most 50 rows a tick', async (order) => {
    const log = new Log(order);
    for (let i = 0; i < 100_000; i++) log.arrive(i);
    const { tail, held } = reader(log);
    await tail.catchUp();
    expect(held.size).toBe(100_000);
    expect(log.reads).toBeLessThanOrEqual(101);
    for (let tick = 0; tick < 5; tick++) {
      log.reads = 0;
      log.rowsSent = 0;
      await tail.catchUp();
      expect(log.reads).toBe(1);
      expect(log.rowsSent).toBeLessThanOrEqual(50);
    }
    log.arrive(100_001);
    log.reads = 0;
    await tail.catchUp();
    expect(held.size).toBe(100_001);
    expect(log.reads).toBeLessThanOrEqual(2);
  });

  it('does not walk through everything again and again for a count that is wrong', async () => {
    const log = new Log('newest');
    for (let i = 0; i < 5000; i++) log.arrive(i);
    const honest = log.page.bind(log);
    log.page = (number, size) => ({ ...honest(number, size), total: 5007, totalPages: Math.ceil(5007 / size) });
    const { tail, held } = reader(log);
    await tail.catchUp();
    expect(held.size).toBe(5000);
    log.reads = 0;
    for (let tick = 0; tick < 20; tick++) await tail.catchUp();
    expect(log.reads).toBeLessThanOrEqual(30);
  });

  it('shows the newest after the first page of a newest-first list', async () => {
    const log = new Log('newest');
    for (let i = 0; i < 10_000; i++) log.arrive(i);
    const seen: number[] = [];
    const held = new Set<string>();
    const tail = createTail({
      read: (number, size) => Promise.resolve(log.page(number, size)),
      keep: (rows) => rows.forEach(({ eventId }) => held.add(eventId)),
      eventCount: () => held.size,
      progress: () => seen.push(held.size),
    });
    await tail.catchUp();
    expect(seen[0]).toBe(1000);
    expect(seen.at(-1)).toBe(10_000);
  });
});
