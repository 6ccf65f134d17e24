import * as vscode from 'vscode';
import { ApiError } from '../../api/apiError';
import type { MissionFileState } from '../../formats/missionFile/missionFileSyncState';
import type { Mission } from '../../model/mission';
import type { Actions } from '../../tracking/actions/actions';
import { withNotification } from '../shared/bulkCommand';
import type { PublishingParts } from './publishMissionFile';

/** How many files are read side by side. */
const maxReadsAtOnce = 4;

/** A file that may be published, and what Telnyx had of its mission when it was read. */
export type PublishCandidate = {
  readonly uri: vscode.Uri;
  readonly state: MissionFileState;
  /** The id that the file had. */
  readonly missionId: string | undefined;
  readonly remote: Mission | undefined;
  /** Other files that have its ID, as URIs. */
  readonly others: readonly string[];
  /** It is to get a mission of its own in place of the one that others have. */
  readonly isCopy?: true;
  /** Why Telnyx does not show the mission. */
  readonly refused?: ApiError;
};

type Parts = Pick<PublishingParts, 'publisher' | 'states' | 'claims'>;

/** Reads the files and their missions; `undefined` where the person has called it off. Throws `ApiError`. */
export function readCandidates(
  uris: readonly vscode.Uri[],
  actions: Actions,
  parts: Parts,
): Promise<readonly PublishCandidate[] | undefined> {
  const title = vscode.l10n.t('Looking at the mission files…');
  return withNotification(title, async (progress, token) => {
    const found: PublishCandidate[] = [];
    const left = [...uris];
    const readNext = async () => {
      for (let uri = left.shift(); uri && !token.isCancellationRequested; uri = left.shift()) {
        const candidate = await readCandidate(uri, actions, parts);
        if (candidate) found.push(candidate);
        progress.report({ message: vscode.l10n.t('{0} of {1}', uris.length - left.length, uris.length) });
      }
    };
    await Promise.all(Array.from({ length: maxReadsAtOnce }, readNext));
    found.sort((a, b) => a.uri.path.localeCompare(b.uri.path));
    return token.isCancellationRequested ? undefined : found;
  });
}

async function readCandidate(
  uri: vscode.Uri,
  actions: Actions,
  { publisher, states, claims }: Parts,
): Promise<PublishCandidate | undefined> {
  await states.readState(uri);
  const missionId = states.missionIdOf(uri);
  let remote: Mission | 'gone' = 'gone';
  let refused: ApiError | undefined;
  try {
    if (missionId !== undefined) remote = await publisher.readRemote(missionId, actions);
  } catch (error) {
    // What is wrong with one file keeps no other from being published.
    if (!(error instanceof ApiError) || !ofOneMission.has(error.kind)) throw error;
    refused = error;
  }
  const others = missionId === undefined ? [] : await claims.readOthersOf(uri.toString(), missionId);
  const state = await states.readState(uri);
  return (
    state && {
      uri,
      state,
      missionId,
      remote: remote === 'gone' ? undefined : remote,
      others,
      ...(refused === undefined ? {} : { refused }),
    }
  );
}

/** Telnyx says so of one mission: of others it may show more. */
const ofOneMission: ReadonlySet<string> = new Set(['forbidden', 'validation']);
