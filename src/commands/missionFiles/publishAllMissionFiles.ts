import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { PublishOutcome } from '../../documents/missionFiles/publishOneFile';
import { isMissionFile, missionFilePattern } from '../../documents/missionFiles/missionFileUri';
import { isUnseen } from '../../formats/missionFile/missionFileSyncState';
import type { Actions } from '../../tracking/actions/actions';
import type { BulkEnd } from '../../tracking/actions/bulkActions';
import type { Store } from '../../tracking/store/store';
import { runBulkCommand } from '../shared/bulkCommand';
import { requireWorkspaceTrust } from '../shared/workspaceTrust';
import { chooseCandidates } from './chooseCandidates';
import { errorForAll, reportPublished } from './publishAllReport';
import { readCandidates, type PublishCandidate } from './publishCandidates';
import type { PublishingParts } from './publishMissionFile';
import { askToPublishToDemo } from './publishQuestions';
import { describePublishOutcome } from './publishOutcomeTexts';

type Parts = PublishingParts & { readonly store: Store };

export function publishAllCommands(parts: Parts) {
  return {
    async publishAllMissionFiles() {
      if (!requireWorkspaceTrust()) return;
      const actions = parts.begin();
      const uris = (await vscode.workspace.findFiles(missionFilePattern, '**/node_modules/**')).filter(isMissionFile);
      if (uris.length === 0) {
        void dialogs.showInformationMessage(vscode.l10n.t('There are no mission files (*.mission.md) in this folder.'));
        return;
      }
      await publishAll(uris, actions, parts);
    },
  };
}

function publishAll(uris: readonly vscode.Uri[], actions: Actions, parts: Parts): Promise<void> {
  const outcomes = new Map<PublishCandidate, PublishOutcome>();
  return runBulkCommand<PublishCandidate>(
    {
      async choose() {
        const candidates = await readCandidates(uris, actions, parts);
        const chosen = candidates && (await chooseCandidates(candidates));
        if (!chosen || !parts.account.isDemo() || !chosen.some(createsMission)) return chosen;
        return (await askToPublishToDemo()) ? chosen : undefined;
      },
      name: ({ uri }) => vscode.workspace.asRelativePath(uri),
      // So that calling it off leaves none half done.
      oneByOne: true,
      async run(candidate, stopAll) {
        outcomes.delete(candidate);
        const outcome = await publishCandidate(candidate, actions, parts);
        outcomes.set(candidate, outcome);
        if (errorForAll(candidate, outcome)) stopAll();
        return publishEnd(outcome);
      },
      progress: vscode.l10n.t('Publishing mission files...'),
      report(results) {
        void parts.poller.refresh();
        return reportPublished(results, outcomes);
      },
    },
    parts.bulks,
  );
}

/** Of what Telnyx does not show, nobody knows whether it is gone. */
const replaces = ({ state, refused, isCopy }: PublishCandidate) =>
  isCopy ? true : state === 'deletedThere' && !refused;
/** Whether publishing gives the file a new ID. */
const createsMission = (one: PublishCandidate) => one.missionId === undefined || replaces(one);

function publishCandidate(
  candidate: PublishCandidate,
  actions: Actions,
  { publisher }: Pick<PublishingParts, 'publisher'>,
): Promise<PublishOutcome> {
  const { uri, state, missionId, remote, others } = candidate;
  return publisher.publish(uri, {
    ...(isUnseen(state) && remote ? { over: remote } : {}),
    besides: others,
    actions,
    replacedMissionId: replaces(candidate) ? missionId : undefined,
  });
}

function publishEnd(outcome: PublishOutcome): BulkEnd {
  switch (outcome.kind) {
    case 'published':
    case 'unchanged':
    case 'created':
      return { kind: 'done' };
    case 'notSaved':
      return { kind: 'failed' };
    case 'refused': {
      const { error } = outcome;
      return error.kind === 'accountChanged' ? { kind: 'notTried', error } : { kind: 'failed', error };
    }
    case 'unsure':
      return { kind: 'unknown', error: new Error(describePublishOutcome(outcome)) };
    default:
      return { kind: 'refused' };
  }
}
