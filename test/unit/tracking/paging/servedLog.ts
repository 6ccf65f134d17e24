import { ApiError } from '../../../../src/api/apiError';
import type { Page } from '../../../../src/api/caller';
import type { RunEvent } from '../../../../src/model/event';
import { createTail } from '../../../../src/tracking/tail/eventTail';
import type { TailState } from '../../../../src/tracking/tail/tailLog';

export type ServedOrder = 'newest' | 'oldest' | 'unordered';
export const servedOrders: readonly ServedOrder[] = ['newest', 'oldest', 'unordered'];

export type Served = {
  readonly order: ServedOrder;
  /** The most rows a page. */
  readonly cap?: number;
  /** It does not name its cap in `meta`. */
  readonly isSilent?: boolean;
  /** No `meta` at all. */
  readonly noMeta?: boolean;
  /** `total_results` says no more than this. */
  readonly maxCount?: number;
  /** What is behind that is refused with 400. */
  readonly refusesBehind?: boolean;
  readonly ignoresNumber?: boolean;
};

/** So much (bytes) may one answer have. */
export const maxAnswer = 20_000_000;

type Row = RunEvent & { readonly bytes: number };

/** The log of a run, as servers of many kinds list it, and what it has cost to read. */
export function serveLog(served: Served) {
  const rows: Row[] = [];
  let born = 0;
  const cost = { requests: 0, rows: 0, tooLarge: 0 };

  let made: readonly Row[] | undefined;

  function listed(): readonly Row[] {
    const place = ({ eventId }: Row) => Math.imul(Number(eventId.slice(1)) + 1, 2654435761) >>> 0;
    if (served.order === 'oldest') return rows;
    return (made ??= served.order === 'newest' ? rows.toReversed() : rows.toSorted((a, b) => place(a) - place(b)));
  }

  function page(number: number, asked: number): Page<RunEvent> {
    cost.requests++;
    if (cost.requests > 20_000) throw new Error('It asks without end');
    const size = Math.min(asked, served.cap ?? 1000);
    const count = Math.min(rows.length, served.maxCount ?? Infinity);
    const start = served.ignoresNumber ? 0 : (number - 1) * size;
    if (served.refusesBehind && start >= (served.maxCount ?? Infinity))
      throw new ApiError({ kind: 'validation', operation: 'listEvents', status: 400 });
    const sent = listed().slice(start, start + size);
    if (sent.reduce((sum, { bytes }) => sum + bytes, 0) > maxAnswer) {
      cost.tooLarge++;
      throw new ApiError({ kind: 'tooLarge', operation: 'listEvents' });
    }
    cost.rows += sent.length;
    // As the client works it out.
    const told = served.isSilent || served.noMeta ? asked : size;
    const seen = sent.length === 0 ? 0 : (number - 1) * told + sent.length;
    if (served.noMeta || count < seen) {
      const total = seen + (sent.length >= told ? 1 : 0);
      const totalPages = Math.ceil(total / told);
      return { rows: sent, received: sent.length, total, totalPages, number, size: told, guessed: true };
    }
    const totalPages = Math.ceil(count / told);
    return { rows: sent, received: sent.length, total: count, totalPages, number, size: told };
  }

  return {
    served,
    rows,
    page,
    /** New events, each a moment after the one before, or `late` (ms) before its time. */
    arrive(count: number, { bytes = 300, late = 0 } = {}): void {
      made = undefined;
      for (let i = 0; i < count; i++) {
        const eventId = `e${born++}`;
        rows.push({ eventId, runId: 'r', type: 'custom', summary: '', timestamp: born * 1000 - late, bytes });
      }
    },
    /** The server forgets its oldest events. */
    prune(count: number): void {
      made = undefined;
      rows.splice(0, count);
    },
    /** What was spent since it was asked the last time. */
    spent() {
      const now = { ...cost };
      Object.assign(cost, { requests: 0, rows: 0, tooLarge: 0 });
      return now;
    },
  };
}

/** Somebody who follows the log. */
export function follow(log: ReturnType<typeof serveLog>) {
  const held = new Set<string>();
  let state: TailState = { total: 0, complete: false, isReading: true, tooLarge: [] };
  const tail = createTail({
    read: (number, size) => Promise.resolve().then(() => log.page(number, size)),
    keep: (rows) => rows.forEach(({ eventId }) => held.add(eventId)),
    eventCount: () => held.size,
    progress: (now) => (state = now),
  });
  return {
    held,
    catchUp: (byHand = false) => tail.catchUp(byHand),
    state: () => state,
    /** So many looks, before each of which something happens; the most that one of them cost, and the mean. */
    async over(looks: number, before: () => void) {
      const costs: ReturnType<typeof log.spent>[] = [];
      for (let look = 0; look < looks; look++) {
        before();
        log.spent();
        await tail.catchUp();
        costs.push(log.spent());
      }
      const mean = (of: (cost: (typeof costs)[number]) => number) =>
        costs.reduce((sum, cost) => sum + of(cost), 0) / looks;
      return {
        requests: mean((cost) => cost.requests),
        rows: mean((cost) => cost.rows),
        tooLarge: costs.reduce((sum, cost) => sum + cost.tooLarge, 0),
        mostRequests: Math.max(...costs.map((cost) => cost.requests)),
        mostRows: Math.max(...costs.map((cost) => cost.rows)),
      };
    },
  };
}
