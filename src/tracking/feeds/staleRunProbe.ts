import type { RunEvent } from '../../model/event';
import type { Run } from '../../model/run';
import type { FeedParts, Task } from '../reading/feed';
import { valueOf, type Change } from '../store/facts';
import { orderOf, type ListOrder } from '../paging/listOrder';
import { createListReader } from '../paging/listReader';
import { readListTail } from '../paging/listTail';
import { planTask, runTask } from '../reading/reads';
import { isNotFound } from '../../api/apiError';

const newestEvents = 50;

/**
 * Looks at runs in which nothing seems to happen, one request at a time: at the plan when a run has been still for a
 * minute (is everything done, and nobody has closed it?), at plan and newest events when it has been still for as
 * long as makes it stuck; and once at the plan of a run that has succeeded: has it left steps open? Both kinds by turns.
 */
export interface StaleRunProbe {
  /** What to ask for next, for the run that has waited for it the longest; `undefined` where nothing is due. */
  next(): Task | undefined;
  /** Nobody asks it any more. */
  stop(): void;
}

/** `stuckAfter`: how long nothing may happen in a running run (ms). */
export function createStaleRunProbe(feed: FeedParts, stuckAfter: () => number): StaleRunProbe {
  const { client, store, timing, current, attempt } = feed;
  /** What is still to be asked of the run that is being looked at. */
  let rest: Task[] = [];
  let order: ListOrder | undefined;
  /** When its events were last asked for (by the steady clock), by run. */
  const readAt = new Map<string, number>();
  const wereActive = new Set<string>();
  const ended: string[] = [];
  /** Runs that are over and runs that lie still are probed in turn: many of the ones don't keep the others waiting. */
  let isTurnOfEnded = false;

  /** In how many ms the run should be looked at, and whether at its events too. */
  function dueIn({ runId }: Run): { readonly ms: number; readonly events: boolean } {
    const { now, atProbe = -Infinity } = store.stillness(runId);
    const stuck = stuckAfter();
    const { closingMs, minProbeIntervalMs } = timing;
    if (now < stuck) return { ms: (atProbe < closingMs ? closingMs : stuck) - now, events: false };
    if (atProbe < stuck) return { ms: stuck - now, events: true };
    return { ms: atProbe + Math.max(minProbeIntervalMs, stuck / 3) - now, events: true };
  }

  /** A plan that is refused is looked at all the same: the others have their turn. */
  const readPlan = (run: Run): Task => {
    const read = planTask(feed, run);
    return async (signal) => {
      const on = await read(signal);
      if (on && rest.length === 0 && current(signal)) store.put([{ kind: 'probed', runId: run.runId }]);
      return on;
    };
  };

  /** One part of a look at its events, after which what is to come of it is `rest`. */
  const lookAtEvents = (run: Run, look: (signal: AbortSignal) => Promise<readonly RunEvent[]>): Task => {
    const { runId } = run;
    return (signal) => {
      readAt.set(runId, timing.now());
      return attempt({ kind: 'run', runId }, signal, async () => {
        try {
          const times = (await look(signal)).map((event) => event.timestamp).filter(Number.isFinite);
          if (!current(signal)) return;
          const lastEventAt = times.length > 0 ? { lastEventAt: Math.max(...times) } : {};
          if (rest.length === 0) store.put([{ kind: 'probed', runId, ...lastEventAt }]);
        } catch (error) {
          if (!isNotFound(error)) throw error;
          // That its log is not found doesn't say that the run is gone.
          rest = [runTask(feed, run)];
        }
      });
    };
  };

  /** The newest events: the first ones, and the last where the list turns out to be oldest first, wherever it ends. */
  const readEvents = (run: Run): Task => {
    const { missionId, runId } = run;
    const key = ({ eventId }: RunEvent) => eventId;
    const reader = createListReader<RunEvent>({
      page: (number, size, signal) => client.listEvents(missionId, runId, {}, { number, size }, { signal }),
      key,
    });
    return lookAtEvents(run, async (signal) => {
      const first = await reader.readPage(0, newestEvents, signal);
      order = orderOf(first.rows.map((event) => event.timestamp).filter(Number.isFinite)) ?? order;
      if (order !== 'newest' && !first.isEnd && current(signal))
        rest = [
          lookAtEvents(run, async (signal) => {
            const last = await readListTail({ reader, key }, first, newestEvents, signal);
            return [...first.rows, ...(last?.rows ?? [])];
          }),
        ];
      return first.rows;
    });
  };

  /** Told of every change: a run may be active for less time than there is between two probes. */
  function noteEnded({ runs }: Change): void {
    const active = store.activeRuns();
    for (const runId of runs) {
      if (active.has(runId)) wereActive.add(runId);
      else if (wereActive.delete(runId)) ended.push(runId);
    }
  }
  const unsubscribe = store.subscribe(noteEnded);

  function nextEnded(): Run | undefined {
    for (let runId = ended.shift(); runId !== undefined; runId = ended.shift()) {
      const run = valueOf(store.run(runId));
      const planRead = store.requestSeqOf({ kind: 'plan', runId });
      if (run?.status === 'succeeded' && planRead < store.runChangedAt(runId)) return run;
    }
    return undefined;
  }

  return {
    stop: unsubscribe,
    next() {
      const going = rest.shift();
      if (going) return going;
      isTurnOfEnded = !isTurnOfEnded;
      const over = isTurnOfEnded ? nextEnded() : undefined;
      if (over) return readPlan(over);
      let first: { readonly run: Run; readonly ms: number; readonly events: boolean } | undefined;
      for (const runId of store.activeRuns()) {
        const run = valueOf(store.run(runId));
        if (run?.status !== 'running') continue;
        const due = dueIn(run);
        // Events that cannot be read are tried again, and do not keep the others from their turn.
        if (timing.now() - (readAt.get(runId) ?? -Infinity) < timing.minProbeIntervalMs) continue;
        if (due.ms <= 0 && (!first || due.ms < first.ms)) first = { run, ...due };
      }
      if (!first) {
        const other = isTurnOfEnded ? undefined : nextEnded();
        return other && readPlan(other);
      }
      if (first.events) rest = [readEvents(first.run)];
      return readPlan(first.run);
    },
  };
}
