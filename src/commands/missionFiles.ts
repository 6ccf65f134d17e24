import * as vscode from 'vscode';
import { dialogs } from '../dialogs';
import type { MissionChange, NewMission } from '../api/client';
import { ApiError } from '../api/apiError';
import { parseMissionFile, type MissionFileContent } from '../documents/missionFile';
import { isMissionFile } from '../documents/missionFiles';
import { printMissionFile, sameMissionContent, updateMissionFile } from '../documents/missionFileUpdate';
import type { RemoteTexts } from '../documents/remoteTexts';
import { definitionOf, type Mission } from '../model/mission';
import type { Outcome } from '../tracking/actions';
import { askWhere } from '../views/timelineExports';
import { missionName } from '../views/rows';
import { tell, withProgress } from './command';
import { savedTexts } from './savedTexts';
import { targetMission, type TargetParts } from './target';

/** What each mission was when it was last published or pulled, by id: tells a change there from one here. */
const publishedState = 'missionFiles.published';

type Parts = TargetParts & { readonly state: vscode.Memento; readonly remoteTexts: RemoteTexts };

export function missionFileCommands(parts: Parts) {
  const { actions, remoteTexts } = parts;

  async function openFile(argument: unknown): Promise<vscode.TextDocument | undefined> {
    const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
    if (uri && isMissionFile(uri)) return vscode.workspace.openTextDocument(uri);
    void dialogs.showInformationMessage(vscode.l10n.t('Open a mission file (*.mission.md) first.'));
    return undefined;
  }

  /** What the file says, or nothing: then the person has been told why. */
  async function contentOf(document: vscode.TextDocument): Promise<MissionFileContent | undefined> {
    const { content } = parseMissionFile(document.getText());
    if (content) return content;
    const show = vscode.l10n.t('Show Problems');
    const message = vscode.l10n.t('The mission file has problems that have to be mended first. Nothing was sent.');
    if ((await dialogs.showWarningMessage(message, show)) === show)
      await vscode.commands.executeCommand('workbench.actions.view.problems');
    return undefined;
  }

  /** Brings the content into the file, and saves it. Returns whether that went well. */
  async function write(document: vscode.TextDocument, content: MissionFileContent): Promise<boolean> {
    const update = updateMissionFile(document.getText(), content);
    if (update.kind === 'same') return true;
    if (update.kind === 'refused') {
      void dialogs.showWarningMessage(
        vscode.l10n.t('The front matter has problems that have to be mended first. The file was not changed.'),
      );
      return false;
    }
    const edit = new vscode.WorkspaceEdit();
    const end = document.lineAt(document.lineCount - 1).range.end;
    edit.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), end), update.text);
    return (await vscode.workspace.applyEdit(edit)) && (await document.save());
  }

  async function remember(mission: Mission): Promise<void> {
    const held = savedTexts(parts.state, publishedState);
    await parts.state.update(publishedState, { ...held, [mission.missionId]: await hashOf(contentFrom(mission)) });
  }

  async function changedThere(mission: Mission): Promise<boolean> {
    const held = savedTexts(parts.state, publishedState)[mission.missionId];
    return held !== (await hashOf(contentFrom(mission)));
  }

  async function reportMission(outcome: Outcome<Mission>, notDone: string): Promise<void> {
    if (outcome.kind === 'refused') await tell(notDone, outcome.error);
    if (outcome.kind !== 'unsure') return;
    const look = vscode.l10n.t('Look Again');
    const message = vscode.l10n.t(
      'The answer was lost: it is unknown whether the mission was published. Look before you publish it again.',
    );
    if ((await dialogs.showWarningMessage(message, look)) === look)
      await vscode.commands.executeCommand('missions.refresh');
  }

  async function create(document: vscode.TextDocument, content: MissionFileContent): Promise<void> {
    const outcome = await withProgress(() => actions.createMission(wholeDefinition(content)));
    if (outcome.kind !== 'done') {
      await reportMission(outcome, vscode.l10n.t('The mission was not created. The file is as it was.'));
      return;
    }
    await remember(outcome.value);
    void parts.poller.refresh();
    // Only the id is new; what was typed meanwhile stays.
    const now = parseMissionFile(document.getText()).content ?? content;
    await write(document, { ...now, missionId: outcome.value.missionId });
  }

  async function readRemote(missionId: string): Promise<Mission | 'gone'> {
    try {
      return await withProgress(() => actions.readMission(missionId));
    } catch (error) {
      if (error instanceof ApiError && error.kind === 'notFound') return 'gone';
      throw error;
    }
  }

  async function compare(document: vscode.TextDocument, remote: Mission): Promise<void> {
    const update = updateMissionFile(document.getText(), contentFrom(remote));
    const text =
      update.kind === 'changed'
        ? update.text
        : update.kind === 'same'
          ? document.getText()
          : printMissionFile(contentFrom(remote));
    const name = document.uri.path.split('/').at(-1) ?? '';
    await remoteTexts.compare(document.uri, text, vscode.l10n.t('{0}: on Telnyx ↔ here', name));
  }

  /** Whether to write over what has changed there since it was last published from here. */
  async function askToOverwrite(document: vscode.TextDocument, remote: Mission): Promise<boolean> {
    const overwrite: vscode.MessageItem = { title: vscode.l10n.t('Publish Anyway') };
    const look: vscode.MessageItem = { title: vscode.l10n.t('Compare') };
    const message = vscode.l10n.t(
      '“{0}” was changed on Telnyx since it was last published from here.',
      missionName(remote),
    );
    const detail = vscode.l10n.t('Publishing writes over that change. Comparing shows both, and changes nothing.');
    const choice = await dialogs.showWarningMessage(message, { modal: true, detail }, overwrite, look);
    if (choice === look) await compare(document, remote);
    return choice === overwrite;
  }

  async function askToCreateAnew(): Promise<boolean> {
    const anew: vscode.MessageItem = { title: vscode.l10n.t('Create as New Mission') };
    const message = vscode.l10n.t('The mission of this file was deleted on Telnyx.');
    const detail = vscode.l10n.t('The file is kept. A new mission gets a new id, and none of the runs of the old one.');
    return (await dialogs.showWarningMessage(message, { modal: true, detail }, anew)) === anew;
  }

  return {
    async publishMissionFile(argument: unknown) {
      const document = await openFile(argument);
      const content = document && (await contentOf(document));
      if (!document || !content) return;
      const { missionId } = content;
      if (missionId === undefined) {
        await create(document, content);
        return;
      }
      const remote = await readRemote(missionId);
      if (remote === 'gone') {
        if (await askToCreateAnew()) await create(document, content);
        return;
      }
      if (sameMissionContent(content, contentFrom(remote))) {
        await remember(remote);
        vscode.window.setStatusBarMessage(vscode.l10n.t('“{0}” is published already.', missionName(remote)), 4000);
        return;
      }
      if ((await changedThere(remote)) && !(await askToOverwrite(document, remote))) return;
      const outcome = await withProgress(() => actions.updateMission(missionId, wholeDefinition(content)));
      if (outcome.kind !== 'done') {
        await reportMission(outcome, vscode.l10n.t('The mission was not published. The file is as it was.'));
        return;
      }
      await remember(outcome.value);
      await document.save();
      vscode.window.setStatusBarMessage(vscode.l10n.t('“{0}” was published.', missionName(outcome.value)), 4000);
    },

    async pullMissionFile(argument: unknown) {
      const document = await openFile(argument);
      const missionId = document && parseMissionFile(document.getText()).missionId;
      if (!document || missionId === undefined) return;
      const remote = await readRemote(missionId);
      if (remote === 'gone') {
        void dialogs.showWarningMessage(
          vscode.l10n.t('The mission of this file was deleted on Telnyx. The file is kept as it is.'),
        );
        return;
      }
      // Ctrl+Z takes it back, as any edit.
      if (await write(document, contentFrom(remote))) await remember(remote);
    },

    async compareMissionFile(argument: unknown) {
      const document = await openFile(argument);
      const missionId = document && parseMissionFile(document.getText()).missionId;
      if (!document || missionId === undefined) return;
      const remote = await readRemote(missionId);
      if (remote !== 'gone') await compare(document, remote);
      else void dialogs.showWarningMessage(vscode.l10n.t('The mission of this file was deleted on Telnyx.'));
    },

    async saveMissionToFile(argument: unknown) {
      const mission = await targetMission(argument, parts);
      if (!mission) return;
      const fresh = await withProgress(() => actions.readMission(mission.missionId));
      const name = `${fileNameOf(fresh.name)}.mission.md`;
      const uri = await askWhere(name, { [vscode.l10n.t('Mission file')]: ['md'] });
      if (!uri) return;
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(printMissionFile(contentFrom(fresh))));
      await remember(fresh);
      await vscode.window.showTextDocument(uri, { preview: false });
    },
  };
}

function contentFrom(mission: Mission): MissionFileContent {
  return { missionId: mission.missionId, definition: definitionOf(mission) };
}

/** Every field of the definition, so that what the file does not say is taken away there too. */
function wholeDefinition({ definition }: MissionFileContent): NewMission & MissionChange {
  const { name, description, model, instructions, executionMode, metadata } = definition;
  return { name, description, model, instructions, executionMode, metadata };
}

async function hashOf(content: MissionFileContent): Promise<string> {
  const bytes = new TextEncoder().encode(printMissionFile(content));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fileNameOf(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return plain === '' ? 'mission' : plain;
}
