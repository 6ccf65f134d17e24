import type { components } from '../api/contract';
import type { Act, Beat } from './agent';
import { createIds } from './ids';
import { removeRows } from './listOrder';

type Schemas = components['schemas'];
export type MissionRow = Schemas['MissionData'];
export type RunRow = Schemas['MissionRunData'];
export type StepRow = Schemas['PlanStepData'];
export type EventRow = Schemas['EventData'];
export type AgentRow = Schemas['TelnyxAgentData'];
export type RunStatus = Schemas['RunStatus'];
export type ResourceRow = Readonly<Record<string, unknown>>;
export type ResourceKind = 'tools' | 'knowledge-bases' | 'mcp-servers';

/** What the contract's rows do not say, and the world needs. */
export type RunState = {
  readonly row: RunRow;
  readonly steps: StepRow[];
  readonly events: EventRow[];
  readonly agents: AgentRow[];
  readonly eventsById: Map<string, EventRow>;
  /** The events that came with an idempotency key, by it. */
  readonly eventsByKey: Map<string, EventRow>;
  /**
   * What the scripted agent does next, and when (epoch ms); `heldSince`: the run is paused, and what is left of the
   * wait with it. Absent for runs that somebody else works.
   */
  script?: { readonly beats: Iterator<Beat>; next: Beat; due: number; heldSince?: number };
};

export type MissionState = {
  row: MissionRow;
  readonly runs: RunState[];
  readonly resources: Readonly<Record<ResourceKind, Map<string, ResourceRow>>>;
};

export const isTerminal = (status: RunStatus) =>
  status === 'succeeded' || status === 'failed' || status === 'cancelled';

const iso = (ms: number) => new Date(ms).toISOString();

/**
 * The state of the service. Nothing in it runs by itself: scripted agents have their acts done, with the right
 * times, when somebody next asks (`catchUp`), so nothing is awake while nobody looks.
 */
export class World {
  // Lists that only grow at their ends, oldest first: `listOrder` counts on it.
  readonly missions: MissionState[] = [];
  readonly runs: RunState[] = [];
  readonly events: EventRow[] = [];
  readonly #missionsById = new Map<string, MissionState>();
  readonly #runsById = new Map<string, RunState>();
  readonly #scripted = new Set<RunState>();
  #speed = 1;
  /** Whether the demo's agent takes runs of the missions that a person writes. */
  worksOwnMissions = false;
  readonly newId: () => string;

  constructor(
    /** Epoch ms. */
    readonly clock: () => number,
    readonly seed: number,
  ) {
    this.newId = createIds(seed);
  }

  mission(missionId: string): MissionState | undefined {
    return this.#missionsById.get(missionId);
  }

  run(missionId: string, runId: string): RunState | undefined {
    const run = this.#runsById.get(runId);
    return run?.row.mission_id === missionId ? run : undefined;
  }

  runById(runId: string): RunState | undefined {
    return this.#runsById.get(runId);
  }

