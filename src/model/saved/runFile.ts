import type { LinkedAgent } from '../agent';
import type { EventGap, RunEvent } from '../event';
import { EventColumns } from '../eventColumns';
import { eventAsJson } from './eventExport';
import { isObject, isTooDeep, jsonDepthLimit, jsonText, numberOf, parseJson } from '../jsonObject';
import type { JsonObject } from '../mission';
import type { Step } from '../plan';
import type { Run } from '../run';
import { parseInstant } from '../time';
import { instant, runAsWire, stepAsWire } from './wireFormat';

/** How a run is written into a file, and read again. The word that tells such a file from others, and its version. */
export const runFileFormat = 'telnyx-mission-run';
export const runFileVersion = 1;

export type RunFile = {
  /** When it was written (epoch ms). */
  readonly savedAt: number;
  readonly mission: { readonly name: string; readonly instructions?: string };
  readonly run: Run;
  readonly steps: readonly Step[];
  readonly agents: readonly LinkedAgent[];
  readonly columns: EventColumns;
  /** What is missing of its events; absent where all of them are there. */
  readonly gap?: EventGap;
};

/** Why a text is no run. `at` names the place, as a path. */
export type RunFileProblem =
  | { readonly kind: 'notJson'; readonly message: string }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'tooDeep'; readonly levels: number }
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'broken'; readonly at: string };

/** The file in pieces, an event a line, so that two versions of it compare line by line. */
export function* printRunFile({ savedAt, mission, run, steps, agents, columns, gap }: RunFile): Generator<string> {
  const head = {
    format: runFileFormat,
    version: runFileVersion,
    saved_at: instant(savedAt),
    mission: { name: mission.name, instructions: mission.instructions },
    run: runAsWire(run),
    plan: steps.map(stepAsWire),
    agents: agents.map((agent) => ({
      run_id: agent.runId,
      telnyx_agent_id: agent.telnyxAgentId,
      created_at: instant(agent.createdAt),
    })),
    ...(gap ? { events_missing: { at_least: gap.atLeast, too_large: gap.tooLarge } } : {}),
  };
  yield `${jsonText(head, 2).slice(0, -2)},\n  "events": [`;
  for (let index = 0; index < columns.length; index++) {
    yield `${index === 0 ? '' : ','}\n    ${eventAsJson(columns, index)}`;
  }
  yield '\n  ]\n}\n';
}

class Broken extends Error {
  constructor(readonly at: string) {
    super(at);
  }
}

/** Reads what `printRunFile` wrote. It may come from anybody: nothing in it is taken on trust. */
export function parseRunFile(text: string): RunFile | RunFileProblem {
  let root: unknown;
  try {
    root = parseJson(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch (error) {
    return { kind: 'notJson', message: error instanceof Error ? error.message : String(error) };
  }
  if (!isObject(root) || root.format !== runFileFormat) return { kind: 'foreign' };
  // A payload stands in an event, which stands in the list of them.
  if (isTooDeep(root, jsonDepthLimit + 3)) return { kind: 'tooDeep', levels: jsonDepthLimit };
  const version = numberOf(root.version);
  if (version === undefined) return { kind: 'broken', at: 'version' };
  if (version > runFileVersion) return { kind: 'newer', version };
  try {
    const run = readRun(object(root.run, 'run'));
    const mission = object(root.mission ?? {}, 'mission');
    const columns = new EventColumns();
    columns.append(list(root.events, 'events').map((row, i) => readEvent(object(row, `events[${i}]`), run, i)));
    return {
      savedAt: parseInstant(root.saved_at) ?? run.updatedAt,
      mission: { name: textOf(mission.name) ?? '', ...optional('instructions', textOf(mission.instructions)) },
      run,
      steps: list(root.plan ?? [], 'plan').map((row, i) => readStep(object(row, `plan[${i}]`), i)),
      agents: list(root.agents ?? [], 'agents').flatMap((row) => readAgent(row, run)),
      columns,
      ...optional('gap', readGap(root.events_missing, columns.length)),
    };
  } catch (error) {
    if (error instanceof Broken) return { kind: 'broken', at: error.at };
    throw error;
  }
}

export function isRunFileProblem(read: RunFile | RunFileProblem): read is RunFileProblem {
  return 'kind' in read;
}

function object(value: unknown, at: string): JsonObject {
  if (!isObject(value)) throw new Broken(at);
  return value;
}

function list(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Broken(at);
  return value;
}

function needed(value: unknown, at: string): string {
  if (typeof value !== 'string' || value === '') throw new Broken(at);
  return value;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

function time(value: unknown, at: string): number {
  const ms = parseInstant(value);
  if (ms === undefined) throw new Broken(at);
  return ms;
}

function readRun(row: JsonObject): Run {
  const startedAt = time(row.started_at, 'run.started_at');
  return {
    runId: needed(row.run_id, 'run.run_id'),
    missionId: needed(row.mission_id, 'run.mission_id'),
    status: needed(row.status, 'run.status'),
    startedAt,
    updatedAt: parseInstant(row.updated_at) ?? startedAt,
    ...optional('input', isObject(row.input) ? row.input : undefined),
    ...optional('metadata', isObject(row.metadata) ? row.metadata : undefined),
    ...optional('resultSummary', textOf(row.result_summary)),
    ...optional('resultPayload', isObject(row.result_payload) ? row.result_payload : undefined),
    ...optional('error', textOf(row.error)),
    ...optional('finishedAt', parseInstant(row.finished_at)),
  };
}

function readStep(row: JsonObject, place: number): Step {
  return {
    stepId: needed(row.step_id, `plan[${place}].step_id`),
    sequence: numberOf(row.sequence) ?? place,
    description: textOf(row.description) ?? '',
    status: textOf(row.status) ?? 'pending',
    ...optional('parentStepId', textOf(row.parent_step_id)),
    ...optional('metadata', isObject(row.metadata) ? row.metadata : undefined),
    ...optional('startedAt', parseInstant(row.started_at)),
    ...optional('completedAt', parseInstant(row.completed_at)),
  };
}

function readEvent(row: JsonObject, { runId }: Run, place: number): RunEvent {
  return {
    eventId: needed(row.event_id, `events[${place}].event_id`),
    runId,
    type: textOf(row.type) ?? 'custom',
    summary: textOf(row.summary) ?? '',
    // An event without a time has no place on an axis; it is listed, counted and searched all the same.
    timestamp: parseInstant(row.timestamp) ?? Number.NaN,
    ...optional('stepId', textOf(row.step_id)),
    ...optional('agentId', textOf(row.agent_id)),
    ...optional('payload', isObject(row.payload) ? row.payload : undefined),
  };
}

function readGap(value: unknown, eventCount: number): EventGap | undefined {
  if (!isObject(value)) return undefined;
  const isCount = (count: unknown): count is number =>
    typeof count === 'number' && Number.isSafeInteger(count) && count >= 0;
  return {
    atLeast: Math.max(eventCount, isCount(value.at_least) ? value.at_least : 0),
    tooLarge: Array.isArray(value.too_large) ? value.too_large.filter(isCount) : [],
  };
}

function readAgent(row: unknown, { runId }: Run): LinkedAgent[] {
  if (!isObject(row) || typeof row.telnyx_agent_id !== 'string') return [];
  return [{ runId, telnyxAgentId: row.telnyx_agent_id, createdAt: parseInstant(row.created_at) ?? 0 }];
}
