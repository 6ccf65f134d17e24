import { claimOf, withClaim, type Claim } from '../../model/claim';
import { sameValue } from '../../model/deepEqual';
import { jsonText } from '../../model/jsonObject';
import type { JsonObject, Mission } from '../../model/mission';
import type { Step } from '../../model/plan';
import type { Run, RunRef } from '../../model/run';
import type { Outcome } from '../../tracking/actions/outcome';
import { clipped } from '../lines/answer';
import { instructionsByLine } from '../lines/missionLines';
import { planLines } from '../lines/planLines';
import { LineBudget, startOfText } from '../lines/tokens';
import { registeredName, type ToolInput } from '../table/toolTable';
import { NotPossible, valueOfAct, type Answer, type Call } from './call';
import { askAgain, claimIn, findMission, findRun, requireActive } from './targets';

/** So many of a mission's newest runs are looked at for one whose start was never confirmed. */
const lookedAt = 20;

export async function claimRun(input: ToolInput<'claim_run'>, call: Call): Promise<Answer> {
  if ((input.mission === undefined) === (input.run === undefined))
    throw new NotPossible(
      'Nothing was done. Give either "mission", to start a run of it, or "run", to take one that is there.',
    );
  if (input.mission !== undefined) return startClaimed(input.mission, input.input, call);
  if (input.input !== undefined)
    throw new NotPossible('Nothing was done. "input" is for a new run: a run that is there has its own.');
  return takeRun(input.run ?? '', call);
}

function requireExternal({ executionMode }: Mission): void {
  if (executionMode === 'managed')
    throw new NotPossible(
      'Nothing was done: Telnyx executes the runs of this mission. Only runs of external missions can be claimed.',
    );
}

const newClaim = ({ app, store }: Call): Claim => ({ app, token: crypto.randomUUID(), at: store.now() });

async function startClaimed(name: string, input: JsonObject | undefined, call: Call): Promise<Answer> {
  const mission = await findMission(name, call);
  const { missionId } = mission;
  requireExternal(mission);
  if (call.asked?.missionId !== missionId) throw new NotPossible(askAgain);
  return call.inTurn(missionId)(async () => {
    const claim = newClaim(call);
    const run = (await startedBefore(mission, input, call)) ?? (await start(missionId, input, claim, call));
    const token = claimOf(run)?.token ?? claim.token;
    return take(run, { ...claim, token }, (remote) => claimOf(remote)?.token === token, mission, call);
  });
}

const startKey = (missionId: string) => `agent.startRun ${missionId}`;

/** A run that an earlier call has started, whose answer was lost. */
async function startedBefore(
  { missionId }: Mission,
  input: JsonObject | undefined,
  call: Call,
): Promise<Run | undefined> {
  const { journal } = call;
  const key = startKey(missionId);
  const before = await journal.unconfirmed(key);
  if (!before) return undefined;
  const found = await runOfToken(missionId, before.sent.token, call);
  if (!found) {
    if (journal.mayStillArrive(before))
      throw new NotPossible(
        "UNKNOWN: Telnyx didn't confirm an earlier request to start a run of this mission, and it may still arrive. Check with telnyx_list_runs, and call the tool again in two minutes.",
      );
    await journal.settle(key);
    return undefined;
  }
  await journal.settle(key);
  if (sameValue(found.input, input)) return found;
  throw new NotPossible(
    `An earlier call did start run ${found.runId}, with another input. Claim it by "run", or cancel it; then call the tool again for a new one.`,
  );
}

async function runOfToken(missionId: string, token: string | undefined, { actions, signal }: Call) {
  const { rows } = await actions.listRuns({ missionId }, lookedAt, { signal });
  return rows.find((run) => token !== undefined && claimOf(run)?.token === token);
}

async function start(missionId: string, input: JsonObject | undefined, claim: Claim, call: Call): Promise<Run> {
  const { actions, journal, signal } = call;
  const options = { ...(input === undefined ? {} : { input }), metadata: withClaim(undefined, claim) };
  const sent = { token: claim.token };
  const outcome: Outcome<Run> = await journal.once({ key: startKey(missionId), sent }, async () => {
    const end = await actions.startRun(missionId, options, { signal });
    if (end.kind !== 'unsure') return end;
    const found = await runOfToken(missionId, claim.token, call).catch(() => undefined);
    return found ? { kind: 'done', value: found } : end;
  });
  return valueOfAct(outcome, {
    notDone: 'The run was not started.',
    look: 'Check with telnyx_list_runs before you start another one.',
  });
}

