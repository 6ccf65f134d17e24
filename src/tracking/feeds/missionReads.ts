import { ApiError, type ApiErrorKind } from '../../api/apiError';
import type { FeedParts } from '../reading/feed';
import { readingOf, readOrLoseMission } from '../reading/reads';

/** What says something of the mission that was asked for, and nothing of the list of them. */
const ofOneMission: ReadonlySet<ApiErrorKind> = new Set(['notFound', 'forbidden', 'tooLarge']);

/** Missions that are read by themselves. */
export interface MissionReads {
  /** That the mission is refused, gone or too large keeps nothing else from its turn. */
  read(missionId: string, signal: AbortSignal): Promise<boolean>;
  /** Whether a mission that is shown should be read again. */
  isDue(missionId: string): boolean;
  /** The same, more rarely, for one that only its runs tell of. */
  isDueForRuns(missionId: string): boolean;
}

export function createMissionReads(feed: FeedParts): MissionReads {
  const { timing, attempt } = feed;
  /** By the steady clock. */
  const readAt = new Map<string, number>();
  const sinceRead = (missionId: string) => timing.now() - (readAt.get(missionId) ?? -Infinity);
  return {
    read: (missionId, signal) =>
      attempt({ kind: 'missionList' }, signal, async () => {
        readAt.set(missionId, timing.now());
        try {
          await readOrLoseMission(readingOf(feed, signal), missionId);
        } catch (error) {
          if (!(error instanceof ApiError) || !ofOneMission.has(error.kind)) throw error;
        }
      }),
    isDue: (missionId) => sinceRead(missionId) >= timing.missionMaxAgeMs,
    isDueForRuns: (missionId) => sinceRead(missionId) >= 5 * timing.missionMaxAgeMs,
  };
}
