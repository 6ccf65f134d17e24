import type { NewStep } from '../../api/requests';
import type { RunRef } from '../../model/run';
import type { Actions } from './actions';
import type { Journal, MayBeSent } from './journal';
import { outcomeOf, type Outcome } from './outcome';
import type { PlanOutcome } from './planActions';

/**
 * Adds a step. The same once more, after an answer that was lost or a reload of the window, has the id that it was sent
 * with, so that the plan tells whether it is there; while the first request may still arrive, that is asked for.
 * @param step the step, of the id that it was sent with before.
 */
export async function addStepOnce(
  { actions, journal }: { readonly actions: Pick<Actions, 'readPlan' | 'savePlan'>; readonly journal: Journal },
  run: RunRef,
  { key, description, step }: { key: string; description: string; step: (stepId: string | undefined) => NewStep },
  mayBeSent: MayBeSent,
): Promise<Outcome<PlanOutcome>> {
  const before = await journal.unconfirmed(key);
  const sentId = before?.sent.description === description ? before.sent.stepId : undefined;
  if (before && sentId !== undefined && journal.mayStillArrive(before)) {
    const plan = await outcomeOf(() => actions.readPlan(run));
    if (plan.kind !== 'done') return plan;
    const isThere = plan.value.some(({ stepId }) => stepId === sentId);
    if (!isThere && !(await mayBeSent(before))) return { kind: 'busy' };
  }
  const added = step(sentId);
  return journal.once({ key, sent: { stepId: added.stepId, description } }, () =>
    outcomeOf(() => actions.savePlan(run, [added], [])),
  );
}
