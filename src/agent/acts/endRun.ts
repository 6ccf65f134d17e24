import type { ApiError } from '../../api/apiError';
import { openSteps } from '../../model/attention';
import { claimOf } from '../../model/claim';
import { jsonText } from '../../model/jsonObject';
import type { Step } from '../../model/plan';
import { runCan, type Run } from '../../model/run';
import { outcomeOf } from '../../tracking/actions/outcome';
import { valueOf } from '../../tracking/store/facts';
import { clipped } from '../lines/answer';
import { planLines } from '../lines/planLines';
import type { ToolInput } from '../table/toolTable';
import { failed, NotPossible, valueOfAct, whatHelps, type Answer, type Call } from './call';
import { findRun, requireShown, requireShownClaim, workableRun } from './targets';

export async function finishRun(input: ToolInput<'finish_run'>, call: Call): Promise<Answer> {
  const { outcome, summary, result, error, open_steps: mode = 'refuse' } = input;
  if (error !== undefined && outcome !== 'failed')
    throw new NotPossible('Nothing was changed: "error" is only for the outcome "failed".');
  const run = await workableRun(input.run, call);
  return call.inTurn(run.runId)(async () => {
    const { actions, runClaims, signal } = call;
    const closed = await closeSteps(run, mode, call);
    const end = {
      status: outcome,
      resultSummary: summary,
      ...(result === undefined ? {} : { resultPayload: result }),
      ...(error === undefined ? {} : { error }),
    };
    const token = claimOf(run)?.token;
    const isAllowed = (now: Run) => now.status === run.status && claimOf(now)?.token === token;
    valueOfAct(await actions.endRun(run, end, isAllowed, { signal }), {
      notDone: `The run was not finished.${closed > 0 ? ` ${closed} open steps were closed.` : ''}`,
      look: 'Read the run with telnyx_get_run before you finish it again.',
    });
    runClaims.forget(run.runId);
    const steps = closed > 0 ? ` ${closed} open steps are ${mode === 'fail' ? 'failed' : 'skipped'}.` : '';
    return () => ({ head: [`The run is finished: ${outcome}.${steps}`] });
  });
}

/** Closes the open steps as they are to be. Returns how many there were. */
async function closeSteps(run: Run, mode: 'refuse' | 'skip' | 'fail', call: Call): Promise<number> {
  const open = openSteps(await call.actions.readPlan(run, { signal: call.signal }));
  if (open.length === 0) return 0;
  if (mode === 'refuse')
    throw new NotPossible((room) => ({
      head: [`The run was not finished: ${open.length} of its steps are still open.`],
      data: planLines(open, room),
      tail: ['Report them with telnyx_report_step, or call the tool again with open_steps "skip" or "fail".'],
    }));
  await (mode === 'skip' ? skipAll(run, open, call) : failAll(run, open, call));
  return open.length;
}

const notFinished = 'The run was not finished, because not all open steps could be closed.';
const lookAtPlan = 'Read the plan with telnyx_get_run, and call the tool again.';

function notClosed(notDone: string, error: ApiError, next: string): Answer {
  const unknown = error.maybeDone ? ["UNKNOWN: Telnyx didn't confirm a request, so one of them may be closed."] : [];
  return () => {
    const { head, ...answer } = failed(notDone, error, next);
    return { head: [...head, ...unknown], ...answer };
  };
}

async function skipAll(run: Run, open: readonly Step[], { actions, signal }: Call): Promise<void> {
  const { skipped, error } = await actions.skipSteps(run, open, { signal });
  if (skipped === open.length) return;
  if (!error) throw new NotPossible(`${notFinished} Someone else has changed them in the meantime. ${lookAtPlan}`);
  throw new NotPossible(notClosed(`${notFinished} ${skipped} of ${open.length} are skipped.`, error, lookAtPlan));
}

async function failAll(run: Run, open: readonly Step[], { actions }: Call): Promise<void> {
  const wishes = open.map(({ stepId, status }) => ({ stepId, from: status, to: 'failed' as const }));
  const saved = valueOfAct(await outcomeOf(() => actions.savePlan(run, [], wishes)), {
    notDone: notFinished,
    look: lookAtPlan,
  });
  if (saved.kind === 'conflict')
    throw new NotPossible(`${notFinished} Someone else has changed them in the meantime. ${lookAtPlan}`);
  const { failed: count, error } = saved;
  if (count === 0) return;
  throw new NotPossible(
    error
      ? notClosed(`${notFinished} ${count} are still open.`, error, error.maybeDone ? lookAtPlan : whatHelps(error))
      : `${notFinished} ${lookAtPlan}`,
  );
}

const capabilities = { pause: 'pausable', resume: 'resumable', cancel: 'cancelable' } as const;

export async function steerRun({ run: text, action }: ToolInput<'steer_run'>, call: Call): Promise<Answer> {
  const { actions, store, signal } = call;
  const run = await actions.readRun(await findRun(text, call), { signal });
  if (!runCan(run).includes(capabilities[action]))
    throw new NotPossible(
      `Nothing was changed: the run is ${jsonText(clipped(run.status, 40))}, so it can't be ${done[action]}.`,
    );
  requireShown(run, call);
  requireShownClaim(run, call);
  return call.inTurn(run.runId)(async () => {
    const acts = {
      pause: () => actions.pauseRun(run, { signal }),
      resume: () => actions.resumeRun(run, { signal }),
      cancel: () => actions.cancelRun(run, { signal }),
    };
    valueOfAct(await acts[action](), {
      notDone: `The run was not ${done[action]}.`,
      look: 'Read the run with telnyx_get_run before you try again.',
    });
    const status = valueOf(store.run(run.runId))?.status ?? '';
    return () => ({ head: [`The run is ${done[action]}. Its status is ${jsonText(clipped(status, 40))}.`] });
  });
}

const done = { pause: 'paused', resume: 'resumed', cancel: 'cancelled' } as const;
