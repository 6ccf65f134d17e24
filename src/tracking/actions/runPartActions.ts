import type { CallOptions } from '../../api/sender';
import type { NewEvent } from '../../api/requests';
import type { LinkedAgent } from '../../model/agent';
import type { Step, StepStatus } from '../../model/plan';
import type { RunRef } from '../../model/run';
import { readAgents, readingOfNow } from '../reading/reads';
import { decideStepStatus } from '../saving/decisions';
import type { ActionParts, Saves } from '../saving/saves';
import { conditionalOf, done, failureOutcome, type Conditional, type Outcome } from './outcome';

/** What people can do with a run's events, steps and agents, one at a time. */
export interface RunPartActions {
  /** Logs an event of a person's. Its key is made once, so that a repeated request logs nothing twice. */
  logEvent(run: RunRef, event: NewEvent, options?: CallOptions): Promise<Outcome>;
  /** Sets the status of a step, where that is still what was `seen`. */
  setStepStatus(run: RunRef, seen: Step, status: StepStatus, options?: CallOptions): Promise<Conditional<Step>>;
  linkAgent(run: RunRef, telnyxAgentId: string, options?: CallOptions): Promise<Outcome>;
  unlinkAgent(run: RunRef, telnyxAgentId: string, options?: CallOptions): Promise<Outcome>;
  /** The linked agents as the server has them now; they are put into the store. */
  readAgents(run: RunRef, options?: CallOptions): Promise<readonly LinkedAgent[]>;
}

export function createRunPartActions({
  client,
  store,
  wake,
  saves,
}: ActionParts & { readonly saves: Pick<Saves, 'saveStep'> }): RunPartActions {
  /**
   * An act on something of a run. After a lost answer `shows` looks whether it has happened; without that, or where
   * it cannot be seen, it is unknown.
   */
  async function actWithin(ref: RunRef, act: () => Promise<unknown>, shows: () => Promise<boolean>): Promise<Outcome> {
    try {
      await act();
      return done;
    } catch (error) {
      const failure = failureOutcome(error);
      if (failure.kind === 'refused') return failure;
      return (await shows().catch(() => false)) ? done : failure;
    } finally {
      wake(ref.runId);
    }
  }

  const readLinked = (ref: RunRef, options?: CallOptions) => readAgents(readingOfNow({ client, store }, options), ref);

  return {
    logEvent: (ref, event, options) =>
      actWithin(ref, () => client.logEvent(ref.missionId, ref.runId, event, options), cannotBeSeen),
    async setStepStatus(ref, seen, status, options) {
      try {
        const decide = decideStepStatus(status, (now) => now === seen.status);
        return await conditionalOf(() => saves.saveStep(ref, seen.stepId, decide, options));
      } finally {
        wake(ref.runId);
      }
    },
    linkAgent: (ref, telnyxAgentId, options) =>
      actWithin(
        ref,
        () => client.linkAgent(ref.missionId, ref.runId, telnyxAgentId, options),
        async () => (await readLinked(ref)).some((agent) => agent.telnyxAgentId === telnyxAgentId),
      ),
    unlinkAgent: (ref, telnyxAgentId, options) =>
      actWithin(
        ref,
        () => client.unlinkAgent(ref.missionId, ref.runId, telnyxAgentId, options),
        // That the list lacks it doesn't say that it's gone, and a link can't be asked for by itself.
        cannotBeSeen,
      ),
    readAgents: readLinked,
  };
}

const cannotBeSeen = () => Promise.resolve(false);
