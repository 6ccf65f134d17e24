import type { LinkedAgent } from '../model/agent';
import type { RunEvent } from '../model/event';
import { compact, cutDeep, isObject, isTooDeep, jsonDepthLimit, numberOf } from '../model/jsonObject';
import type { JsonObject, Mission } from '../model/mission';
import type { Step } from '../model/plan';
import type { Resource } from '../model/resource';
import type { Run } from '../model/run';
import { parseInstant } from '../model/time';

/** Hears of every row that had to be dropped, in words for the log. */
export type Warn = (message: string) => void;

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** An id must be a string that says something. */
function id(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function finite(value: unknown): number | undefined {
  const number = numberOf(value);
  return Number.isFinite(number) ? number : undefined;
}

/** What can be read of it: agents may send JSON that nests deeper than anything could show or send again. */
function object(value: unknown): JsonObject | undefined {
  return isObject(value) ? cutDeep(value) : undefined;
}

/** A mission is written back as a whole: one that could not be is not taken, so that nothing of it is lost. */
export function decodeMission(row: unknown): Mission | undefined {
  if (!isObject(row) || isTooDeep(row, jsonDepthLimit + 1)) return undefined;
  const missionId = id(row.mission_id);
  if (missionId === undefined) return undefined;
  const createdAt = parseInstant(row.created_at) ?? parseInstant(row.updated_at) ?? 0;
  const fields = {
    description: text(row.description),
    model: text(row.model),
    instructions: text(row.instructions),
    metadata: object(row.metadata),
  };
  // A known field that came as something else is kept as it is, too.
  const isRead = (name: string) => missionFields.has(name) || (Object.hasOwn(fields, name) && name in compact(fields));
  const more = Object.entries(row).filter(([name, value]) => !isRead(name) && value !== null);
  return compact({
    ...fields,
    missionId,
    name: text(row.name) ?? '',
    executionMode: text(row.execution_mode) ?? 'external',
    createdAt,
    updatedAt: parseInstant(row.updated_at) ?? createdAt,
    more: more.length > 0 ? Object.fromEntries(more) : undefined,
  });
}

/** Fields of which we have always something to say. */
const missionFields: ReadonlySet<string> = new Set([
  'mission_id',
  'name',
  'execution_mode',
  'created_at',
  'updated_at',
]);

export function decodeRun(row: unknown): Run | undefined {
  if (!isObject(row)) return undefined;
  const runId = id(row.run_id);
  const missionId = id(row.mission_id);
  if (runId === undefined || missionId === undefined) return undefined;
  const startedAt = parseInstant(row.started_at) ?? parseInstant(row.updated_at) ?? 0;
  return compact({
    runId,
    missionId,
    status: text(row.status) ?? 'unknown',
    input: object(row.input),
    metadata: object(row.metadata),
    resultSummary: text(row.result_summary),
    resultPayload: object(row.result_payload),
    error: text(row.error),
    startedAt,
    updatedAt: parseInstant(row.updated_at) ?? startedAt,
    finishedAt: parseInstant(row.finished_at),
  });
}

export function decodeStep(row: unknown): Step | undefined {
  if (!isObject(row)) return undefined;
  const stepId = id(row.step_id);
  if (stepId === undefined) return undefined;
  return compact({
    stepId,
    sequence: finite(row.sequence) ?? 0,
    description: text(row.description) ?? '',
    status: text(row.status) ?? 'unknown',
    parentStepId: id(row.parent_step_id),
    metadata: object(row.metadata),
    startedAt: parseInstant(row.started_at),
    completedAt: parseInstant(row.completed_at),
  });
}

export function decodeEvent(row: unknown): RunEvent | undefined {
  if (!isObject(row)) return undefined;
  const eventId = id(row.event_id);
  const runId = id(row.run_id);
  if (eventId === undefined || runId === undefined) return undefined;
  return compact({
    eventId,
    runId,
    type: text(row.type) ?? 'unknown',
    summary: text(row.summary) ?? '',
    timestamp: parseInstant(row.timestamp) ?? Number.NaN,
    stepId: id(row.step_id),
    agentId: id(row.agent_id),
    payload: object(row.payload),
  });
}

export function decodeAgent(row: unknown): LinkedAgent | undefined {
  if (!isObject(row)) return undefined;
  const runId = id(row.run_id);
  const telnyxAgentId = id(row.telnyx_agent_id);
  if (runId === undefined || telnyxAgentId === undefined) return undefined;
  return { runId, telnyxAgentId, createdAt: parseInstant(row.created_at) ?? 0 };
}

/**
 * A tool, knowledge base or MCP server: the contract leaves the body open, so all of it is kept as it came.
 * @param idField the API's own name for the id, e.g. `tool_id`; a bare `id` is understood as well.
 */
export function decodeResource(idField: string): (row: unknown) => Resource | undefined {
  return (row) => {
    if (!isObject(row) || isTooDeep(row)) return undefined;
    const resourceId = id(row[idField]) ?? id(row.id);
    return resourceId === undefined ? undefined : { resourceId, body: row };
  };
}

/** Decodes every row; the ones without their ids, or that nest too deeply, are left out, and counted in one warning. */
export function decodeRows<T>(rows: readonly unknown[], decode: (row: unknown) => T | undefined, warn: Warn): T[] {
  const decoded = rows.flatMap((row) => decode(row) ?? []);
  const dropped = rows.length - decoded.length;
  if (dropped === 0) return decoded;
  const deep = rows.filter((row) => isTooDeep(row, jsonDepthLimit + 1) && !decode(row)).length;
  if (dropped > deep) warn(`${dropped - deep} of ${rows.length} rows came without their ids and are not shown`);
  if (deep > 0) warn(`${deep} of ${rows.length} rows nest more than ${jsonDepthLimit} levels deep and are not shown`);
  return decoded;
}
