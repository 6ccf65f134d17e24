/** One line of an agent's work: words, a remark with data, or a call of a tool with what came of it. */
export type Work =
  | string
  | { readonly note: string; readonly payload: Record<string, unknown> }
  /** Asks a person, and waits for the answer. */
  | { readonly ask: string; readonly choices: readonly string[] }
  | ToolUse;

export type ToolUse = {
  readonly tool: string;
  readonly call: string;
  readonly with: Record<string, unknown>;
  readonly result: string;
  readonly gives: Record<string, unknown>;
  /** What goes wrong the first time, now and then. */
  readonly fails?: string;
};

export type ScenarioStep = {
  readonly id: string;
  readonly description: string;
  readonly work: readonly Work[];
  readonly steps?: readonly ScenarioStep[];
};

export type Scenario = {
  readonly missionId: string;
  readonly name: string;
  readonly description: string;
  readonly model: string;
  readonly executionMode: 'external' | 'managed';
  readonly metadata: Record<string, unknown>;
  readonly instructions: string;
  readonly agentId: string;
  /** What is said on the phone, whoever picks up. */
  readonly talk: readonly string[];
  /** Assistants that are linked to each run. */
  readonly links: readonly string[];
  readonly input: Record<string, unknown>;
  readonly steps: readonly ScenarioStep[];
  readonly result: { readonly summary: string; readonly payload: Record<string, unknown> };
  /** Why it fails when it fails. */
  readonly reason: string;
};

export const step = (id: string, description: string, ...work: Work[]): ScenarioStep => ({ id, description, work });
export const group = (id: string, description: string, ...steps: ScenarioStep[]): ScenarioStep => ({
  id,
  description,
  work: [],
  steps,
});

export function phone(to: string, who: string, outcome: string, gives: Record<string, unknown>): Work {
  return {
    tool: 'place_call',
    call: `Calling ${who}`,
    with: { phone: to, assistant_id: 'assistant-voice-quotes' },
    result: outcome,
    gives: { call_status: 'completed', ...gives },
    fails: `${who} didn't answer`,
  };
}

export function lookUp(call: string, result: string, gives: Record<string, unknown>): Work {
  return { tool: 'search', call, with: { query: call }, result, gives };
}

export function text(to: string, who: string, body: string, reply: string): Work {
  return {
    tool: 'send_message',
    call: `Texting ${who}`,
    with: { phone: to, assistant_id: 'assistant-sms-reminders', body },
    result: reply,
    gives: { status: 'delivered', reply },
  };
}
