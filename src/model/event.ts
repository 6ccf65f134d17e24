import type { JsonObject } from './mission';

export const eventTypes = [
  'status_change',
  'step_started',
  'step_completed',
  'step_failed',
  'tool_call',
  'tool_result',
  'message',
  'error',
  'custom',
] as const;
export type KnownEventType = (typeof eventTypes)[number];
export type EventType = KnownEventType | (string & {});

export type RunEvent = {
  readonly eventId: string;
  readonly runId: string;
  readonly type: EventType;
  readonly summary: string;
  /** Epoch ms, UTC; NaN where it came without a time that can be read: it has no place on an axis. */
  readonly timestamp: number;
  /** May name a step that is not in the plan; the reference agent writes `-` for "no step". */
  readonly stepId?: string;
  readonly agentId?: string;
  readonly payload?: JsonObject;
};

/**
 * What is not held of a run's events, where they are not proven to be all there: it has at least so many, and those that
 * are too large to be loaded have these numbers in the server's list, from 1.
 */
export type EventGap = { readonly atLeast: number; readonly tooLarge: readonly number[] };

/** Whether the event reports that something went wrong. */
export function isErrorEvent(type: EventType): boolean {
  return type === 'error' || type === 'step_failed';
}
