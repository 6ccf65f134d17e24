import type { Operations } from '../../api/client';
import type { EventColumns } from '../../model/eventColumns';
import { isActive } from '../../model/run';
import type { Timing } from '../../model/timing';
import type { TickResult } from '../reading/feed';
import { createOneAtATime } from '../reading/oneAtATime';
import { isGone, valueOf } from '../store/facts';
import type { Store } from '../store/store';
import { TimelineReads } from './timelineReads';

export interface TimelineFeed {
  tick(signal: AbortSignal, byHand: boolean): Promise<TickResult>;
  /** Something has just been done to the run: it is read once more, also where it is finished and settled. */
  touch(): void;
  /** Whether its last tick was to be the last, and more has become known of the run since: it is active again, say. */
  isResumed(): boolean;
}

/**
 * Asks for everything of one run while its timeline is visible: at first run, plan, events and agents; then the new events,
 * and by turns the run and its plan (whichever the new events point at comes first). A finished run is read once
 * more after it has ended, because agents log their last words late, and once after each act on it, and then no more
 * by itself, until the store learns from elsewhere that the run has changed.
 */
export function createTimelineFeed(parts: {
  readonly client: Operations;
  readonly store: Store;
  readonly timing: Timing;
  readonly missionId: string;
  readonly runId: string;
}): TimelineFeed {
  const { store, timing, runId } = parts;
  const reads = new TimelineReads(parts);
  /** A timeline that is opened again may find the last tick of before still under way. */
  const oneAtATime = createOneAtATime();
  let started = false;
  /** How often something was done to the run, and after how many of these its end and its agents were last read. */
  let touches = 0;
  let endReadAfter = -1;
  /** The request at which the run had changed when its end was read. */
  let endReadOf = 0;
  let agentsReadAfter = 0;
  /** The last tick has said that nothing is to be asked for any more. */
  let saidSettled = false;
  let planNext = false;
  /** By the steady clock. */
  let agentsReadAt = -Infinity;

  async function readAgents(): Promise<boolean> {
    const after = touches;
    agentsReadAt = timing.now();
    if (!(await reads.agents())) return false;
    agentsReadAfter = after;
    return true;
  }

  /** Its events may have been forgotten while nobody looked, and some of them may still be looked for. */
  const isSettled = () =>
    hasEnded() &&
    endReadAfter === touches &&
    endReadOf === store.runChangedAt(runId) &&
    valueOf(store.events(runId))?.isReading === false;
  const isOver = () => isGone(store.run(runId)) || isSettled();

  async function readEverything(byHand: boolean): Promise<boolean> {
    const [run, plan, events] = await Promise.all([
      reads.run(),
      reads.plan(),
      reads.events(byHand),
      reads.mission(),
      readAgents(),
    ]);
    started ||= run && plan && events;
    endReadAfter = -1;
    return run && plan && events;
  }

  /** The second request of a tick, after that for the events; `before` is how many of these were held. */
  async function readBesidesEvents(before: number, ended: boolean): Promise<boolean> {
    const pointedAt = pointedAtBy(reads.columns(), before);
    // Only the run itself tells whether it is gone.
    if (isGone(store.events(runId))) return reads.run();
    if (ended) return (await reads.plan()) && (agentsReadAfter === touches || (await readAgents()));
    if (pointedAt.run) return reads.run();
    if (pointedAt.plan) return reads.plan();
    if (timing.now() - agentsReadAt >= timing.agentsMaxAgeMs) return readAgents();
    const worked = await (planNext ? reads.plan() : reads.run());
    planNext = !planNext;
    return worked;
  }

  async function tick(signal: AbortSignal, byHand: boolean): Promise<TickResult> {
    reads.begin(signal);
    saidSettled = false;
    if (isSettled() && !byHand) return result(true);
    const after = touches;
    const of = store.runChangedAt(runId);
    if (!started || byHand) return result(await readEverything(byHand));
    const before = reads.columns()?.length ?? 0;
    const events = await reads.events();
    const ended = hasEnded();
    const second = await readBesidesEvents(before, ended);
    // What was done while it was read may have come too late for it.
    if (ended && events && second) {
      endReadAfter = after;
      endReadOf = of;
    }
    return result(events && second);
  }

  function hasEnded(): boolean {
    const run = store.run(runId);
    return run.kind === 'loaded' && !isActive(run.value);
  }

  function result(worked: boolean): TickResult {
    saidSettled = isOver();
    return { failed: !worked, interval: saidSettled ? 'settled' : 'timeline' };
  }

  return {
    tick: (signal, byHand) => oneAtATime(() => tick(signal, byHand)),
    touch() {
      touches++;
    },
    isResumed: () => saidSettled && !isOver(),
  };
}

/** Which of run and plan the events since row `from` speak of. */
function pointedAtBy(
  columns: EventColumns | undefined,
  from: number,
): { readonly plan: boolean; readonly run: boolean } {
  let plan = false;
  let run = false;
  for (let index = from; columns && index < columns.length && !(plan && run); index++) {
    const type = columns.type(index);
    if (type.startsWith('step_')) plan = true;
    else if (type === 'status_change') run = true;
  }
  return { plan, run };
}
