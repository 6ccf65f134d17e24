import * as vscode from 'vscode';
import { ApiError } from '../../api/apiError';
import { dialogs } from '../../dialogs';
import { fileName } from '../../documents/editors/editorDocuments';
import { isMissionFile } from '../../documents/missionFiles/missionFileUri';
import { documentShapes } from '../../documents/remote/documentShapes';
import { placeOf } from '../../documents/remote/documentUri';
import type { MissionFileStates } from '../../documents/missionFiles/missionFileSyncStates';
import type { Actions } from '../../tracking/actions/actions';
import { documentTarget } from '../../documents/remote/documentTarget';
import { parseMissionFile } from '../../formats/missionFile/missionFile';
import { withProgress } from './command';
import type { TargetParts } from './target';

/** What the buttons of the question say. */
export type UnpublishedWords = {
  readonly publish: string;
  readonly usePublished: string;
  readonly save: string;
  readonly useSaved: string;
};

export type UnpublishedParts = {
  readonly states: MissionFileStates;
  /** Publishes a mission file, with the questions that this needs. */
  readonly publishFile: (uri: vscode.Uri, options: { readonly actions: Actions }) => Promise<void>;
};

type Parts = TargetParts & UnpublishedParts;

/**
 * Whether an act may go on that uses the mission as Telnyx has it. Asks where a document of the mission can be seen that
 * says something else, and publishes or saves it first where that is chosen.
 */
export async function mayUseMission(missionId: string, words: UnpublishedWords, parts: Parts): Promise<boolean> {
  const seen = new Set(vscode.window.visibleTextEditors.map(({ document }) => document));
  for (const document of seen) {
    const isFine = isFileOf(document, missionId)
      ? await mayUseFile(document.uri, missionId, words, parts)
      : !isUnsavedMission(document, missionId) || (await mayUseSaved(document, words));
    if (!isFine) return false;
  }
  return true;
}

const isFileOf = (document: vscode.TextDocument, missionId: string) =>
  isMissionFile(document.uri) && parseMissionFile(document.getText()).missionId === missionId;

/** Its instructions, or its JSON, with edits that Telnyx does not have. */
function isUnsavedMission({ uri, isDirty }: vscode.TextDocument, missionId: string): boolean {
  const { instructions, missionJson } = documentShapes;
  const isOfMission = placeOf(uri, [instructions.ending, missionJson.ending]) !== undefined;
  return isDirty && isOfMission && documentTarget(uri)?.missionId === missionId;
}

async function mayUseFile(uri: vscode.Uri, missionId: string, words: UnpublishedWords, parts: Parts): Promise<boolean> {
  const { actions, states } = parts;
  try {
    await withProgress(() => actions.readMission(missionId));
  } catch (error) {
    // The act itself says what is wrong with the service.
    if (!(error instanceof ApiError)) throw error;
    return true;
  }
  const message = await differenceOf(uri, parts);
  if (message === undefined) return true;
  const publish = { title: words.publish };
  const usePublished = { title: words.usePublished };
  const canPublish = vscode.workspace.isTrusted && (await states.readState(uri)) !== 'problems';
  const detail = vscode.l10n.t('Telnyx uses the last published version.');
  const buttons = [...(canPublish ? [publish] : []), usePublished];
  const choice = await dialogs.showWarningMessage(message, { modal: true, detail }, ...buttons);
  if (choice !== publish) return choice === usePublished;
  await parts.publishFile(uri, { actions });
  // It may have become another mission.
  return (await states.readState(uri)) === 'inSync' && states.missionIdOf(uri) === missionId;
}

/** How the file and its mission differ, in a sentence; `undefined` where they don't, or nobody knows. */
async function differenceOf(uri: vscode.Uri, { states }: Parts): Promise<string | undefined> {
  const name = fileName(uri);
  switch (await states.readState(uri)) {
    case 'changedHere':
      return vscode.l10n.t('"{0}" has unpublished changes.', name);
    case 'problems':
      return vscode.l10n.t('"{0}" has errors, so it can\'t be published.', name);
    case undefined:
    case 'inSync':
    case 'unknown':
    case 'notPublished':
    case 'unconfirmed':
    case 'deletedThere':
      return undefined;
    default:
      return vscode.l10n.t('"{0}" differs from the mission on Telnyx.', name);
  }
}

async function mayUseSaved(document: vscode.TextDocument, words: UnpublishedWords): Promise<boolean> {
  const save = { title: words.save };
  const useSaved = { title: words.useSaved };
  const message = vscode.l10n.t('"{0}" has unsaved changes.', fileName(document.uri));
  const detail = vscode.l10n.t('Telnyx uses the last saved version.');
  const choice = await dialogs.showWarningMessage(message, { modal: true, detail }, save, useSaved);
  if (choice !== save) return choice === useSaved;
  await document.save();
  return !document.isDirty;
}
