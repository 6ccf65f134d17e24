import { eventTypes } from '../../model/event';
import { runStatuses } from '../../model/run';
import { choice, flag, optional, position, text, type Fields, type InputOf } from './toolFields';

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
} as const satisfies Readonly<Record<string, ToolDeclaration>>;

export type ToolName = keyof typeof toolTable;
export type ToolInput<N extends ToolName> = InputOf<(typeof toolTable)[N]['fields']>;

export const toolNames = Object.keys(toolTable) as readonly ToolName[];

/** The name by which VS Code and models know the tool. */
export function registeredName(name: ToolName): string {
  return `telnyx_${name}`;
}
