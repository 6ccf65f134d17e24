import type { components } from '../api/contract';
import { questionPayload } from '../model/questions';
import type { Scenario, ScenarioStep, ToolUse } from './scenario';

type Schemas = components['schemas'];

/** One thing that an agent does to its run. */
export type Act =
  | {
      readonly kind: 'status';
      readonly status: Schemas['RunStatus'];
      readonly result_summary?: string;
      readonly result_payload?: Record<string, unknown>;
      readonly error?: string;
    }
  | { readonly kind: 'plan'; readonly steps: readonly Schemas['CreatePlanStepRequest'][] }
  | { readonly kind: 'step'; readonly stepId: string; readonly status: Schemas['StepStatus'] }
  | { readonly kind: 'event'; readonly event: Schemas['CreateEventRequest'] }
  | { readonly kind: 'link'; readonly agentId: string }
  /** Does nothing yet. */
  | { readonly kind: 'look' };

/** An act, and how long (ms, at speed 1) the agent takes before it. */
export type Beat = { readonly wait: number; readonly act: Act };

export type Ending = 'succeeded' | 'failed' | 'leftBehind';

/** From 0 (included) to 1 (excluded), the same for the same seed (a linear congruential generator, Numerical Recipes). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * The way of the reference agent: plan, PATCH to running, then each step with its events, then the result. Something
 * happens every one to three seconds, for one and a half to three minutes.
 * `failed` gives up after two thirds; `leftBehind` stops there without closing the run. (API facts, "How agents
 * really use it".)
 */
export function* work(scenario: Scenario, ending: Ending, random: () => number): Generator<Beat> {
  const wait = (least: number, most: number) => Math.round(least + random() * (most - least));
  const soon = () => wait(300, 700);
  const later = () => wait(1600, 3000);
  const event = (ms: number, entry: Schemas['CreateEventRequest']): Beat => ({
    wait: ms,
    act: { kind: 'event', event: { agent_id: scenario.agentId, ...entry } },
  });
  const leaves = scenario.steps.flatMap((step) => step.steps ?? [step]);
  const breaksAt = ending === 'succeeded' ? undefined : leaves[Math.floor(leaves.length * 0.66)];

  yield { wait: wait(1800, 2200), act: { kind: 'status', status: 'running' } };
  yield event(soon(), { type: 'message', summary: 'Reading the instructions and creating a plan' });
  yield { wait: later(), act: { kind: 'plan', steps: planOf(scenario) } };
  for (const agentId of scenario.links) yield { wait: soon(), act: { kind: 'link', agentId } };

  for (const step of scenario.steps) {
    yield* begin(step);
    for (const leaf of step.steps ?? [step]) {
      if (leaf !== step) yield* begin(leaf);
      if (leaf === breaksAt && ending === 'leftBehind') return;
      const lost = yield* labour(leaf);
      if (leaf === breaksAt) {
        yield* giveUp(leaf, step);
        return;
      }
      if (leaf !== step) yield* end(leaf, lost ? 'failed' : 'completed');
    }
    yield* end(step, 'completed');
  }
  const result = { result_summary: scenario.result.summary, result_payload: scenario.result.payload };
  yield { wait: later(), act: { kind: 'status', status: 'succeeded', ...result } };

  function* begin({ id, description }: ScenarioStep): Generator<Beat> {
    yield { wait: soon(), act: { kind: 'step', stepId: id, status: 'in_progress' } };
    yield event(50, { type: 'step_started', step_id: id, summary: `Started: ${description}` });
  }

  function* end({ id, description }: ScenarioStep, status: 'completed' | 'failed'): Generator<Beat> {
    yield { wait: soon(), act: { kind: 'step', stepId: id, status } };
    yield status === 'completed'
      ? event(50, { type: 'step_completed', step_id: id, summary: `Finished: ${description}` })
      : event(50, { type: 'step_failed', step_id: id, summary: `Failed: ${description}` });
  }

  /** Whether nothing came of it: nobody picked up, twice. */
  function* labour(step: ScenarioStep): Generator<Beat, boolean> {
    for (const line of step.work) {
      if (typeof line === 'string') yield event(later(), { type: 'message', step_id: step.id, summary: line });
      else if ('ask' in line) {
        const payload = questionPayload(line.ask, line.choices);
        yield event(later(), { type: 'message', step_id: step.id, summary: line.ask, payload });
        yield { wait: 50, act: { kind: 'status', status: 'paused' } };
      } else if ('note' in line)
        yield event(later(), { type: 'custom', step_id: step.id, summary: line.note, payload: line.payload });
      else if (yield* useTool(step, line)) return true;
    }
    return false;
  }

  /** Whether nothing came of it. */
  function* useTool(step: ScenarioStep, line: ToolUse): Generator<Beat, boolean> {
    const { tool } = line;
    const conversation = { conversation_id: `conv_${Math.floor(random() * 2 ** 31).toString(36)}` };
    const input = { ...conversation, tool, ...line.with };
    const say = (type: Schemas['EventType'], summary: string, payload: Record<string, unknown>) =>
      event(later(), { type, step_id: step.id, summary, payload });
    yield say('tool_call', line.call, input);
    if (tool === 'place_call') {
      yield say('custom', 'Ringing', { ...conversation, call_status: 'ringing' });
      if (line.fails && random() < 0.3) {
        yield say('error', line.fails, { ...input, call_status: 'no_answer' });
        yield say('tool_call', `${line.call} (second attempt)`, { ...input, attempt: 2 });
        yield say('custom', 'Ringing', { ...conversation, call_status: 'ringing' });
        // Of sub-steps alone: the step above goes on with the others.
        if (!scenario.steps.includes(step) && random() < 0.3) {
          yield say('tool_result', `${line.fails}, twice`, { ...input, call_status: 'no_answer' });
          return true;
        }
      }
      yield say('custom', 'Answered', { ...conversation, call_status: 'in_progress' });
      for (const words of scenario.talk) yield say('message', words, conversation);
    }
    if (tool === 'send_message') yield say('custom', 'Delivered', { ...conversation, status: 'delivered' });
    yield say('tool_result', line.result, { ...conversation, tool, ...line.gives });
    return false;
  }

  function* giveUp(leaf: ScenarioStep, parent: ScenarioStep): Generator<Beat> {
    const { reason } = scenario;
    yield event(later(), { type: 'error', step_id: leaf.id, summary: reason, payload: { call_status: 'failed' } });
    for (const step of leaf === parent ? [leaf] : [leaf, parent]) yield* end(step, 'failed');
    const error = `${reason}. The steps after "${leaf.description}" weren't started.`;
    yield { wait: later(), act: { kind: 'status', status: 'failed', error } };
  }
}

function planOf(scenario: Scenario): Schemas['CreatePlanStepRequest'][] {
  let sequence = 0;
  return scenario.steps.flatMap((step) => [
    { step_id: step.id, description: step.description, sequence: ++sequence },
    ...(step.steps ?? []).map((child) => ({
      step_id: child.id,
      description: child.description,
      sequence: ++sequence,
      parent_step_id: step.id,
    })),
  ]);
}
