import { eventTypes } from '../../model/event';
import { stepStatuses } from '../../model/plan';
import { runStatuses } from '../../model/run';
import { runFileFormat, runFileVersion } from '../../model/saved/runFile';
import { runRules, stepRules, type FieldRules } from './fieldRules';
import { missionTexts, type MissionTexts } from './fieldDescriptions';
import { executionModes } from '../missionFile/missionFile';

/** JSON Schema as VS Code's JSON editor reads it (draft 7). */
export type JsonSchema = Readonly<Record<string, unknown>>;

const draft = 'http://json-schema.org/draft-07/schema#';

/** The schema of `mission.json`: the definition, to edit; ids, dates and what belongs to the mission, to read. */
export function missionSchema(texts: MissionTexts = missionTexts): JsonSchema {
  const described = (field: keyof MissionTexts, schema: JsonSchema): JsonSchema => ({
    ...schema,
    description: texts[field],
  });
  const readOnly = (field: keyof MissionTexts, schema: JsonSchema): JsonSchema => fixed(described(field, schema));
  return {
    $schema: draft,
    type: 'object',
    required: ['name'],
    properties: {
      mission_id: readOnly('mission_id', uuid),
      name: described('name', { type: 'string', minLength: 1 }),
      description: described('description', text),
      model: described('model', text),
      instructions: described('instructions', text),
      execution_mode: described('execution_mode', { type: 'string', enum: executionModes, default: 'external' }),
      metadata: described('metadata', anyObject),
      created_at: readOnly('created_at', instant),
      updated_at: readOnly('updated_at', instant),
      tools: readOnly('tools', { type: 'array' }),
      knowledge_bases: readOnly('knowledge_bases', { type: 'array' }),
      mcp_servers: readOnly('mcp_servers', { type: 'array' }),
    },
  };
}

/** JSON Schema's `readOnly` is not shown by VS Code: a hover says it. */
function fixed(schema: JsonSchema): JsonSchema {
  return { ...schema, description: `${String(schema.description)} Read-only.`, readOnly: true };
}

/** The schema of a document of which some fields can be changed. */
function documentSchema(schema: JsonSchema, rules: FieldRules): JsonSchema {
  const properties = Object.entries(propertiesOf(schema));
  return {
    $schema: draft,
    ...schema,
    properties: Object.fromEntries(
      properties.map(([name, field]) => [name, Object.hasOwn(rules, name) ? field : fixed(field)]),
    ),
  };
}

function propertiesOf({ properties }: JsonSchema) {
  return properties as Readonly<Record<string, JsonSchema>>;
}

/** What ships as `media/schemas/<name>.json`. */
export function allSchemas(): Readonly<Record<string, JsonSchema>> {
  return {
    mission: missionSchema(),
    run: documentSchema(runSchema, runRules),
    step: documentSchema(stepSchema, stepRules),
    event: documentSchema({ ...eventSchema, properties: { run_id: runId, ...propertiesOf(eventSchema) } }, {}),
    missionrun: runFileSchema(),
  };
}

const text: JsonSchema = { type: 'string' };
const uuid: JsonSchema = { type: 'string', format: 'uuid' };
const instant: JsonSchema = { type: 'string', format: 'date-time' };
const anyObject: JsonSchema = { type: 'object' };
const runId: JsonSchema = { ...text, description: 'ID of the run.' };
/** Enums of the API may grow: the known words are offered, others are not wrong. */
const words = (known: readonly string[]): JsonSchema => ({ anyOf: [{ type: 'string', enum: known }, text] });

/** The schema of `*.missionrun.json`, a run that was saved with its plan and its events. */
export function runFileSchema(): JsonSchema {
  return {
    $schema: draft,
    description: 'A saved run of a Telnyx AI mission, with its plan, agents, and events.',
    ...object(['format', 'version', 'run', 'events'], {
      format: [{ const: runFileFormat }, 'Identifies the file as a saved run.'],
      version: [{ type: 'integer', minimum: 1, maximum: runFileVersion }, 'Version of the file format.'],
      saved_at: [instant, 'Time when the file was saved.'],
      mission: [
        object([], {
          name: [text, missionTexts.name],
          instructions: [text, missionTexts.instructions],
        }),
        'The mission at the time the run was saved.',
      ],
      run: [runSchema, 'The run.'],
      plan: [{ type: 'array', items: stepSchema }, 'Steps of the plan. Nested by "parent_step_id".'],
      agents: [{ type: 'array', items: agentSchema }, 'Telnyx assistants linked to the run.'],
      events: [{ type: 'array', items: eventSchema }, 'Events, in the order in which they were read.'],
    }),
  };
}

/** An object that may have more than what is described. */
function object(
  required: readonly string[],
  fields: Readonly<Record<string, readonly [JsonSchema, string]>>,
): JsonSchema {
  const properties = Object.entries(fields).map(([name, [schema, description]]) => [name, { ...schema, description }]);
  return { type: 'object', required, properties: Object.fromEntries(properties) as JsonSchema };
}

const runSchema = object(['run_id', 'mission_id', 'status', 'started_at'], {
  run_id: [uuid, 'ID of the run (UUID).'],
  mission_id: [uuid, 'ID of the mission (UUID).'],
  status: [words(runStatuses), 'Status of the run.'],
  input: [anyObject, 'Input of the run.'],
  metadata: [anyObject, 'Custom metadata.'],
  result_summary: [text, 'Result summary.'],
  result_payload: [anyObject, 'Result data.'],
  error: [text, 'Error message.'],
  started_at: [instant, 'Start time of the run.'],
  updated_at: [instant, 'Time when the run was last changed.'],
  finished_at: [instant, 'End time. May precede the start time if clocks differ.'],
});

const stepSchema = object(['step_id'], {
  step_id: [text, 'ID of the step. Any string, chosen by the agent.'],
  sequence: [{ type: 'integer' }, 'Position of the step among its siblings. Numbers may repeat or be missing.'],
  description: [text, 'Description of the step.'],
  status: [words(stepStatuses), 'Status of the step.'],
  parent_step_id: [text, 'ID of the parent step.'],
  metadata: [anyObject, 'Custom metadata.'],
  started_at: [instant, 'Start time of the step.'],
  completed_at: [instant, 'End time of the step.'],
});

const agentSchema = object(['telnyx_agent_id'], {
  run_id: [text, 'ID of the run.'],
  telnyx_agent_id: [text, 'ID of the Telnyx assistant.'],
  created_at: [instant, 'Time when the assistant was linked.'],
});

const eventSchema = object(['event_id'], {
  event_id: [text, 'ID of the event.'],
  type: [words(eventTypes), 'Type of the event.'],
  timestamp: [instant, 'Time of the event.'],
  step_id: [text, 'ID of the step. May not exist in the plan.'],
  agent_id: [text, 'ID of the agent that logged the event.'],
  summary: [text, 'Summary of the event.'],
  payload: [anyObject, 'Data of the event.'],
});
