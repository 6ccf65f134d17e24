import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { MissionFilePublisher } from '../../documents/missionFiles/missionFilePublisher';
import type { PublishOptions, PublishOutcome } from '../../documents/missionFiles/publishOneFile';
import type { MissionFileClaims } from '../../documents/missionFiles/missionFileClaims';
import type { MissionFileStates } from '../../documents/missionFiles/missionFileSyncStates';
import { missionFileText } from '../../documents/missionFiles/missionFileText';
import { fileName } from '../../documents/editors/editorDocuments';
import type { RemoteTexts } from '../../documents/editors/readonlyTexts';
import { parseMissionFile } from '../../formats/missionFile/missionFile';
import type { Mission } from '../../model/mission';
import type { Actions, BeginAct } from '../../tracking/actions/actions';
import type { Poller } from '../../tracking/polling/poller';
import { missionName } from '../../views/text/names';
import type { BulkRecord } from '../shared/bulkRecord';
import { showError, withProgress } from '../shared/command';
import { prefixName } from '../shared/outcome';
import { compareMissionFile } from './compareMissionFile';
import { findPublishedMission, showUnboundId, type FindResult } from './findPublishedMission';
import { describePublishOutcome } from './publishOutcomeTexts';
import {
  askToCreateAnew,
  askToGoBack,
  askToOverwrite,
  askToPublishToDemo,
  askToUse,
  askWhoseMission,
} from './publishQuestions';

export type PublishingParts = {
  readonly account: { readonly isDemo: () => boolean };
  readonly begin: BeginAct;
  readonly poller: Poller;
  readonly publisher: MissionFilePublisher;
  readonly states: MissionFileStates;
  readonly claims: MissionFileClaims;
  readonly remoteTexts: RemoteTexts;
  readonly bulks: BulkRecord;
};

type Options = PublishOptions & { readonly actions: Actions };

/** How long the status bar says how it ended (ms). */
const statusMs = 4000;

/** Publishes one file, with the questions that this needs, and says how it ended where no view shows it. */
export function createPublishing(
  parts: Pick<PublishingParts, 'account' | 'begin' | 'poller' | 'publisher' | 'remoteTexts'>,
) {
  const { publisher } = parts;

  async function publish(uri: vscode.Uri, given: PublishOptions = {}): Promise<void> {
    // All of it, its questions too, belongs to one account.
    const options = { ...given, actions: given.actions ?? parts.begin() };
    if (parts.account.isDemo() && (await createsMission(uri, given)) && !(await askToPublishToDemo())) return;
    const mayBeCreated = await publisher.unconfirmed(uri);
    if (mayBeCreated && (await findPublishedMission(uri, publisher, options.actions)) === 'decided') return;
    await report(uri, await withProgress(() => publisher.publish(uri, options)), options);
  }

  async function report(uri: vscode.Uri, outcome: PublishOutcome, options: Options): Promise<void> {
    const { actions } = options;
    const message = prefixName(fileName(uri), describePublishOutcome(outcome) ?? '');
    switch (outcome.kind) {
      case 'published':
        showStatus(vscode.l10n.t('Published "{0}".', missionName(outcome.mission)));
        return;
      case 'unchanged':
        showStatus(vscode.l10n.t('"{0}" is already published.', missionName(outcome.mission)));
        return;
      case 'busy':
        showStatus(message);
        return;
      case 'created':
        void parts.poller.refresh();
        await showUnboundId(outcome.bound, outcome.mission, outcome.uri);
        return;
      case 'problems':
        await showProblems(message);
        return;
      case 'notSaved':
        void dialogs.showWarningMessage(message);
        return;
      case 'publishedBefore':
        await useOrCreateAnother(uri, outcome.mission, message, actions);
        return;
      case 'shared': {
        const { missionId, files } = outcome;
        const choice = await askWhoseMission(message);
        if (choice === 'new') await publish(uri, { replacedMissionId: missionId, actions });
        if (choice === 'same') await publish(uri, { ...options, besides: files });
        return;
      }
      case 'changedThere':
        await overwrite(uri, outcome.remote, await askToOverwrite(message), options);
        return;
      case 'older':
        await overwrite(uri, outcome.remote, await askToGoBack(message), options);
        return;
      case 'gone':
        if (await askToCreateAnew(message)) await publish(uri, { replacedMissionId: outcome.missionId, actions });
        return;
      case 'refused': {
        const notDone = vscode.l10n.t("Couldn't publish the mission. The file wasn't changed.");
        await showError(notDone, outcome.error, () => publish(uri, options));
        return;
      }
      case 'unsure':
        await (outcome.creating ? offerToFind(uri, message, options) : offerToCompare(uri, message));
        return;
    }
  }

  async function overwrite(
    uri: vscode.Uri,
    over: Mission,
    choice: 'yes' | 'compare' | undefined,
    options: Options,
  ): Promise<void> {
    if (choice === 'yes') await publish(uri, { ...options, over });
    if (choice === 'compare') await compareMissionFile(uri, over, parts.remoteTexts);
  }

  /** The file was published before, and its id was taken out of it, by Undo for one. */
  async function useOrCreateAnother(
    uri: vscode.Uri,
    mission: Mission,
    message: string,
    actions: Actions,
  ): Promise<void> {
    const choice = await askToUse(message);
    if (choice === 'another') await publish(uri, { replacedMissionId: mission.missionId, actions });
    if (choice !== 'use') return;
    const bound = await publisher.bind(uri, mission, false, actions);
    if (bound === 'written') await publish(uri, { actions });
    else await showUnboundId(bound, mission, uri.toString());
  }

  async function offerToFind(uri: vscode.Uri, message: string, options: Options): Promise<void> {
    const find = vscode.l10n.t('Find Mission');
    if ((await dialogs.showWarningMessage(message, find)) !== find) return;
    await publishIfNone(uri, await findPublishedMission(uri, publisher, options.actions), options);
  }

  async function publishIfNone(uri: vscode.Uri, found: FindResult, options: Options): Promise<void> {
    const again = vscode.l10n.t('Publish');
    const message = vscode.l10n.t(
      "Couldn't find the mission. It may not have been created, or it was renamed or deleted since.",
    );
    if (found === 'decided') return;
    if (found === 'create' || (await dialogs.showInformationMessage(message, again)) === again)
      await publish(uri, options);
  }

  return {
    publish,
    /** Looks for a mission that may have been created from the file, and creates one only where that is chosen. */
    async find(uri: vscode.Uri): Promise<void> {
      const actions = parts.begin();
      if (await publisher.unconfirmed(uri))
        await publishIfNone(uri, await findPublishedMission(uri, publisher, actions), { actions });
    },
  };
}

/** Whether publishing gives the file a new ID. */
async function createsMission(uri: vscode.Uri, { replacedMissionId }: PublishOptions): Promise<boolean> {
  return replacedMissionId !== undefined || parseMissionFile(await missionFileText(uri)).missionId === undefined;
}

function showStatus(message: string): void {
  dialogs.setStatusBarMessage(message, statusMs);
}

async function showProblems(message: string): Promise<void> {
  const show = vscode.l10n.t('Show Problems');
  if ((await dialogs.showWarningMessage(message, show)) === show)
    await vscode.commands.executeCommand('workbench.actions.view.problems');
}

async function offerToCompare(uri: vscode.Uri, message: string): Promise<void> {
  const compare = vscode.l10n.t('Compare');
  if ((await dialogs.showWarningMessage(message, compare)) === compare)
    await vscode.commands.executeCommand('missions.compareMissionFile', uri);
}
