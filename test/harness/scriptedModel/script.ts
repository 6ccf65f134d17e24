/** What the scripted model does, as plain data: the extension that has the model plays it, and tests hold the server to it. */

/** How a language model calls a tool. */
export type ToolUse = { readonly name: string; readonly input: object };

/** `run` stands for the run that was claimed, `answer` for what the person has answered. */
export type Known = { readonly mission: string; readonly run: string; readonly answer: string };

export const question = { question: 'Which roofer gets the order?', choices: ['Halsted & Sons', 'Ridgeline'] } as const;

export const steps = [
  { step_id: 'quotes', description: 'Get three quotes' },
  { step_id: 'search', description: 'Search the directory', parent_step_id: 'quotes' },
  { step_id: 'call', description: 'Call the roofers', parent_step_id: 'quotes' },
  { step_id: 'again', description: 'Call the second one again', parent_step_id: 'call' },
  { step_id: 'order', description: 'Order the roof' },
] as const;

type StepReport = { readonly step_id: string; readonly status: string; readonly summary: string };

const reports = {
  begin: { step_id: 'quotes', status: 'in_progress', summary: 'Began to get quotes' },
  search: { step_id: 'search', status: 'completed', summary: 'Found three roofers' },
  call: { step_id: 'call', status: 'in_progress', summary: 'Began to call' },
  again: { step_id: 'again', status: 'failed', summary: 'Nobody answers at the second one' },
  called: { step_id: 'call', status: 'completed', summary: 'Two of three have answered' },
  quotes: { step_id: 'quotes', status: 'completed', summary: 'There are two quotes' },
  order: { step_id: 'order', status: 'completed', summary: 'Ordered' },
} as const satisfies Readonly<Record<string, StepReport>>;

export const toolCall = { type: 'tool_call', summary: 'Searched for roofers', step_id: 'search' } as const;
export const toolCallPayload = { query: 'roofers in Berlin' } as const;
export const runInput = { city: 'Berlin' } as const;

/** Which statuses the steps have in the end. */
export const finalStatuses = {
  quotes: 'completed',
  search: 'completed',
  call: 'completed',
  again: 'failed',
  order: 'completed',
} as const satisfies Readonly<Record<(typeof steps)[number]['step_id'], string>>;

/** What the run says in the end. */
export const finish = (answer: string) => ({
  outcome: 'succeeded',
  summary: `Ordered at ${answer}.`,
  result: { ordered_at: answer },
});

/** The events that the run has in the end, in their order: type, step, and summary. */
export const finalEvents = (answer: string) =>
  [
    ['step_started', 'quotes', reports.begin.summary],
    ['tool_call', 'search', toolCall.summary],
    ['step_completed', 'search', reports.search.summary],
    ['step_started', 'call', reports.call.summary],
    ['step_failed', 'again', reports.again.summary],
    ['step_completed', 'call', reports.called.summary],
    ['message', undefined, question.question],
    ['message', undefined, answer],
    ['step_completed', 'quotes', reports.quotes.summary],
    ['step_completed', 'order', reports.order.summary],
  ] as const;

/** The calls after each prompt, in their order: the model stops when it has claimed a run, and when it has asked a person. */
export const script: readonly (readonly ((known: Known) => ToolUse)[])[] = [
  [({ mission }) => ({ name: 'telnyx_claim_run', input: { mission, input: runInput } })],
  [
    ({ run }) => ({ name: 'telnyx_write_plan', input: { run, steps } }),
    ({ run }) => ({ name: 'telnyx_report_step', input: { run, ...reports.begin } }),
    ({ run }) => ({ name: 'telnyx_log_event', input: { run, ...toolCall, payload: toolCallPayload } }),
    ({ run }) => ({ name: 'telnyx_report_step', input: { run, ...reports.search } }),
    ({ run }) => ({ name: 'telnyx_report_step', input: { run, ...reports.call } }),
    ({ run }) => ({ name: 'telnyx_report_step', input: { run, ...reports.again } }),
    ({ run }) => ({ name: 'telnyx_report_step', input: { run, ...reports.called } }),
    ({ run }) => ({ name: 'telnyx_ask_person', input: { run, ...question } }),
  ],
  [
    ({ run }) => ({ name: 'telnyx_get_run', input: { run, view: 'events', type: 'message' } }),
    ({ run }) => ({ name: 'telnyx_report_step', input: { run, ...reports.quotes } }),
    ({ run }) => ({ name: 'telnyx_report_step', input: { run, ...reports.order } }),
    ({ run, answer }) => ({ name: 'telnyx_finish_run', input: { run, ...finish(answer) } }),
  ],
];

/** What the model says to a prompt without tools, in the parts in which it streams it. It cites an event of the prompt. */
export function plainAnswer(prompt: string): readonly string[] {
  const [eventId] = /(?<=<event )[^>\s]+(?=>)/.exec(prompt) ?? [];
  const cited = eventId === undefined ? [] : [' It rests on [eve', `nt ${eventId}].`];
  return ['The scripted model ', 'has read the run.', ...cited];
}

export const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
