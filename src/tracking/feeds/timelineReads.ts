import { ApiError, isNotFound } from '../../api/apiError';
import type { Operations } from '../../api/client';
import type { EventColumns } from '../../model/eventColumns';
import type { RunRef } from '../../model/run';
import { createAttempt, isOwnFailure } from '../reading/feed';
import { isMissionThere, readAgents, readOrLoseMission, readPlan, readRun, type Reading } from '../reading/reads';
import { valueOf, type Subject } from '../store/facts';
import type { Store } from '../store/store';
import { createTail, type Tail } from '../tail/eventTail';

/**
 * Reads the parts of one run into the store, each by one request and its events by a few. What goes wrong becomes part
 * of what is known; each resolves to whether it worked.
 */
export class TimelineReads {
  readonly #client: Operations;
  readonly #store: Store;
  readonly #ref: RunRef;
  readonly #attemptIn: ReturnType<typeof createAttempt>;
  #signal = new AbortController().signal;
  #tail: Tail | undefined;
  /** What the tail has read. */
  #read: EventColumns | undefined;

  constructor(parts: { readonly client: Operations; readonly store: Store } & RunRef) {
    this.#client = parts.client;
    this.#store = parts.store;
    this.#ref = { missionId: parts.missionId, runId: parts.runId };
    this.#attemptIn = createAttempt(parts.store);
  }

  /** What is asked for from now on is dropped where `signal` aborts. */
  begin(signal: AbortSignal): void {
    this.#signal = signal;
  }

  /** The events that are held. */
  columns(): EventColumns | undefined {
    return valueOf(this.#store.events(this.#ref.runId))?.columns;
  }

  run(): Promise<boolean> {
    const reading = this.#reading();
    return this.#attempt({ kind: 'run', runId: this.#ref.runId }, async () => {
      try {
        await readRun(reading, this.#ref);
      } catch (error) {
        if (!isNotFound(error) || !reading.isWanted()) throw error;
        if (this.#store.missed(this.#ref.runId) || (await this.#isMissionGone(reading))) throw error;
      }
    });
  }

  plan(): Promise<boolean> {
    return this.#attempt({ kind: 'plan', runId: this.#ref.runId }, () => readPlan(this.#reading(), this.#ref));
  }

  /** Agents that are refused keep nothing else from its turn: that counts as worked. */
  async agents(): Promise<boolean> {
    const { runId } = this.#ref;
    const subject: Subject = { kind: 'agents', runId };
    const worked = await this.#attempt(subject, () => readAgents(this.#reading(), this.#ref));
    const known = this.#store.agents(runId);
    return worked || (known.kind === 'failed' && isOwnFailure(subject, known.error));
  }

  events(byHand = false): Promise<boolean> {
    return this.#attempt({ kind: 'events', runId: this.#ref.runId }, async () => {
      try {
        await this.#tailOfHeld().catchUp(byHand);
      } finally {
        this.#read = this.columns();
      }
    });
  }

  /** Its mission, unless that is known. */
  mission(): Promise<boolean> {
    const { missionId, runId } = this.#ref;
    if (this.#store.mission(missionId) !== undefined) return Promise.resolve(true);
    // The run is asked for by itself: only that says whether it is gone.
    return this.#attempt({ kind: 'run', runId }, () => isMissionThere(this.#reading(), missionId));
  }

  #reading(): Reading {
    const signal = this.#signal;
    return { client: this.#client, store: this.#store, isWanted: () => !signal.aborted, options: { signal } };
  }

  async #attempt(subject: Subject, ask: () => Promise<unknown>): Promise<boolean> {
    const signal = this.#signal;
    return (await this.#attemptIn(subject, () => !signal.aborted, ask)) === undefined;
  }

  /** One 404 to the run is no end, unless its mission is not found either. */
  async #isMissionGone(reading: Reading): Promise<boolean> {
    try {
      return !(await readOrLoseMission(reading, this.#ref.missionId)) && reading.isWanted();
    } catch {
      return false;
    }
  }

  /** Goes on from what is held; where that was forgotten in between, from the beginning. */
  #tailOfHeld(): Tail {
    if (this.#tail && this.#read === this.columns()) return this.#tail;
    const { missionId, runId } = this.#ref;
    return (this.#tail = createTail({
      read: (number, size) => this.#client.listEvents(missionId, runId, {}, { number, size }, { signal: this.#signal }),
      keep: (rows) => {
        // What is not kept must not count as read.
        if (this.#signal.aborted) throw new ApiError({ kind: 'aborted', operation: 'listEvents' });
        this.#store.put([{ kind: 'events', runId, rows }]);
      },
      eventCount: () => this.columns()?.length ?? 0,
      progress: (state) => {
        if (!this.#signal.aborted) this.#store.put([{ kind: 'eventsRead', runId, ...state }]);
      },
    }));
  }
}
