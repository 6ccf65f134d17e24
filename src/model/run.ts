import type { JsonObject, Mission } from './mission';
import { span } from './time';

export const runStatuses = ['pending', 'running', 'paused', 'succeeded', 'failed', 'cancelled'] as const;
export type KnownRunStatus = (typeof runStatuses)[number];
/** Unknown statuses pass through: they are shown as they are. */
export type RunStatus = KnownRunStatus | (string & {});

export type Run = {
  readonly runId: string;
  readonly missionId: string;
  readonly status: RunStatus;
  readonly input?: JsonObject;
  readonly metadata?: JsonObject;
  readonly resultSummary?: string;
  readonly resultPayload?: JsonObject;
  readonly error?: string;
  /** Epoch ms, UTC. */
  readonly startedAt: number;
  /** Epoch ms, UTC. */
  readonly updatedAt: number;
  /** Epoch ms, UTC. */
  readonly finishedAt?: number;
};

/** Sorts runs by their begin; those of the same instant by their IDs, so that their order is always the same. */
export function newestFirst(a: Run, b: Run): number {
  return b.startedAt - a.startedAt || (a.runId < b.runId ? 1 : -1);
}

/** By what a run is asked for. */
export type RunRef = Pick<Run, 'missionId' | 'runId'>;

export type RunStart = { readonly input?: JsonObject; readonly metadata?: JsonObject };

const terminal: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled']);

/** Whether the run may still change by itself. A status that we do not know counts as active unless it has ended. */
export function isActive(run: Pick<Run, 'status' | 'finishedAt'>): boolean {
  if (terminal.has(run.status)) return false;
  return isKnownRunStatus(run.status) || run.finishedAt === undefined;
}

export function isKnownRunStatus(status: string): status is KnownRunStatus {
  return (runStatuses as readonly string[]).includes(status);
}

export type RunCapability = 'pausable' | 'resumable' | 'cancelable' | 'completable' | 'repeatable';

/**
 * What can be done to a run in its present status: the words that tree, palette and timeline all use. What has
 * succeeded without a word can still be given its summary.
 */
export function runCan(run: Pick<Run, 'status' | 'resultSummary'>): readonly RunCapability[] {
  switch (run.status) {
    case 'pending':
      return ['cancelable', 'completable'];
    case 'running':
      return ['pausable', 'cancelable', 'completable'];
    case 'paused':
      return ['resumable', 'cancelable', 'completable'];
    case 'succeeded':
      return run.resultSummary?.trim() ? ['repeatable'] : ['completable', 'repeatable'];
    case 'failed':
    case 'cancelled':
      return ['repeatable'];
    default:
      return [];
  }
}

/** When the run ended (epoch ms); `undefined` while it is active: an end that it still has is of an earlier attempt. */
export function finishedAtOf(run: Run): number | undefined {
  return isActive(run) ? undefined : run.finishedAt;
}

/** How long the run has taken (ms), up to `now` (epoch ms) while it is active; never below zero. */
export function runDuration(run: Run, now: number): number {
  return span(run.startedAt, isActive(run) ? now : (run.finishedAt ?? run.updatedAt));
}

/** Whether the run waits for an agent of the person's: Telnyx executes no runs of external missions. */
export function waitsForAgent(run: Pick<Run, 'status'>, mission: Pick<Mission, 'executionMode'> | undefined): boolean {
  return run.status === 'pending' && mission?.executionMode === 'external';
}
