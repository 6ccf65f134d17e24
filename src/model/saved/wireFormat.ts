import type { RunEvent } from '../event';
import type { Mission } from '../mission';
import type { Step } from '../plan';
import type { Run } from '../run';

// In the API's own names and order, for people who read and edit JSON. What is absent is `undefined`.

/** Epoch ms → ISO 8601, in UTC; `undefined` for what is no instant. */
export function instant(ms: number | undefined): string | undefined {
  return ms !== undefined && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : undefined;
}

export function missionAsWire(mission: Mission) {
  const known = {
    mission_id: mission.missionId,
    name: mission.name,
    description: mission.description,
    model: mission.model,
    instructions: mission.instructions,
    execution_mode: mission.executionMode,
    metadata: mission.metadata,
    created_at: instant(mission.createdAt),
    updated_at: instant(mission.updatedAt),
  };
  const isKnown = (name: string) => Object.entries(known).some(([own, value]) => own === name && value !== undefined);
  const more = Object.entries(mission.more ?? {}).filter(([name]) => !isKnown(name));
  return { ...known, ...Object.fromEntries(more) };
}

export function runAsWire(run: Run) {
  return {
    run_id: run.runId,
    mission_id: run.missionId,
    status: run.status,
    input: run.input,
    metadata: run.metadata,
    result_summary: run.resultSummary,
    result_payload: run.resultPayload,
    error: run.error,
    started_at: instant(run.startedAt),
    updated_at: instant(run.updatedAt),
    finished_at: instant(run.finishedAt),
  };
}

export function stepAsWire(step: Step) {
  return {
    step_id: step.stepId,
    sequence: step.sequence,
    description: step.description,
    status: step.status,
    parent_step_id: step.parentStepId,
    metadata: step.metadata,
    started_at: instant(step.startedAt),
    completed_at: instant(step.completedAt),
  };
}

export function eventAsWire(event: RunEvent) {
  return {
    event_id: event.eventId,
    run_id: event.runId,
    type: event.type,
    timestamp: instant(event.timestamp),
    step_id: event.stepId,
    agent_id: event.agentId,
    summary: event.summary,
    payload: event.payload,
  };
}
