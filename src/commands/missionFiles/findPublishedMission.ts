import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { FoundMission } from '../../documents/missionFiles/createMissionOnce';
import type { Bound } from '../../documents/missionFiles/publishedFile';
import type { MissionFilePublisher } from '../../documents/missionFiles/missionFilePublisher';
import type { Mission } from '../../model/mission';
import type { Actions } from '../../tracking/actions/actions';
import { missionName } from '../../views/text/names';
import { formatTime } from '../../views/text/times';
import { withProgress } from '../shared/command';
import { describeUnboundId, missionIdLine } from './publishOutcomeTexts';
import { askToUse, askToWait } from './publishQuestions';

/** What came of looking for the mission: nothing is to be done any more, it is to be created, or `none` was found. */
export type FindResult = 'decided' | 'create' | 'none';

/** Looks for the mission that may have been created from this file, and asks what it means. Throws `ApiError`. */
export async function findPublishedMission(
  uri: vscode.Uri,
  publisher: MissionFilePublisher,
  actions: Actions | undefined,
): Promise<FindResult> {
  for (;;) {
    const found = await withProgress(() => publisher.lookFor(uri, actions));
    if (found) return useOrCreate(uri, found, publisher, actions);
    const unconfirmed = await publisher.unconfirmed(uri);
    const choice = unconfirmed?.mayStillArrive ? await askToWait(unconfirmed.at) : 'none';
    if (choice === 'look') continue;
    if (choice !== 'decided') await publisher.settle(uri, actions);
    return choice;
  }
}

/** A mission is there that has come of this file, or may have. */
async function useOrCreate(
  uri: vscode.Uri,
  { mission, isSame }: FoundMission,
  publisher: MissionFilePublisher,
  actions: Actions | undefined,
): Promise<FindResult> {
  const of = [missionName(mission), formatTime(mission.createdAt)] as const;
  const message = isSame
    ? vscode.l10n.t('"{0}", created {1}, has the same content as this file.', ...of)
    : vscode.l10n.t('"{0}", created {1}, may have been created from this file and changed since.', ...of);
  const choice = await askToUse(message);
  if (choice === 'another') await publisher.settle(uri, actions);
  if (choice === 'use')
    await showUnboundId(await publisher.bind(uri, mission, isSame, actions), mission, uri.toString());
  return choice === 'another' ? 'create' : 'decided';
}

/** Says where an id belongs that could not be written into the file, with a way to copy it. */
export async function showUnboundId(bound: Bound, mission: Mission, file: string): Promise<void> {
  const message = describeUnboundId(bound, mission, file);
  if (message === undefined) return;
  if (bound === 'otherAccount') {
    void dialogs.showWarningMessage(message);
    return;
  }
  const copy = vscode.l10n.t('Copy Line');
  if ((await dialogs.showWarningMessage(message, copy)) === copy)
    await vscode.env.clipboard.writeText(missionIdLine(mission));
}