async function takeRun(text: string, call: Call): Promise<Answer> {
  const { actions, asked, runClaims, signal } = call;
  const ref = await findRun(text, call);
  const [run, mission] = [await actions.readRun(ref, { signal }), await actions.readMission(ref.missionId, { signal })];
  requireExternal(mission);
  requireActive(run);
  const own = runClaims.isOwn(run) ? claimOf(run) : undefined;
  // It was started with its claim, and then not set to running.
  if (own && run.status === 'pending')
    return take(
      ref,
      { ...newClaim(call), token: own.token },
      (remote) => claimOf(remote)?.token === own.token,
      mission,
      call,
    );
  if (own) return workOrder(run, mission, call);
  const seen = asked?.run;
  return take(
    ref,
    newClaim(call),
    (remote) => seen?.runId === remote.runId && seen.status === remote.status && seen.token === claimOf(remote)?.token,
    mission,
    call,
  );
}

async function take(
  ref: RunRef,
  claim: Claim,
  isAllowed: (run: Run) => boolean,
  mission: Mission,
  call: Call,
): Promise<Answer> {
  const { actions, runClaims, signal } = call;
  const { runId } = ref;
  runClaims.note(runId, claim.token);
  const outcome = await actions.claimRun(ref, claim, isAllowed, { signal });
  // Where it is unknown, the run itself says later whether it is ours.
  if (outcome.kind !== 'done' && outcome.kind !== 'unsure') runClaims.forget(runId);
  if (outcome.kind === 'conflict') throw new NotPossible(notTaken(outcome.remote, call));
  const run = valueOfAct(outcome, {
    notDone: 'The run was not claimed.',
    look: `Read run ${runId} with telnyx_get_run: it says who works it.`,
  });
  if (runClaims.isOwn(run)) return workOrder(run, mission, call);
  runClaims.forget(runId);
  throw new NotPossible(notTaken(run, call));
}

function notTaken(run: Run, call: Call): Answer {
  const claim = claimIn(run, call);
  return () => ({
    head: [`The run was not claimed. ${askAgain}`],
    data: [
      `Status: ${clipped(run.status, 40)}`,
      claim ? `Claimed by: ${clipped(claim.app, 60)}` : 'Claimed by nobody.',
    ],
    tail: claim ? ['Someone else works this run. Take it over only if the person wants that.'] : [],
  });
}

/** What an agent has to know that has claimed a run. */
async function workOrder(run: Run, mission: Mission, { actions, signal }: Call): Promise<Answer> {
  const steps = await actions.readPlan(run, { signal });
  return (room) => {
    const { lines, next } = instructionLines(mission, room * 0.55);
    return {
      head: [`This window has claimed run ${run.runId}. Status: ${jsonText(clipped(run.status, 40))}.`],
      data: [...inputLines(run.input, room * 0.2), ...planOrNone(steps, room * 0.2)],
      instructions: lines,
      tail: [...next, ...rules(run, steps)],
    };
  };
}

function instructionLines(mission: Mission, maxTokens: number) {
  const { missionId } = mission;
  const all = instructionsByLine(mission);
  if (all.length === 0) return { lines: [], next: ['The mission has no instructions: ask the person what to do.'] };
  const budget = new LineBudget(maxTokens);
  for (const line of all) if (!budget.add(line)) break;
  const shown = budget.lines.length;
  const next =
    shown < all.length
      ? [
          `Before you begin, read the instructions on: ${registeredName('get_mission')} with mission ${missionId}, part "instructions", from_line ${shown + 1}.`,
        ]
      : [];
  return { lines: budget.lines, next };
}

function inputLines(input: JsonObject | undefined, maxTokens: number): readonly string[] {
  if (input === undefined) return ['Input: none.'];
  const { text, isWhole } = startOfText(jsonText(input), maxTokens);
  return [`Input${isWhole ? '' : ' (cut)'}: ${text}`];
}

function planOrNone(steps: readonly Step[], maxTokens: number): readonly string[] {
  return steps.length === 0 ? ['Plan: none yet.'] : ['Plan:', ...planLines(steps, maxTokens)];
}

function rules(run: Run, steps: readonly Step[]): readonly string[] {
  return [
    ...(run.status === 'paused'
      ? ['The run is paused: resume it with telnyx_steer_run if the person wants that.']
      : []),
    ...(steps.length === 0 ? ['First write the plan with telnyx_write_plan.'] : []),
    'Report each step with telnyx_report_step when you begin it and when you end it; log what happens in between with telnyx_log_event.',
    'Ask a person with telnyx_ask_person where the instructions leave a decision open. At the end call telnyx_finish_run.',
  ];
}
