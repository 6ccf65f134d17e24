import type { components } from '../api/contract';
import type { Scenario, ScenarioStep } from './scenarios';

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
  | { readonly kind: 'link'; readonly agentId: string };

/** An act, and how long (ms, at speed 1) the agent takes before it. */
export type Beat = { readonly wait: number; readonly act: Act };

export type Ending = 'succeeded' | 'failed' | 'leftBehind';

/** A run takes one to two minutes: long enough to watch, short enough to see the end. */
const tempo = 2.2;

/** From 0 (included) to 1 (excluded), the same for the same seed (a linear congruential generator, Numerical Recipes). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * The way of the reference agent: plan, PATCH to running, then each step with its events, then the result.
 * `failed` gives up in the last third; `leftBehind` stops without closing the run. (API facts, "How agents use it".)
 */
export function* work(scenario: Scenario, ending: Ending, random: () => number): Generator<Beat> {
  const wait = (least: number, most: number) => tempo * (least + random() * (most - least));
  const event = (ms: number, entry: Schemas['CreateEventRequest']): Beat => ({
    wait: ms,
    act: { kind: 'event', event: { agent_id: scenario.agentId, ...entry } },
  });

  yield { wait: wait(1500, 2500), act: { kind: 'status', status: 'running' } };
  yield event(wait(300, 900), { type: 'message', summary: 'Reading the instructions and making a plan' });
  yield { wait: wait(1000, 2500), act: { kind: 'plan', steps: planOf(scenario) } };
  for (const agentId of scenario.links) yield { wait: 200, act: { kind: 'link', agentId } };

  const leaves = scenario.steps.flatMap((step) => step.steps ?? [step]);
  const breaksAt = ending === 'succeeded' ? undefined : leaves[Math.ceil(leaves.length * 0.66)];
  for (const step of scenario.steps) {
    yield* begin(step);
    const own = step.steps ?? [step];
    for (const leaf of own) {
      if (leaf !== step) yield* begin(leaf);
      if (leaf === breaksAt) {
        yield* giveUp(leaf, step);
        return;
      }
      yield* labour(leaf);
      if (leaf !== step) yield* end(leaf);
    }
    yield* end(step);
  }
  const result = { result_summary: scenario.result.summary, result_payload: scenario.result.payload };
  yield { wait: wait(800, 1500), act: { kind: 'status', status: 'succeeded', ...result } };

  function* begin({ id, description }: ScenarioStep): Generator<Beat> {
    yield { wait: wait(300, 900), act: { kind: 'step', stepId: id, status: 'in_progress' } };
    yield event(50, { type: 'step_started', step_id: id, summary: `Started: ${description}` });
  }

  function* end({ id, description }: ScenarioStep): Generator<Beat> {
    yield { wait: wait(300, 900), act: { kind: 'step', stepId: id, status: 'completed' } };
    yield event(50, { type: 'step_completed', step_id: id, summary: `Finished: ${description}` });
  }

  function* labour(step: ScenarioStep): Generator<Beat> {
    for (const line of step.work) {
      const conversation = { conversation_id: `conv_${Math.floor(random() * 2 ** 31).toString(36)}` };
      if (typeof line === 'string') yield event(wait(700, 2000), { type: 'message', step_id: step.id, summary: line });
      else if ('note' in line)
        yield event(wait(500, 1500), { type: 'custom', step_id: step.id, summary: line.note, payload: line.payload });
      else {
        const asked = { ...conversation, tool: line.tool, ...line.with };
        yield event(wait(600, 1800), { type: 'tool_call', step_id: step.id, summary: line.call, payload: asked });
        const took = wait(900, 3200);
        if (line.fails && random() < 0.5) {
          const lost = { ...asked, call_status: 'no_answer' };
          yield event(took, { type: 'error', step_id: step.id, summary: line.fails, payload: lost });
          const again = `${line.call} (second try)`;
          yield event(wait(800, 1600), { type: 'tool_call', step_id: step.id, summary: again, payload: asked });
        }
        const answer = { ...conversation, tool: line.tool, ...line.gives };
        yield event(took, { type: 'tool_result', step_id: step.id, summary: line.result, payload: answer });
      }
    }
  }

  function* giveUp(leaf: ScenarioStep, parent: ScenarioStep): Generator<Beat> {
    if (ending === 'leftBehind') return;
    const { reason } = scenario;
    yield event(wait(1500, 3000), {
      type: 'error',
      step_id: leaf.id,
      summary: reason,
      payload: { call_status: 'failed' },
    });
    for (const step of leaf === parent ? [leaf] : [leaf, parent]) {
      yield { wait: 300, act: { kind: 'step', stepId: step.id, status: 'failed' } };
      yield event(50, { type: 'step_failed', step_id: step.id, summary: `Failed: ${step.description}` });
    }
    const error = `${reason}. The steps after “${leaf.description}” were not tried.`;
    yield { wait: wait(800, 1500), act: { kind: 'status', status: 'failed', error } };
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
