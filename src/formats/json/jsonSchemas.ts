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
  return { ...schema, description: `${String(schema.description)} (Read-only.)`, readOnly: true };
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
const runId: JsonSchema = { ...text, description: 'The id of the run.' };
/** Enums of the API may grow: the known words are offered, others are not wrong. */
const words = (known: readonly string[]): JsonSchema => ({ anyOf: [{ type: 'string', enum: known }, text] });

/** The schema of `*.missionrun.json`, a run that was saved with its plan and its events. */
export function runFileSchema(): JsonSchema {
  return {
    $schema: draft,
    description: 'A run of a Telnyx AI mission with its plan, its agents and its events, as it was when it was saved.',
    ...object(['format', 'version', 'run', 'events'], {
      format: [{ const: runFileFormat }, 'Tells such files from others.'],
      version: [{ type: 'integer', minimum: 1, maximum: runFileVersion }, 'The version of the format.'],
      saved_at: [instant, 'When the file was written.'],
      mission: [
        object([], {
          name: [text, missionTexts.name],
          instructions: [text, missionTexts.instructions],
        }),
        'The mission as it was then.',
      ],
      run: [runSchema, 'The run itself.'],
      plan: [{ type: 'array', items: stepSchema }, 'The steps of the plan, flat; `parent_step_id` nests them.'],
      agents: [{ type: 'array', items: agentSchema }, 'Telnyx assistants that were linked to the run.'],
      events: [{ type: 'array', items: eventSchema }, 'What happened, in the order in which it was read.'],
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
  run_id: [uuid, 'The id of the run, a UUID.'],
  mission_id: [uuid, 'The id of the mission, a UUID.'],
  status: [words(runStatuses), 'How the run stood.'],
  input: [anyObject, 'What the run was started with.'],
  metadata: [anyObject, 'Any further facts.'],
  result_summary: [text, 'What came of it, in words.'],
  result_payload: [anyObject, 'What came of it, as data.'],
  error: [text, 'Why it failed.'],
  started_at: [instant, 'When the run was started.'],
  updated_at: [instant, 'When the run was last changed.'],
  finished_at: [instant, 'When the run ended. Clocks differ: it may lie before the start.'],
});

const stepSchema = object(['step_id'], {
  step_id: [text, 'The id of the step, a free string that the agent chose.'],
  sequence: [{ type: 'integer' }, 'Where the step stands among its siblings. Numbers may repeat or be missing.'],
  description: [text, 'What the step is.'],
  status: [words(stepStatuses), 'How the step stood.'],
  parent_step_id: [text, 'The step that it belongs to.'],
  metadata: [anyObject, 'Any further facts.'],
  started_at: [instant, 'When the step was started.'],
  completed_at: [instant, 'When the step ended.'],
});

const agentSchema = object(['telnyx_agent_id'], {
  run_id: [text, 'The id of the run.'],
  telnyx_agent_id: [text, 'The id of the assistant on Telnyx.'],
  created_at: [instant, 'When it was linked.'],
});

const eventSchema = object(['event_id'], {
  event_id: [text, 'The id of the event.'],
  type: [words(eventTypes), 'What kind of event it is.'],
  timestamp: [instant, 'When it happened.'],
  step_id: [text, 'The step that it belongs to; it may name none of the plan.'],
  agent_id: [text, 'The agent that logged it.'],
  summary: [text, 'What happened, in words.'],
  payload: [anyObject, 'What happened, as data.'],
});
