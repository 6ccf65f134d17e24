import { ApiError } from '../../api/apiError';
import type { NewStep } from '../../api/requests';
import { jsonText } from '../../model/jsonObject';
import { isStepFinished, type KnownStepStatus, type Step } from '../../model/plan';
import { questionPayload } from '../../model/questions';
import type { Run } from '../../model/run';
import { done, outcomeOf, type Outcome } from '../../tracking/actions/outcome';
import { valueOf } from '../../tracking/store/facts';
import { clipped } from '../lines/answer';
import { planLines } from '../lines/planLines';
import type { ToolInput } from '../table/toolTable';
import { NotPossible, valueOfAct, type Answer, type Call } from './call';
import { logOnce } from './eventOnce';
import { workableRun } from './targets';

export async function writePlan(input: ToolInput<'write_plan'>, call: Call): Promise<Answer> {
  const run = await workableRun(input.run, call);
  return call.inTurn(run.runId)(async () => {
    const { actions, journal, signal } = call;
    const before = await actions.readPlan(run, { signal });
    const added = newSteps(input.steps, before);
    const key = `agent.plan ${run.runId}`;
    const earlier = await journal.unconfirmed(key);
    if (earlier && added.length > 0 && journal.mayStillArrive(earlier))
      throw new NotPossible(
        "UNKNOWN: Telnyx didn't confirm an earlier request to add steps, and it may still arrive. Check the plan with telnyx_get_run, and call the tool again in two minutes.",
      );
    const save = () => journal.once({ key }, () => outcomeOf(() => actions.savePlan(run, added, [])));
    const saved =
      added.length === 0
        ? { steps: before }
        : valueOfAct(await save(), {
            notDone: 'The steps were not added.',
            look: 'Check the plan with telnyx_get_run before you add steps again.',
          });
    return (room) => ({
      head: [
        added.length === 0
          ? 'All of these steps are in the plan already.'
          : `Added ${added.length} of ${input.steps.length} steps. Steps can't be removed or changed; a step that is not needed is reported as skipped.`,
      ],
      data: planLines(saved.steps, room),
      tail: ['Report each step with telnyx_report_step.'],
    });
  });
}

/** The steps that the plan lacks, numbered on. @throws NotPossible where they don't fit together */
function newSteps(asked: ToolInput<'write_plan'>['steps'], plan: readonly Step[]): readonly NewStep[] {
  const there = new Map(plan.map((step) => [step.stepId, step]));
  const known = new Set(there.keys());
  const first = Math.max(0, ...plan.map(({ sequence }) => sequence)) + 1;
  const added: NewStep[] = [];
  for (const { step_id: stepId, description, parent_step_id: parent } of asked) {
    requireAddress(stepId);
    const held = there.get(stepId);
    if (held && held.description !== description)
      throw new NotPossible(
        `Nothing was added: the plan has a step ${jsonText(stepId)} with another description, and steps can't be changed. Use another step_id.`,
      );
    if (held && parent !== undefined && held.parentStepId !== parent)
      throw new NotPossible(
        `Nothing was added: the plan has step ${jsonText(stepId)} in another place, and steps can't be moved. Use another step_id.`,
      );
    if (!held && known.has(stepId))
      throw new NotPossible(`Nothing was added: step_id ${jsonText(stepId)} is there twice. Each has to be new.`);
    if (parent !== undefined && !known.has(parent))
      throw new NotPossible(
        `Nothing was added: the parent ${jsonText(parent)} of step ${jsonText(stepId)} is neither in the plan nor earlier in the list.`,
      );
    known.add(stepId);
    const nested = parent === undefined ? {} : { parentStepId: parent };
    if (!held) added.push({ stepId, description, sequence: first + added.length, ...nested });
  }
  return added;
}

/** Steps are reported by an address with their ID in it, and these would make another one of it. */
function requireAddress(stepId: string): void {
  if (stepId === '.' || stepId === '..')
    throw new NotPossible(`Nothing was added: ${jsonText(stepId)} can't be a step_id. Use letters and digits.`);
}

const eventTypeOf: Readonly<Record<KnownStepStatus, string>> = {
  pending: 'custom',
  in_progress: 'step_started',
  completed: 'step_completed',
  skipped: 'custom',
  failed: 'step_failed',
};

