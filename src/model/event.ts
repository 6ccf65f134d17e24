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

/** How a type of event is shown everywhere: by a codicon, in a color that every theme has, high contrast too. */
export type EventLook = { readonly icon: string; readonly color: string };

const looks: Readonly<Record<KnownEventType, EventLook>> = {
  status_change: { icon: 'flag', color: 'charts.yellow' },
  step_started: { icon: 'play', color: 'foreground' },
  step_completed: { icon: 'pass-filled', color: 'testing.iconPassed' },
  step_failed: { icon: 'error', color: 'charts.red' },
  tool_call: { icon: 'circle-filled', color: 'charts.blue' },
  tool_result: { icon: 'primitive-square', color: 'charts.blue' },
  message: { icon: 'comment', color: 'charts.purple' },
  error: { icon: 'debug-breakpoint-function', color: 'charts.red' },
  // The orange of charts is mostly transparent in the themes of today.
  custom: { icon: 'debug-breakpoint-log', color: 'symbolIcon.classForeground' },
};
const unknownLook: EventLook = { icon: 'debug-breakpoint-log', color: 'descriptionForeground' };

export function eventLook(type: EventType): EventLook {
  const known = eventTypes.find((word) => word === type);
  return known ? looks[known] : unknownLook;
}
