import { compact } from '../model/jsonObject';
import type { Caller, PageQuery } from './caller';
import type { CallOptions } from './sender';
import { decodeAgent, decodeEvent, decodeStep } from './decode';
import type { EventFilter, NewEvent, NewStep, StepChange } from './requests';
import { runPath } from './runOperations';

/** The events, the plan and the linked agents of runs. */
export function runPartOperations({ one, many, page, none }: Caller) {
  return {
    listRecentEvents: (filter: Pick<EventFilter, 'type'> = {}, query: PageQuery = {}, options?: CallOptions) =>
      page('listRecentEvents', { path: '/events', query: { type: filter.type } }, query, decodeEvent, options),

    listEvents: (
      missionId: string,
      runId: string,
      filter: EventFilter = {},
      query: PageQuery = {},
      options?: CallOptions,
    ) =>
      page(
        'listEvents',
        {
          ...runPath(missionId, runId, '/events'),
          query: { type: filter.type, step_id: filter.stepId, agent_id: filter.agentId },
        },
        query,
        decodeEvent,
        options,
      ),

    logEvent: (missionId: string, runId: string, event: NewEvent, options?: CallOptions) =>
      one(
        'logEvent',
        {
          method: 'POST',
          ...runPath(missionId, runId, '/events'),
          body: compact({
            type: event.type,
            summary: event.summary,
            step_id: event.stepId,
            agent_id: event.agentId,
            payload: event.payload,
            idempotency_key: event.idempotencyKey ?? crypto.randomUUID(),
          }),
        },
        decodeEvent,
        options,
      ),

    getEvent: (missionId: string, runId: string, eventId: string, options?: CallOptions) =>
      one('getEvent', { method: 'GET', ...runPath(missionId, runId, '/events/{}', eventId) }, decodeEvent, options),

    getPlan: (missionId: string, runId: string, options?: CallOptions) =>
      many('getPlan', { method: 'GET', ...runPath(missionId, runId, '/plan') }, decodeStep, options),

    createPlan: (missionId: string, runId: string, steps: readonly NewStep[], options?: CallOptions) =>
      many(
        'createPlan',
        { method: 'POST', ...runPath(missionId, runId, '/plan'), body: { steps: steps.map(encodeStep) } },
        decodeStep,
        options,
      ),

    addPlanSteps: (missionId: string, runId: string, steps: readonly NewStep[], options?: CallOptions) =>
      many(
        'addPlanSteps',
        { method: 'POST', ...runPath(missionId, runId, '/plan/steps'), body: { steps: steps.map(encodeStep) } },
        decodeStep,
        options,
      ),

    getPlanStep: (missionId: string, runId: string, stepId: string, options?: CallOptions) =>
      one(
        'getPlanStep',
        { method: 'GET', ...runPath(missionId, runId, '/plan/steps/{}', stepId) },
        decodeStep,
        options,
      ),

    updatePlanStep: (missionId: string, runId: string, stepId: string, change: StepChange, options?: CallOptions) =>
      one(
        'updatePlanStep',
        { method: 'PATCH', ...runPath(missionId, runId, '/plan/steps/{}', stepId), body: change },
        decodeStep,
        options,
      ),

    listLinkedAgents: (missionId: string, runId: string, options?: CallOptions) =>
      many('listLinkedAgents', { method: 'GET', ...runPath(missionId, runId, '/telnyx-agents') }, decodeAgent, options),

    linkAgent: (missionId: string, runId: string, telnyxAgentId: string, options?: CallOptions) =>
      one(
        'linkAgent',
        { method: 'POST', ...runPath(missionId, runId, '/telnyx-agents'), body: { telnyx_agent_id: telnyxAgentId } },
        decodeAgent,
        options,
      ),

    unlinkAgent: (missionId: string, runId: string, telnyxAgentId: string, options?: CallOptions) =>
      none(
        'unlinkAgent',
        { method: 'DELETE', ...runPath(missionId, runId, '/telnyx-agents/{}', telnyxAgentId) },
        options,
      ),
  };
}

function encodeStep(step: NewStep) {
  return compact({
    step_id: step.stepId,
    description: step.description,
    sequence: step.sequence,
    parent_step_id: step.parentStepId,
    metadata: step.metadata,
  });
}