export async function reportStep(input: ToolInput<'report_step'>, call: Call): Promise<Answer> {
  const { step_id: stepId, status, summary, payload } = input;
  const run = await workableRun(input.run, call);
  return call.inTurn(run.runId)(async () => {
    const step = await stepOf(run, stepId, call);
    if (isStepFinished(step) && step.status !== status && status !== 'in_progress')
      throw new NotPossible(
        `Nothing was changed: the step is already ${jsonText(clipped(step.status, 40))}. To do it again, report it as in_progress first.`,
      );
    const name = jsonText(['report_step', run.runId, stepId, status, summary, payload ?? null]);
    // Another time round it is another event.
    if (step.status !== status) call.unconfirmed.delete(name);
    valueOfAct(await call.actions.setStepStatus(run, step, status, { signal: call.signal }), {
      notDone: 'The status of the step was not set, and no event was logged.',
      look: 'Read the plan with telnyx_get_run, and report the step again if it is still needed.',
    });
    const event = { type: eventTypeOf[status], summary, stepId, ...(payload ? { payload } : {}) };
    valueOfAct(await logOnce(call, run, event, name, true), {
      notDone: `The step is now ${status}, but its event was not logged.`,
      look: `The step is now ${status}. Call the tool again with the same input: the event is not logged twice.`,
    });
    return () => ({ head: [`Reported: the step is ${status}, and its event is logged.`] });
  });
}

async function stepOf(run: Run, stepId: string, { actions, signal }: Call): Promise<Step> {
  try {
    return await actions.readStep(run, stepId, { signal });
  } catch (error) {
    if (!(error instanceof ApiError) || error.kind !== 'notFound') throw error;
    const steps = await actions.readPlan(run, { signal });
    throw new NotPossible((room) => ({
      head: [
        `Nothing was changed: the plan has no such step.${steps.length === 0 ? ' It has none yet: write it with telnyx_write_plan.' : ' These are its steps:'}`,
      ],
      data: planLines(steps, room),
    }));
  }
}

export async function logEvent(input: ToolInput<'log_event'>, call: Call): Promise<Answer> {
  const { type, summary, step_id: stepId, payload } = input;
  const run = await workableRun(input.run, call);
  const event = { type, summary, ...(stepId === undefined ? {} : { stepId }), ...(payload ? { payload } : {}) };
  return call.inTurn(run.runId)(async () => {
    valueOfAct(await logOnce(call, run, event, jsonText(['log_event', run.runId, event])), {
      notDone: 'The event was not logged.',
      look: 'Call the tool again with the same input: the event is not logged twice.',
    });
    return () => ({ head: ['The event is logged.'] });
  });
}

export async function askPerson(input: ToolInput<'ask_person'>, call: Call): Promise<Answer> {
  const { question, choices = [] } = input;
  const read = await workableRun(input.run, call);
  const event = { type: 'message', summary: question, payload: questionPayload(question, choices) };
  const name = jsonText(['ask_person', read.runId, question, choices]);
  return call.inTurn(read.runId)(async () => {
    // Another call may have asked and paused it while this one waited for its turn.
    const run = valueOf(call.store.run(read.runId)) ?? read;
    const isGoingOn = run.status === 'paused' && call.unconfirmed.has(name);
    if (run.status !== 'running' && !isGoingOn)
      throw new NotPossible(
        `Nothing was asked: the run is ${jsonText(clipped(run.status, 40))}. Only a run that is running can be paused for a question.`,
      );
    valueOfAct(await logOnce(call, run, event, name, true), {
      notDone: 'The question was not asked.',
      look: 'Call the tool again with the same input: the question is not asked twice.',
    });
    const paused: Outcome = isGoingOn ? done : await call.actions.pauseRun(run, { signal: call.signal });
    valueOfAct(paused, {
      notDone: 'The question is logged, but the run was not paused.',
      look: 'Call the tool again with the same input: it pauses the run, and the question is not asked twice.',
    });
    call.unconfirmed.delete(name);
    return () => ({
      head: ['The question is asked, and the run is paused until a person answers.'],
      tail: [
        'Do not go on with what depends on the answer. Read the run with telnyx_get_run later: it is running again when it is answered, and the answer is a message event.',
      ],
    });
  });
}