  /** From now on scripted agents work so much faster than the clock: what is left of their present waits shrinks too. */
  setSpeed(speed: number): void {
    const now = this.clock();
    for (const { script } of this.#scripted) {
      if (!script) continue;
      const from = script.heldSince ?? now;
      script.due = from + ((script.due - from) * this.#speed) / speed;
    }
    this.#speed = speed;
  }

  /** What `definition` says of ids and times does not count, so a row of another mission will do. */
  addMission(definition: Omit<MissionRow, 'mission_id' | 'created_at' | 'updated_at'>, at: number, missionId?: string) {
    const row: MissionRow = {
      ...definition,
      mission_id: missionId ?? this.newId(),
      created_at: iso(at),
      updated_at: iso(at),
    };
    const resources = { tools: new Map(), 'knowledge-bases': new Map(), 'mcp-servers': new Map() };
    const mission: MissionState = { row, runs: [], resources };
    this.missions.push(mission);
    this.#missionsById.set(row.mission_id, mission);
    return mission;
  }

  /** A field that is not sent is lost, but for those that a mission cannot be without. */
  replaceMission(mission: MissionState, definition: Schemas['UpdateMissionRequest'], at: number): void {
    const { mission_id, name, execution_mode, created_at, updated_at } = mission.row;
    // Always later than before, so that whoever compares sees that it has changed.
    const updatedAt = iso(Math.max(at, Date.parse(updated_at) + 1));
    mission.row = { mission_id, name, execution_mode, ...definition, created_at, updated_at: updatedAt };
  }

  removeMission(mission: MissionState): void {
    const runIds = new Set(mission.runs.map((run) => run.row.run_id));
    removeRows(this.missions, (one) => one === mission);
    removeRows(this.runs, (run) => runIds.has(run.row.run_id));
    removeRows(this.events, (event) => runIds.has(event.run_id));
    this.#missionsById.delete(mission.row.mission_id);
    for (const run of mission.runs) {
      this.#runsById.delete(run.row.run_id);
      this.#scripted.delete(run);
    }
  }

  addRun(
    mission: MissionState,
    at: number,
    start: Pick<RunRow, 'input' | 'metadata'>,
    more: { readonly runId?: string; readonly status?: RunStatus; readonly beats?: Iterator<Beat> } = {},
  ): RunState {
    const row: RunRow = {
      run_id: more.runId ?? this.newId(),
      mission_id: mission.row.mission_id,
      status: more.status ?? 'pending',
      ...start,
      started_at: iso(at),
      updated_at: iso(at),
    };
    const run: RunState = { row, steps: [], events: [], agents: [], eventsById: new Map(), eventsByKey: new Map() };
    mission.runs.push(run);
    this.runs.push(run);
    this.#runsById.set(row.run_id, run);
    if (more.beats) this.#follow(run, more.beats, at);
    return run;
  }

  #follow(run: RunState, beats: Iterator<Beat>, at: number): void {
    const first = beats.next();
    if (first.done) return;
    run.script = { beats, next: first.value, due: at + first.value.wait / this.#speed };
    this.#scripted.add(run);
  }

  /** Lets scripted agents do what is due by now, in the order of time. */
  catchUp(): void {
    this.playUntil(this.clock());
  }

  /** The same, up to `now` (epoch ms). */
  playUntil(now: number): void {
    for (;;) {
      let first: RunState | undefined;
      for (const run of this.#scripted)
        if (run.script && run.script.heldSince === undefined && (!first?.script || run.script.due < first.script.due))
          first = run;
      const script = first?.script;
      if (!first || !script || script.due > now) return;
      const at = script.due;
      this.act(first, script.next.act, at);
      const next = script.beats.next();
      if (next.done || isTerminal(first.row.status)) {
        delete first.script;
        this.#scripted.delete(first);
      } else {
        script.next = next.value;
        script.due = at + next.value.wait / this.#speed;
      }
    }
  }

  act(run: RunState, act: Act, at: number): void {
    switch (act.kind) {
      case 'status':
        this.setStatus(run, act.status, at, act);
        return;
      case 'plan':
        this.addSteps(run, act.steps, at);
        return;
      case 'step':
        this.setStep(run, act.stepId, act.status, at);
        return;
      case 'event':
        this.log(run, act.event, at);
        return;
      case 'link':
        this.link(run, act.agentId, at);
        return;
      case 'look':
        return;
    }
  }

  /** Does nothing to a status that is so already; logs each change. `result`: what comes with it. */
  setStatus(
    run: RunState,
    status: RunStatus,
    at: number,
    result: Pick<RunRow, 'result_summary' | 'result_payload' | 'error'> = {},
  ): void {
    const { row, script } = run;
    const from = row.status;
    if (result.result_summary !== undefined) row.result_summary = result.result_summary;
    if (result.result_payload !== undefined) row.result_payload = result.result_payload;
    if (result.error !== undefined) row.error = result.error;
    row.updated_at = iso(at);
    if (from === status) return;
    row.status = status;
    if (isTerminal(status)) row.finished_at = iso(at);
    if (script) {
      if (status === 'paused') script.heldSince = at;
      else if (from === 'paused' && script.heldSince !== undefined) {
        script.due += at - script.heldSince;
        delete script.heldSince;
      }
      if (isTerminal(status)) {
        delete run.script;
        this.#scripted.delete(run);
      }
    }
    this.log(run, { type: 'status_change', summary: `Run ${status}`, payload: { from, to: status } }, at);
  }

  addSteps(run: RunState, steps: readonly Schemas['CreatePlanStepRequest'][], at: number): StepRow[] {
    const rows = steps.map((step): StepRow => ({ ...step, run_id: run.row.run_id, status: 'pending' }));
    for (const row of rows) run.steps.push(row);
    run.row.updated_at = iso(at);
    return rows;
  }

  setStep(run: RunState, stepId: string, status: Schemas['StepStatus'], at: number): StepRow | undefined {
    const step = run.steps.find((one) => one.step_id === stepId);
    if (!step) return undefined;
    step.status = status;
    if (status === 'in_progress') step.started_at ??= iso(at);
    if (status === 'completed' || status === 'failed' || status === 'skipped') step.completed_at = iso(at);
    run.row.updated_at = iso(at);
    return step;
  }

  link(run: RunState, agentId: string, at: number): AgentRow {
    const row = { run_id: run.row.run_id, telnyx_agent_id: agentId, created_at: iso(at) };
    run.agents.push(row);
    return row;
  }

  /** An event with an idempotency key that is known already is the event that has it. */
  log(run: RunState, event: Schemas['CreateEventRequest'], at: number): EventRow {
    const known = event.idempotency_key === undefined ? undefined : run.eventsByKey.get(event.idempotency_key);
    if (known) return known;
    const row: EventRow = { event_id: this.newId(), run_id: run.row.run_id, ...event, timestamp: iso(at) };
    this.keep(run, row);
    run.row.updated_at = iso(at);
    return row;
  }

  /** Takes an event as it is. */
  keep(run: RunState, row: EventRow): void {
    run.events.push(row);
    this.events.push(row);
    run.eventsById.set(row.event_id, row);
    if (row.idempotency_key !== undefined) run.eventsByKey.set(row.idempotency_key, row);
  }

  // For tests of size: a lot at once, which no script works.

  /** Each a second younger than the one before. */
  seedMissions(count: number): MissionState[] {
    const now = this.clock();
    return Array.from({ length: count }, (_, i) =>
      this.addMission(
        { name: `Mission ${String(i + 1).padStart(5, '0')}`, execution_mode: 'external' },
        now - (count - 1 - i) * 1000,
      ),
    );
  }

  seedRuns(mission: MissionState, count: number, status: RunStatus): RunState[] {
    const now = this.clock();
    return Array.from({ length: count }, (_, i) => {
      const run = this.addRun(mission, now - (count - i) * 1000, {}, { status });
      if (isTerminal(status)) run.row.finished_at = iso(now);
      return run;
    });
  }

  /** Each with a payload of about 200 bytes, `apart` ms from one another, the last of them now; spread over the steps. */
  seedEvents(run: RunState, count: number, apart = 100): void {
    const now = this.clock();
    const filling = 'x'.repeat(150);
    for (let i = 0; i < count; i++) {
      const row: EventRow = {
        event_id: `event-${run.events.length + 1}`,
        run_id: run.row.run_id,
        type: i % 2 ? 'tool_result' : 'tool_call',
        summary: `Seeded event ${i + 1}`,
        timestamp: iso(now - (count - 1 - i) * apart),
        payload: { conversation_id: `conversation-${i >> 1}`, filling },
      };
      const step = run.steps[i % Math.max(1, run.steps.length)];
      this.keep(run, step ? { ...row, step_id: step.step_id } : row);
    }
    run.row.updated_at = iso(now);
  }
}
