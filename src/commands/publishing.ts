import * as vscode from 'vscode';
import { dialogs } from '../dialogs';
import { fileName } from '../documents/missionFileUri';
import { printMissionFile, updateMissionFile } from '../documents/missionFileUpdate';
import { contentOf, type MissionFilePublisher, type PublishOptions } from '../documents/missionFilePublisher';
import type { MissionFileStates } from '../documents/missionFileStates';
import type { RemoteTexts } from '../documents/remoteTexts';
import type { Mission } from '../model/mission';
import type { Poller } from '../tracking/poller';
import { formatTime, missionName } from '../views/rows';
import { tell, withProgress } from './command';

export type PublishingParts = {
  readonly poller: Poller;
  readonly publisher: MissionFilePublisher;
  readonly states: MissionFileStates;
  readonly remoteTexts: RemoteTexts;
};

/** Publishes one file, with the questions that this needs, and says how it ended where no view shows it. */
export function createPublishing(parts: PublishingParts) {
  const { publisher, states } = parts;

  async function publish(document: vscode.TextDocument, options: PublishOptions = {}): Promise<void> {
    if (publisher.mayExist(document.uri) && !(await lookFirst(document))) return;
    const outcome = await withProgress(() => publisher.publish(document, options));
    switch (outcome.kind) {
      case 'problems': {
        const show = vscode.l10n.t('Show Problems');
        const message = vscode.l10n.t('The mission file has problems that have to be mended first. Nothing was sent.');
        if ((await dialogs.showWarningMessage(message, show)) === show)
          await vscode.commands.executeCommand('workbench.actions.view.problems');
        return;
      }
      case 'unchanged':
        dialogs.setStatusBarMessage(vscode.l10n.t('“{0}” is published already.', missionName(outcome.mission)), 4000);
        return;
      case 'created':
        void parts.poller.refresh();
        if (!outcome.written) await sayIdNotWritten(outcome.mission);
        return;
      case 'published':
        dialogs.setStatusBarMessage(vscode.l10n.t('“{0}” was published.', missionName(outcome.mission)), 4000);
        return;
      case 'changedThere':
        if (await askToOverwrite(document, outcome.remote)) await publish(document, { over: outcome.remote });
        return;
      case 'gone':
        if (await askToCreateAnew()) await publish(document, { anew: true });
        return;
      case 'refused': {
        const message = vscode.l10n.t('The mission was not published. The file is as it was.');
        await tell(message, outcome.error, () => publish(document, options));
        return;
      }
      case 'unsure':
        await (outcome.creating ? offerToLook(document, options) : offerToCompare(document));
        return;
    }
  }

  async function offerToLook(document: vscode.TextDocument, options: PublishOptions): Promise<void> {
    const look = vscode.l10n.t('Look for It');
    const message = vscode.l10n.t(
      'The answer was lost: it is unknown whether the mission was created. Look before you publish it again.',
    );
    if ((await dialogs.showWarningMessage(message, look)) !== look) return;
    if (await lookFirst(document)) await sayLooked(document, options);
  }

  async function sayLooked(document: vscode.TextDocument, options: PublishOptions): Promise<void> {
    const again = vscode.l10n.t('Publish');
    const message = vscode.l10n.t('The mission has not been created. The file is as it was.');
    if ((await dialogs.showInformationMessage(message, again)) === again) await publish(document, options);
  }

  /** Looks for the mission that may have been created from this file. Returns whether it is still to be created. */
  async function lookFirst(document: vscode.TextDocument): Promise<boolean> {
    const found = await withProgress(() => publisher.lookFor(document.uri));
    if (!found) {
      publisher.settle(document.uri);
      return true;
    }
    const use: vscode.MessageItem = { title: vscode.l10n.t('Use This Mission') };
    const another: vscode.MessageItem = { title: vscode.l10n.t('Create Another') };
    const created = formatTime(found.createdAt);
    const message = vscode.l10n.t(
      '“{0}”, created {1}, says what was sent from this file.',
      missionName(found),
      created,
    );
    const detail = vscode.l10n.t('To use it writes its id into the file. Another one would be a second of the same.');
    const choice = await dialogs.showWarningMessage(message, { modal: true, detail }, use, another);
    if (choice === another) publisher.settle(document.uri);
    if (choice !== use) return choice === another;
    publisher.settle(document.uri);
    if (!(await publisher.bind(document, found))) await sayIdNotWritten(found);
    return false;
  }

  async function sayIdNotWritten({ missionId }: Mission): Promise<void> {
    const copy = vscode.l10n.t('Copy Line');
    const line = `mission_id: ${missionId}`;
    const message = vscode.l10n.t(
      'The mission exists, but its id could not be saved in the file. Add “{0}” to it.',
      line,
    );
    if ((await dialogs.showWarningMessage(message, copy)) === copy) await vscode.env.clipboard.writeText(line);
  }

  async function offerToCompare(document: vscode.TextDocument): Promise<void> {
    const look = vscode.l10n.t('Compare');
    const message = vscode.l10n.t(
      'The answer was lost: it is unknown whether the mission was published. Comparing reads what Telnyx has.',
    );
    if ((await dialogs.showWarningMessage(message, look)) === look)
      await vscode.commands.executeCommand('missions.compareMissionFile', document.uri);
  }

  async function compare(document: vscode.TextDocument, remote: Mission): Promise<void> {
    const update = updateMissionFile(document.getText(), contentOf(remote));
    const text =
      update.kind === 'changed'
        ? update.text
        : update.kind === 'same'
          ? document.getText()
          : printMissionFile(contentOf(remote));
    const title = vscode.l10n.t('{0}: on Telnyx ↔ here', fileName(document.uri));
    await parts.remoteTexts.compare(document.uri, text, title);
  }

  /** Asks with a way to compare first, which changes nothing. */
  async function askBefore(
    document: vscode.TextDocument,
    remote: Mission,
    question: { readonly message: string; readonly detail: string; readonly yes: string },
  ): Promise<boolean> {
    const yes: vscode.MessageItem = { title: question.yes };
    const look: vscode.MessageItem = { title: vscode.l10n.t('Compare') };
    const { detail } = question;
    const choice = await dialogs.showWarningMessage(question.message, { modal: true, detail }, yes, look);
    if (choice === look) await compare(document, remote);
    return choice === yes;
  }

  /** Whether to write over what has changed there since it was last published from here. */
  function askToOverwrite(document: vscode.TextDocument, remote: Mission): Promise<boolean> {
    return askBefore(document, remote, {
      message: vscode.l10n.t('“{0}” was changed on Telnyx since it was last published from here.', missionName(remote)),
      detail: vscode.l10n.t('Publishing writes over that change. Comparing shows both, and changes nothing.'),
      yes: vscode.l10n.t('Publish Anyway'),
    });
  }

  async function askToCreateAnew(): Promise<boolean> {
    const anew: vscode.MessageItem = { title: vscode.l10n.t('Create as New Mission') };
    const message = vscode.l10n.t('Telnyx has no mission of this id: it was deleted, or belongs to another account.');
    const detail = vscode.l10n.t(
      'A new mission gets a new id, which the file gets too, and none of the runs of the old one.',
    );
    return (await dialogs.showWarningMessage(message, { modal: true, detail }, anew)) === anew;
  }

  /** Brings in what Telnyx has; asks first where the file says what Telnyx does not know. */
  async function pull(document: vscode.TextDocument, remote: Mission): Promise<void> {
    const state = await states.readState(document.uri);
    const loses = state === 'changedHere' || state === 'changedBoth' || state === 'differs';
    const question = {
      message: vscode.l10n.t('This file has changes that are not on Telnyx.'),
      detail: vscode.l10n.t(
        'Pulling writes over them; Undo brings them back. Comparing shows both, and changes nothing.',
      ),
      yes: vscode.l10n.t('Pull Anyway'),
    };
    if (loses && !(await askBefore(document, remote, question))) return;
    const written = await publisher.write(document, contentOf(remote));
    if (written === 'written') await states.remember(remote);
    else if (written === 'refused')
      void dialogs.showWarningMessage(
        vscode.l10n.t('The front matter has problems that have to be mended first. The file was not changed.'),
      );
    else
      void dialogs.showWarningMessage(vscode.l10n.t('The file could not be saved. What was pulled is in its editor.'));
  }

  return { publish, pull, compare };
}
