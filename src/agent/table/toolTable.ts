import { eventTypes } from '../../model/event';
import { stepStatuses } from '../../model/plan';
import { runStatuses } from '../../model/run';
import {
  choice,
  flag,
  object,
  objects,
  optional,
  position,
  text,
  texts,
  type Fields,
  type InputOf,
} from './toolFields';

/** Whether a tool asks a person before it acts; `unlessClaimed`: not where this window has claimed the run. */
export type Asking = 'never' | 'unlessClaimed' | 'always';

export type ToolDeclaration = {
  /** In the words of models: they choose a tool by its name and its first sentence. */
  readonly description: string;
  readonly icon: string;
  readonly asks: Asking;
  readonly fields: Fields;
};

const mission = text('ID or exact name of the mission.', 200);
const run = text('ID of the run, or a link to it.', 200);
const maxPayload = 32_000;
const payload = optional(object('Details as a JSON object.', maxPayload));
const page = optional(position('Page of the list, from 1.'));
const stepId = text('ID of a step of the plan.', 200);

/**
 * The tools for language models. A tool is an intention, not an operation: there is none for deleting, for keys, for
 * the base URL or for phone calls. `contributes.languageModelTools` of the manifest is made of this table.
 */
export const toolTable = {
  list_missions: {
    description:
      'Lists Telnyx AI Missions of the account: their IDs, names, and who executes their runs. Use it to find a mission by a part of its name, or the missions with active runs or runs that need attention.',
    icon: 'target',
    asks: 'never',
    fields: {
      query: optional(text('Part of the name.', 200)),
      state: optional(choice('Which missions; all by default.', ['all', 'active', 'needs_attention'])),
      page,
    },
  },
  get_mission: {
    description:
      'Reads a Telnyx AI Mission: an overview, its instructions, or its tools, knowledge bases, and MCP servers. Long instructions come in parts, by lines.',
    icon: 'book',
    asks: 'never',
    fields: {
      mission,
      part: optional(choice('What to read; the overview by default.', ['overview', 'instructions', 'tools'])),
      from_line: optional(position('First line of the instructions to read, from 1.')),
    },
  },
  list_runs: {
    description:
      'Lists runs of Telnyx AI Missions, newest first, with status, age, duration, and error. Use it to find pending runs that wait for an agent, or runs that need attention.',
    icon: 'list-unordered',
    asks: 'never',
    fields: {
      mission: optional(mission),
      status: optional(choice('Only runs with this status.', runStatuses)),
      needs_attention: optional(flag('Only runs that need a person.')),
      page,
    },
  },
  get_run: {
    description:
      'Reads a run of a Telnyx AI Mission: a summary, its plan, its events, its errors, or its result. The summary says its status, its plan as a task list, its newest events, and why it needs a person. A payload is read by its event ID.',
    icon: 'pulse',
    asks: 'never',
    fields: {
      run,
      view: choice('What to read.', ['summary', 'plan', 'events', 'errors', 'result']),
      step: optional(stepId),
      type: optional(choice('Only events of this type.', eventTypes)),
      after: optional(text('ID of an event: begin with the one after it.', 200)),
      event_id: optional(text('ID of an event: read it with its payload.', 200)),
    },
  },
  claim_run: {
    description:
      'Claims a run of an external Telnyx AI Mission so that you work it: starts a new run of a mission, or takes a run that is waiting for an agent. Returns the instructions, the input, the plan, and the rules for working the run. Give either mission or run.',
    icon: 'play',
    asks: 'always',
    fields: {
      mission: optional(mission),
      input: optional(object('Input of the new run; only with mission.', maxPayload)),
      run: optional(run),
    },
  },
  write_plan: {
    description:
      "Writes the plan of a run: creates it, or adds steps to it. Steps can't be removed or changed later, only their status can. Nest a step by the ID of the step above it.",
    icon: 'checklist',
    asks: 'always',
    fields: {
      run,
      steps: objects(
        'The steps to add, in their order.',
        {
          step_id: text('A short ID that is new in this plan, such as "research".', 100),
          description: text('What is done in the step, in one line.', 500),
          parent_step_id: optional(text('ID of the step above, in the plan or earlier in this list.', 100)),
        },
        50,
      ),
    },
  },
  report_step: {
    description:
      'Reports a step of a run as in progress, completed, failed, or skipped: sets its status and logs the event that says so, in one call. Report each step when you begin it and when you end it.',
    icon: 'pass',
    asks: 'unlessClaimed',
    fields: {
      run,
      step_id: stepId,
      status: choice('The status of the step from now on.', stepStatuses),
      summary: text('What is done or was found, in one sentence.', 1000),
      payload,
    },
  },
  log_event: {
    description:
      'Logs an event in a run: a message, a tool call, a result, an error, or something else that people should see in the timeline. For the status of a step use telnyx_report_step.',
    icon: 'comment',
    asks: 'unlessClaimed',
    fields: {
      run,
      type: choice('Type of the event.', ['message', 'tool_call', 'tool_result', 'error', 'custom']),
      summary: text('What happened, in one sentence.', 1000),
      step_id: optional(stepId),
      payload,
    },
  },
  ask_person: {
    description:
      'Asks a person a question about a run and pauses the run until they answer. Returns at once: read the run later to see the answer. Use it for decisions that only a person can make.',
    icon: 'question',
    asks: 'unlessClaimed',
    fields: {
      run,
      question: text('The question, in one or two sentences.', 1000),
      choices: optional(texts('Answers to choose from, at most ten.', { count: 10, length: 100 })),
    },
  },
  finish_run: {
    description:
      'Finishes a run as succeeded or failed, with a summary of its result. Steps that are still open are refused unless you say what becomes of them.',
    icon: 'check-all',
    asks: 'always',
    fields: {
      run,
      outcome: choice('How the run ended.', ['succeeded', 'failed']),
      summary: text('What came of the run, for people.', 4000),
      result: optional(object('The result as a JSON object.', 100_000)),
      error: optional(text('Why it failed; only with the outcome failed.', 4000)),
      open_steps: optional(choice('What becomes of open steps; refuse by default.', ['refuse', 'skip', 'fail'])),
    },
  },
  steer_run: {
    description: 'Pauses, resumes, or cancels a run of a Telnyx AI Mission. A cancelled run cannot be resumed.',
    icon: 'debug-pause',
    asks: 'always',
    fields: {
      run,
      action: choice('What to do with the run.', ['pause', 'resume', 'cancel']),
    },
  },
} as const satisfies Readonly<Record<string, ToolDeclaration>>;

export type ToolName = keyof typeof toolTable;
export type ToolInput<N extends ToolName> = InputOf<(typeof toolTable)[N]['fields']>;

export const toolNames = Object.keys(toolTable) as readonly ToolName[];

/** The name by which VS Code and models know the tool. */
export function registeredName(name: ToolName): string {
  return `telnyx_${name}`;
}
