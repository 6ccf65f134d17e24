import type { EventType } from '../model/event';
import type { JsonObject, MissionDefinition } from '../model/mission';
import type { Step, StepStatus } from '../model/plan';
import type { RunStatus } from '../model/run';

/** A change to some of a definition's fields: `undefined` removes a field, what is left out stays. */
export type MissionChange = { readonly [K in keyof MissionDefinition]?: MissionDefinition[K] | undefined };
export type NewMission = MissionChange & {
  readonly name: string;
  /** Fields that are not known here, sent back as they came; what is said in the others goes before. */
  readonly more?: JsonObject | undefined;
};
export type RunChange = {
  readonly status?: RunStatus;
  readonly metadata?: JsonObject;
  readonly resultSummary?: string;
  readonly resultPayload?: JsonObject;
  readonly error?: string;
};
export type NewStep = Pick<Step, 'stepId' | 'description' | 'sequence' | 'parentStepId' | 'metadata'>;
export type StepChange = { readonly status?: StepStatus; readonly metadata?: JsonObject };
export type NewEvent = {
  readonly type: EventType;
  readonly summary: string;
  readonly stepId?: string;
  readonly agentId?: string;
  readonly payload?: JsonObject;
  /** A UUID made once for each act of a person; made here where it is absent. */
  readonly idempotencyKey?: string;
};
export type EventFilter = { readonly type?: EventType; readonly stepId?: string; readonly agentId?: string };
