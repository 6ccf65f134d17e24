import { ApiError } from '../../api/apiError';
import type { EventColumns } from '../../model/eventColumns';
import type { Operations } from '../../api/client';
import { isActive } from '../../model/run';
import type { Timing } from '../../model/timing';
import { createOneAtATime } from '../reading/oneAtATime';
import { createAttempt, isOwnFailure } from '../reading/feed';
import type { TickResult } from '../polling/pollScheduler';
import { isGone, valueOf, type Subject } from '../store/facts';
import type { Store } from '../store/store';
import { readMissionOf, readOrLoseMission } from '../reading/readMission';
import { readPlanOf } from '../reading/readPlan';
import { createTail, type Tail } from '../tail/eventTail';

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
  const { client, store, timing, missionId, runId } = parts;
  /** A timeline that is opened again may find the last tick of before still under way. */
  const oneAtATime = createOneAtATime();
  let signal = new AbortController().signal;
  let started = false;
  /** How often something was done to the run, and after how many of these its end and its agents were last read. */
  let touches = 0;
  let endReadAfter = -1;
  /** The ticket at which the run had changed when its end was read. */
  let endReadOf = 0;
  let agentsReadAfter = 0;
  /** The last tick has said that nothing is to be asked for any more. */
  let saidSettled = false;
  let planNext = false;
  /** By the steady clock. */
  let agentsReadAt = -Infinity;

  let tail: Tail | undefined;
  /** What it has read. */
  let read: EventColumns | undefined;

  /** Goes on from what is held; where that was forgotten in between, from the beginning. */
  function tailOfHeld(): Tail {
    if (tail && read === columns()) return tail;
    return (tail = createTail({
      read: (number, size) => client.listEvents(missionId, runId, {}, { number, size }, { signal }),
      keep(rows) {
        // What is not kept must not count as read.
        if (signal.aborted) throw new ApiError({ kind: 'aborted', operation: 'listEvents' });
        store.put([{ kind: 'events', runId, rows }]);
      },
      held: () => columns()?.length ?? 0,
      progress(state) {
        if (!signal.aborted) store.put([{ kind: 'eventsRead', runId, ...state }]);
      },
    }));
  }

  function columns() {
    return valueOf(store.events(runId))?.columns;
  }

  const mission = { client, store, isWanted: () => !signal.aborted };
  const attemptOf = createAttempt(store);
  const attempt = async (subject: Subject, ask: () => Promise<void>) =>
    (await attemptOf(subject, () => !signal.aborted, ask)) === undefined;

  const readRun = () =>
    attempt({ kind: 'run', runId }, async () => {
      const asked = store.ask();
      try {
        const run = await client.getRun(missionId, runId, { signal });
        if (!signal.aborted) store.put([{ kind: 'runs', runs: [run], asked }]);
      } catch (error) {
        if (!(error instanceof ApiError) || error.kind !== 'notFound' || signal.aborted) throw error;
        if (store.missed(runId) || (await isMissionGone())) throw error;
      }
    });

  /** One 404 to the run is no end, unless its mission is not found either. */
  async function isMissionGone(): Promise<boolean> {
    try {
      return !(await readOrLoseMission(mission, missionId, signal)) && mission.isWanted();
    } catch {
      return false;
    }
  }

  const readPlan = () =>
    attempt({ kind: 'plan', runId }, async () => {
      const asked = store.ask();
      const steps = await readPlanOf(client, missionId, runId, signal);
      if (!signal.aborted) store.put([{ kind: 'plan', runId, steps, asked }]);
    });

  /** Agents that are refused keep nothing else from its turn: they are asked for again when they are due. */
  async function readAgents(): Promise<boolean> {
    const subject: Subject = { kind: 'agents', runId };
    const after = touches;
    agentsReadAt = timing.now();
    const worked = await attempt(subject, async () => {
      const asked = store.ask();
      const agents = await client.listLinkedAgents(missionId, runId, { signal });
      if (!signal.aborted) store.put([{ kind: 'agents', runId, agents, asked }]);
    });
    const known = store.agents(runId);
    if (!worked && !(known.kind === 'failed' && isOwnFailure(subject, known.error))) return false;
    agentsReadAfter = after;
    return true;
  }

  const readEvents = () =>
    attempt({ kind: 'events', runId }, async () => {
      try {
        await tailOfHeld().catchUp();
      } finally {
        read = columns();
      }
    });

  const readMission = () =>
    store.mission(missionId) !== undefined
      ? Promise.resolve(true)
      : attempt({ kind: 'run', runId }, async () => {
          // The run is asked for by itself: only that says whether it is gone.
          await readMissionOf(mission, missionId, signal);
        });

  /** Which of run and plan the events since row `from` speak of. */
  function spokenOf(from: number): { readonly plan: boolean; readonly run: boolean } {
    const rows = columns();
    let plan = false;
    let run = false;
    for (let index = from; rows && index < rows.length && !(plan && run); index++) {
      const type = rows.type(index);
      if (type.startsWith('step_')) plan = true;
      else if (type === 'status_change') run = true;
    }
    return { plan, run };
  }

  /** Its events may have been forgotten while nobody looked. */
  const isSettled = () =>
    hasEnded() &&
    endReadAfter === touches &&
    endReadOf === store.runChangedAt(runId) &&
    store.events(runId).kind !== 'unknown';
  const isOver = () => isGone(store.run(runId)) || isSettled();

  async function tick(tickSignal: AbortSignal, byHand: boolean): Promise<TickResult> {
    signal = tickSignal;
    saidSettled = false;
    if (isSettled() && !byHand) return result(true);
    const after = touches;
    const of = store.runChangedAt(runId);
    if (!started || byHand) {
      const [run, plan, events] = await Promise.all([readRun(), readPlan(), readEvents(), readMission(), readAgents()]);
      started ||= run && plan && events;
      endReadAfter = -1;
      return result(run && plan && events);
    }
    const before = columns()?.length ?? 0;
    const events = await readEvents();
    const spoken = spokenOf(before);
    const ended = hasEnded();
    let second: boolean;
    if (ended) second = (await readPlan()) && (agentsReadAfter === touches || (await readAgents()));
    else if (spoken.plan && !spoken.run) second = await readPlan();
    else if (spoken.run) second = await readRun();
    else if (timing.now() - agentsReadAt >= timing.agentsMaxAgeMs) second = await readAgents();
    else {
      second = planNext ? await readPlan() : await readRun();
      planNext = !planNext;
    }
    // What was done while it was read may have come too late for it.
    if (ended && events && second) {
      endReadAfter = after;
      endReadOf = of;
    }
    return result(events && second);
  }

  function hasEnded(): boolean {
    const run = store.run(runId);
    return run.kind === 'known' && !isActive(run.value);
  }

  function result(worked: boolean): TickResult {
    saidSettled = isOver();
    return { failed: !worked, pace: saidSettled ? 'settled' : 'timeline' };
  }

  return {
    tick: (tickSignal, byHand) => oneAtATime(() => tick(tickSignal, byHand)),
    touch() {
      touches++;
    },
    isResumed: () => saidSettled && !isOver(),
  };
}
