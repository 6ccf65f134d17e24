import type { components } from '../api/contract';
import type { Fields } from './checks';

type Schemas = components['schemas'];

const modes: readonly Schemas['ExecutionMode'][] = ['external', 'managed'];
const runStatuses: readonly Schemas['RunStatus'][] = [
  'pending',
  'running',
  'paused',
  'succeeded',
  'failed',
  'cancelled',
];
const stepStatuses: readonly Schemas['StepStatus'][] = ['pending', 'in_progress', 'completed', 'skipped', 'failed'];
const eventTypes: readonly Schemas['EventType'][] = [
  'status_change',
  'step_started',
  'step_completed',
  'step_failed',
  'tool_call',
  'tool_result',
  'message',
  'error',
  'custom',
];

// What the contract's request schemas say, in the form that `checkFields` takes.

export const definitionFields: Fields = {
  name: { kind: 'string' },
  description: { kind: 'string' },
  model: { kind: 'string' },
  instructions: { kind: 'string' },
  execution_mode: { kind: modes },
  metadata: { kind: 'object' },
};
export const newMissionFields: Fields = { ...definitionFields, name: { kind: 'string', required: true } };
export const startFields: Fields = { input: { kind: 'object' }, metadata: { kind: 'object' } };
export const runFields: Fields = {
  status: { kind: runStatuses },
  result_summary: { kind: 'string' },
  result_payload: { kind: 'object' },
  error: { kind: 'string' },
  metadata: { kind: 'object' },
};
export const planFields: Fields = { steps: { kind: 'array', required: true } };
export const stepFields: Fields = {
  step_id: { kind: 'string', required: true },
  description: { kind: 'string', required: true },
  sequence: { kind: 'integer', required: true },
  parent_step_id: { kind: 'string' },
  metadata: { kind: 'object' },
};
export const stepChangeFields: Fields = { status: { kind: stepStatuses }, metadata: { kind: 'object' } };
export const eventFields: Fields = {
  type: { kind: eventTypes, required: true },
  summary: { kind: 'string', required: true },
  step_id: { kind: 'string' },
  agent_id: { kind: 'string' },
  payload: { kind: 'object' },
  idempotency_key: { kind: 'string' },
};
export const linkFields: Fields = { telnyx_agent_id: { kind: 'string', required: true } };

/** Optional fields of the rows, by a field that only rows of their kind carry. */
const optionals: readonly (readonly [mark: string, names: readonly string[]])[] = [
  ['execution_mode', ['description', 'model', 'instructions', 'metadata']],
  ['started_at', ['input', 'metadata', 'result_summary', 'result_payload', 'error', 'finished_at']],
  ['event_id', ['step_id', 'agent_id', 'payload', 'idempotency_key']],
];
const stepOptionals = ['parent_step_id', 'metadata', 'started_at', 'completed_at'];

/** A row (or anything else, which stays as it is) with `null` for each optional field that it does not have. */
export function withNulls<T>(row: T): T {
  if (typeof row !== 'object' || row === null) return row;
  // Steps first: they too may have a `started_at`, which marks runs.
  const names = 'sequence' in row ? stepOptionals : optionals.find(([mark]) => mark in row)?.[1];
  return names ? { ...Object.fromEntries(names.map((name) => [name, null])), ...row } : row;
}
