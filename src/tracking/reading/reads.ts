import { isNotFound } from '../../api/apiError';
import type { CallOptions } from '../../api/sender';
import type { Operations } from '../../api/client';
import type { LinkedAgent } from '../../model/agent';
import type { Mission } from '../../model/mission';
import type { Step } from '../../model/plan';
import type { Run, RunRef } from '../../model/run';
import type { StoreUpdate } from '../store/facts';
import type { Store } from '../store/store';
import type { FeedParts, Task } from './feed';

/** How something is read by itself into the store. */
export type Reading = {
  readonly client: Pick<Operations, 'getMission' | 'getRun' | 'getPlan' | 'listLinkedAgents'>;
  readonly store: Store;
  /** Whether the answer is still wanted when it comes: one that is not is dropped. */
  readonly isWanted: () => boolean;
  readonly options?: CallOptions | undefined;
};

/** A reading for the account of now: an answer that comes after it has changed is dropped. */
export function readingOfNow({ client, store }: Pick<Reading, 'client' | 'store'>, options?: CallOptions): Reading {
  const { epoch } = store;
  return { client, store, isWanted: () => store.epoch === epoch, options };
}

/** The one rule for late answers: what is read is as old as its request, and what nobody wants any more is not put. */
export async function readInto<T>(
  { store, isWanted }: Pick<Reading, 'store' | 'isWanted'>,
  read: () => Promise<T>,
  factOf: (value: T, requestSeq: number) => StoreUpdate,
): Promise<T> {
  const requestSeq = store.nextRequestSeq();
  const value = await read();
  if (isWanted()) store.put([factOf(value, requestSeq)]);
  return value;
}

/** Throws `ApiError`, for a 404 as well: what that says of the run its caller knows. */
export function readRun(reading: Reading, { missionId, runId }: RunRef): Promise<Run> {
  return readInto(
    reading,
    () => reading.client.getRun(missionId, runId, reading.options),
    (run, requestSeq) => ({ kind: 'runs', runs: [run], requestSeq }),
  );
}

/** The steps of a run's plan. A server may answer 404 for a run without a plan: that is an empty one. */
export async function readPlanOf(
  client: Pick<Operations, 'getPlan'>,
  { missionId, runId }: RunRef,
  options: CallOptions | undefined,
): Promise<readonly Step[]> {
  try {
    return await client.getPlan(missionId, runId, options);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

export function readPlan(reading: Reading, run: RunRef): Promise<readonly Step[]> {
  return readInto(
    reading,
    () => readPlanOf(reading.client, run, reading.options),
    (steps, requestSeq) => ({ kind: 'plan', runId: run.runId, steps, requestSeq }),
  );
}

export function readAgents(reading: Reading, { missionId, runId }: RunRef): Promise<readonly LinkedAgent[]> {
  return readInto(
    reading,
    () => reading.client.listLinkedAgents(missionId, runId, reading.options),
    (agents, requestSeq) => ({ kind: 'agents', runId, agents, requestSeq }),
  );
}

/** Throws `ApiError`, for a 404 as well. */
export function readMission(reading: Reading, missionId: string): Promise<Mission> {
  return readInto(
    reading,
    () => reading.client.getMission(missionId, reading.options),
    (mission, requestSeq) => ({ kind: 'mission', mission, requestSeq }),
  );
}

/** Reads a mission; resolves to whether there is one. Throws any `ApiError` but a 404. */
export async function isMissionThere(reading: Reading, missionId: string): Promise<boolean> {
  try {
    await readMission(reading, missionId);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/** The same where a 404 says that the mission is gone, and all that belongs to it. */
export async function readOrLoseMission(reading: Reading, missionId: string): Promise<boolean> {
  const isThere = await isMissionThere(reading, missionId);
  if (!isThere && reading.isWanted()) reading.store.put([{ kind: 'missionGone', missionId }]);
  return isThere;
}

/** For one request of a feed. */
export function readingOf({ client, store, current }: FeedParts, signal: AbortSignal): Reading {
  return { client, store, isWanted: () => current(signal), options: { signal } };
}

/** Reads a run by itself. Only a 404 to this says that it is gone, and only the second one. */
export function runTask(feed: FeedParts, run: RunRef): Task {
  const { runId } = run;
  return (signal) =>
    feed.attempt({ kind: 'run', runId }, signal, async () => {
      const reading = readingOf(feed, signal);
      try {
        await readRun(reading, run);
      } catch (error) {
        if (!isNotFound(error)) throw error;
        if (reading.isWanted() && feed.store.missed(runId)) feed.store.put([{ kind: 'runGone', runId }]);
      }
    });
}

export function planTask(feed: FeedParts, run: RunRef): Task {
  return (signal) =>
    feed.attempt({ kind: 'plan', runId: run.runId }, signal, () => readPlan(readingOf(feed, signal), run));
}

export function agentsTask(feed: FeedParts, run: RunRef): Task {
  return (signal) =>
    feed.attempt({ kind: 'agents', runId: run.runId }, signal, () => readAgents(readingOf(feed, signal), run));
}
