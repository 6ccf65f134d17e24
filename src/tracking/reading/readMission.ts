import { ApiError } from '../../api/apiError';
import type { Operations } from '../../api/client';
import type { Store } from '../store/store';

type Parts = {
  readonly client: Pick<Operations, 'getMission'>;
  readonly store: Store;
  /** Whether the answer is still wanted. */
  readonly isWanted: () => boolean;
};

/** Reads a mission by itself into the store. Resolves to whether there is one; throws any `ApiError` but a 404. */
export async function readMissionOf(
  { client, store, isWanted }: Parts,
  missionId: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const asked = store.ask();
  try {
    const mission = await client.getMission(missionId, { signal });
    if (isWanted()) store.put([{ kind: 'mission', mission, asked }]);
    return true;
  } catch (error) {
    if (!(error instanceof ApiError) || error.kind !== 'notFound') throw error;
    return false;
  }
}

/** The same where a 404 says that the mission is gone, and all that belongs to it. */
export async function readOrLoseMission(
  parts: Parts,
  missionId: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const isThere = await readMissionOf(parts, missionId, signal);
  if (!isThere && parts.isWanted()) parts.store.put([{ kind: 'missionGone', missionId }]);
  return isThere;
}
