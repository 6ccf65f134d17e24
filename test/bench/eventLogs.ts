/** What it costs to follow event logs as servers of many kinds list them, counted at a list in memory. */
import { follow, serveLog, servedOrders, type Served } from '../unit/tracking/paging/servedLog';

type Case = {
  readonly what: string;
  readonly served?: Omit<Served, 'order'>;
  readonly fill: (log: ReturnType<typeof serveLog>) => void | Promise<void>;
  /** Before each look. */
  readonly each?: (log: ReturnType<typeof serveLog>) => void;
  /** After the first look. */
  readonly then?: (log: ReturnType<typeof serveLog>) => void;
};

const one = (log: ReturnType<typeof serveLog>) => log.arrive(1);
const looks = 20;

const cases: readonly Case[] = [
  { what: '20,000 events', fill: (log) => log.arrive(20_000), each: one },
  {
    what: 'two out of order, then 20,000',
    fill(log) {
      log.arrive(1);
      log.arrive(1, { late: 5000 });
    },
    then: (log) => log.arrive(20_000),
    each: one,
  },
  { what: '3,000, 50 rows a page', served: { cap: 50 }, fill: (log) => log.arrive(3000), each: one },
  {
    what: '3,000, 50 rows a page, silently',
    served: { cap: 50, isSilent: true },
    fill: (log) => log.arrive(3000),
    each: one,
  },
  {
    what: '15,000, the oldest is pruned',
    fill: (log) => log.arrive(15_000),
    each(log) {
      log.arrive(1);
      log.prune(1);
    },
  },
  {
    what: '5,000, page numbers ignored',
    served: { cap: 50, ignoresNumber: true },
    fill: (log) => log.arrive(5000),
    each: one,
  },
  { what: '25,000, counted as 10,000', served: { maxCount: 10_000 }, fill: (log) => log.arrive(25_000), each: one },
  {
    what: '25,000, the rest refused',
    served: { maxCount: 10_000, refusesBehind: true },
    fill: (log) => log.arrive(25_000),
    each: one,
  },
  { what: '25,000, no meta', served: { noMeta: true }, fill: (log) => log.arrive(25_000), each: one },
  {
    what: '60 of 450 kB and 100 small, idle',
    fill(log) {
      log.arrive(100);
      log.arrive(60, { bytes: 450_000 });
    },
  },
  {
    what: 'one of 30 MB among 160, idle',
    fill(log) {
      log.arrive(100);
      log.arrive(1, { bytes: 30_000_000 });
      log.arrive(59);
    },
  },
];

export async function printEventLogs(): Promise<void> {
  const rows = [];
  for (const { what, served, fill, each, then } of cases)
    for (const order of servedOrders) {
      const log = serveLog({ ...served, order });
      await fill(log);
      const reader = follow(log);
      const look = () => reader.catchUp().catch(() => undefined);
      await look();
      const open = log.spent();
      if (then) {
        then(log);
        await look();
        log.spent();
      }
      const costs: ReturnType<typeof log.spent>[] = [];
      for (let i = 0; i < looks; i++) {
        each?.(log);
        await look();
        costs.push(log.spent());
      }
      const mean = (of: (cost: (typeof costs)[number]) => number) =>
        (costs.reduce((sum, cost) => sum + of(cost), 0) / looks).toFixed(1);
      const most = (of: (cost: (typeof costs)[number]) => number) => Math.max(...costs.map(of)).toLocaleString('en');
      rows.push({
        log: what,
        order,
        'to open': open.requests,
        'requests a tick': `${mean(({ requests }) => requests)} (most ${most(({ requests }) => requests)})`,
        'rows a tick': `${mean((cost) => cost.rows)} (most ${most((cost) => cost.rows)})`,
        'too large a tick': mean(({ tooLarge }) => tooLarge),
        held: `${reader.held.size} of ${log.rows.length}`,
        complete: String(reader.state().complete),
      });
    }
  console.table(rows);
}
