import * as vscode from 'vscode';
import { ApiError } from '../../api/apiError';
import type { MissionFileState } from '../../formats/missionFile/missionFileSyncState';
import type { Mission } from '../../model/mission';
import type { Actions } from '../../tracking/actions/actions';
import { forEachOf } from '../../tracking/reading/forEachOf';
import { withNotification } from '../shared/bulkCommand';
import type { Store } from '../../tracking/store/store';
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

type Parts = Pick<PublishingParts, 'publisher' | 'states' | 'claims' | 'poller'> & { readonly store: Store };

/** Reads the files and their missions; `undefined` where the person has called it off. Throws `ApiError`. */
export function readCandidates(
  uris: readonly vscode.Uri[],
  actions: Actions,
  parts: Parts,
): Promise<readonly PublishCandidate[] | undefined> {
  const title = vscode.l10n.t('Checking mission files...');
  return withNotification(title, async (progress, token) => {
    const since = await refreshMissions(actions, parts);
    const found: PublishCandidate[] = [];
    let begun = 0;
    const readNext = async (uri: vscode.Uri) => {
      begun++;
      const candidate = await readCandidate(uri, since, actions, parts);
      if (candidate) found.push(candidate);
      progress.report({ message: vscode.l10n.t('{0} of {1}', begun, uris.length) });
    };
    await forEachOf(uris, readNext, { atOnce: maxReadsAtOnce, isStopped: () => token.isCancellationRequested });
    found.sort((a, b) => a.uri.path.localeCompare(b.uri.path));
    return token.isCancellationRequested ? undefined : found;
  });
}

/**
 * Reads the list of missions: most files need no request of their own then. Returns the request number from which on the store
 * knows missions as they are now.
 */
async function refreshMissions(actions: Actions, { poller, store }: Parts): Promise<number> {
  const since = store.nextRequestSeq();
  const stop = poller.watch({ kind: 'missions' });
  try {
    await poller.refresh();
  } finally {
    stop();
  }
  // Of another account nothing is known.
  return (await actions.isCurrent()) ? since : Infinity;
}

async function readCandidate(
  uri: vscode.Uri,
  since: number,
  actions: Actions,
  { publisher, states, claims, store }: Parts,
): Promise<PublishCandidate | undefined> {
  let state = await states.readState(uri);
  const missionId = states.missionIdOf(uri);
  let remote: Mission | 'gone' = 'gone';
  let refused: ApiError | undefined;
  // What publishing would write over, or cannot find, is read by itself: a list may leave out what is long.
  const isPlain = state === 'changedHere' || state === 'inSync';
  const listed =
    missionId !== undefined && isPlain && store.missionRequestSeqOf(missionId) > since
      ? store.mission(missionId)
      : undefined;
  try {
    if (missionId !== undefined) remote = listed ?? (await publisher.readRemote(missionId, actions));
  } catch (error) {
    // What is wrong with one file keeps no other from being published.
    if (!(error instanceof ApiError) || !ofOneMission.has(error.kind)) throw error;
    refused = error;
  }
  const others = missionId === undefined ? [] : await claims.readOthersOf(uri.toString(), missionId);
  if (!listed) state = await states.readState(uri);
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
