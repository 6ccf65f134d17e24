import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { describeMissionFileState } from '../../documents/missionFiles/missionFileMessages';
import { fileName } from '../../documents/editors/editorDocuments';
import { describeError } from '../../errorMessages';
import { isUnseen } from '../../formats/missionFile/missionFileSyncState';
import type { PublishCandidate } from './publishCandidates';
import { formatFiles } from './publishOutcomeTexts';

/** What is to be published, by the person's choice; `undefined` where there is none. */
export async function chooseCandidates(
  candidates: readonly PublishCandidate[],
): Promise<readonly PublishCandidate[] | undefined> {
  const isBroken = ({ state, refused }: PublishCandidate) => state === 'problems' || refused !== undefined;
  const broken = candidates.filter(isBroken);
  const sound = candidates.filter((candidate) => !isBroken(candidate));
  const changed = sound.filter(({ state }) => state !== 'inSync' && state !== 'changedThere');
  const others = formatOthers(sound);
  if (changed.length + broken.length === 0) {
    const message = vscode.l10n.t('No mission files have changes to publish: {0}.', others);
    void dialogs.showInformationMessage(message);
    return undefined;
  }
  const separator = { label: vscode.l10n.t("Can't be published"), kind: vscode.QuickPickItemKind.Separator };
  const items: (vscode.QuickPickItem & { readonly candidate?: PublishCandidate })[] = [
    ...changed.map(itemOf),
    ...(broken.length > 0 ? [separator, ...broken.map(itemOf)] : []),
  ];
  const chosen = await dialogs.showManyPick(items, {
    title: vscode.l10n.t('Publish Changed Mission Files'),
    placeHolder:
      others === ''
        ? vscode.l10n.t('Select mission files to publish')
        : vscode.l10n.t('Select mission files to publish. Not listed: {0}', others),
    ignoreFocusOut: true,
  });
  const wanted = chosen && (await askAboutCopies(chosen.flatMap(({ candidate }) => candidate ?? [])));
  return wanted && (await askAboutUnseen(wanted));
}

/** Those that have nothing to publish. */
function formatOthers(candidates: readonly PublishCandidate[]): string {
  const inSync = candidates.filter(({ state }) => state === 'inSync').length;
  const toPull = candidates.filter(({ state }) => state === 'changedThere').length;
  return [
    ...(inSync > 0 ? [vscode.l10n.t('{0} in sync', inSync)] : []),
    ...(toPull > 0 ? [vscode.l10n.t('{0} modified only on Telnyx (ready to pull)', toPull)] : []),
  ].join(', ');
}

function itemOf(candidate: PublishCandidate) {
  const { uri, state, refused, others } = candidate;
  return {
    label: fileName(uri),
    description: folderOf(uri),
    detail: describeCandidate(candidate),
    picked: (state === 'changedHere' && !refused && others.length === 0) || state === 'notPublished',
    candidate,
  };
}

function folderOf(uri: vscode.Uri): string {
  const path = vscode.workspace.asRelativePath(uri);
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

function describeCandidate({ state, refused, others }: PublishCandidate): string {
  if (refused) return describeError(refused).reason;
  if (state === 'unconfirmed')
    return vscode.l10n.t(
      "Telnyx didn't confirm the request, so the mission may exist. Publish this file individually to check.",
    );
  const text = describeMissionFileState(state);
  if (others.length > 0) return vscode.l10n.t('{0}: mission ID also used by {1}', text, formatFiles(others));
  if (state === 'older') return vscode.l10n.t('{0}: publishing overwrites the newer version on Telnyx', text);
  if (isUnseen(state)) return vscode.l10n.t('{0}: publishing overwrites the version on Telnyx', text);
  if (state === 'deletedThere') return vscode.l10n.t('{0}: publishing creates a new mission', text);
  if (state === 'problems') return vscode.l10n.t('{0}: fix them first', text);
  return text;
}

type Candidates = readonly PublishCandidate[];

/** A copy replaces the mission of its original only where that is said. */
function askAboutCopies(chosen: Candidates): Promise<Candidates | undefined> {
  const message = vscode.l10n.t('Some of these mission IDs are also used by other files. Publish anyway?');
  return askAbout(chosen, ({ others }) => others.length > 0, message, {
    title: vscode.l10n.t('Create as New Missions'),
    of: (candidate) => ({ ...candidate, state: 'notPublished', isCopy: true }),
  });
}

/** Nothing is written over a change that was made elsewhere without being asked. */
function askAboutUnseen(chosen: Candidates): Promise<Candidates | undefined> {
  return askAbout(chosen, ({ state }) => isUnseen(state), vscode.l10n.t('Overwrite changes made on Telnyx?'));
}

/**
 * Asks whether those of the chosen that are concerned are to be published as well, or to be left out, or to be others;
 * `undefined` where the question was left.
 */
async function askAbout(
  chosen: Candidates,
  isConcerned: (candidate: PublishCandidate) => boolean,
  message: string,
  other?: { readonly title: string; readonly of: (candidate: PublishCandidate) => PublishCandidate },
): Promise<Candidates | undefined> {
  const concerned = chosen.filter(isConcerned);
  if (concerned.length === 0) return chosen;
  const same: vscode.MessageItem = { title: vscode.l10n.t('Publish Anyway') };
  const without: vscode.MessageItem = { title: vscode.l10n.t('Skip These Files') };
  const detail = concerned.map(({ uri }) => vscode.workspace.asRelativePath(uri)).join('\n');
  const buttons: vscode.MessageItem[] = [...(other ? [other] : []), same, without];
  const choice = await dialogs.showWarningMessage(message, { modal: true, detail }, ...buttons);
  if (choice === without) return chosen.filter((candidate) => !isConcerned(candidate));
  if (other && choice === other) return chosen.map((one) => (isConcerned(one) ? other.of(one) : one));
  return choice === same ? chosen : undefined;
}
