import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { fileName } from '../../documents/missionFiles/missionFileUri';
import type { FoundMission } from '../../documents/missionFiles/createMissionOnce';
import { describeUnfitMission } from '../../documents/missionFiles/missionFileMessages';
import { printMissionFile, unfitAsFile, updateMissionFile } from '../../formats/missionFile/missionFileUpdate';
import type { MissionFilePublisher } from '../../documents/missionFiles/missionFilePublisher';
import type { Bound } from '../../documents/missionFiles/publishedFile';
import { contentOf, type PublishOptions } from '../../documents/missionFiles/publishOneFile';
import type { MissionFileClaims } from '../../documents/missionFiles/missionFileClaims';
import type { MissionFileStates } from '../../documents/missionFiles/missionFileSyncStates';
import type { RemoteTexts } from '../../documents/editors/readonlyTexts';
import type { Mission } from '../../model/mission';
import type { Actions, BeginAct } from '../../tracking/actions/actions';
import type { Poller } from '../../tracking/polling/poller';
import { formatTime, missionName } from '../../views/trees/rows';
import type { BulkRecord } from '../shared/bulkRecord';
import { tell, withProgress } from '../shared/command';

export type PublishingParts = {
  readonly begin: BeginAct;
  readonly poller: Poller;
  readonly publisher: MissionFilePublisher;
  readonly states: MissionFileStates;
  readonly claims: MissionFileClaims;
  readonly remoteTexts: RemoteTexts;
  readonly bulks: BulkRecord;
};

/** What came of looking for the mission: nothing is to be done any more, it is to be created, or `none` was found. */
type Looked = 'decided' | 'create' | 'none';

/** Publishes one file, with the questions that this needs, and says how it ended where no view shows it. */
export function createPublishing(parts: PublishingParts) {
  const { publisher, states } = parts;

  async function publish(uri: vscode.Uri, given: PublishOptions = {}): Promise<void> {
    // All of it, its questions too, belongs to one account.
    const actions = given.actions ?? parts.begin();
    const options = { ...given, actions };
    if ((await publisher.unconfirmed(uri)) && (await lookFirst(uri, actions)) === 'decided') return;
    const outcome = await withProgress(() => publisher.publish(uri, options));
    switch (outcome.kind) {
      case 'problems': {
        const show = vscode.l10n.t('Show Problems');
        const message = vscode.l10n.t('The mission file has problems that have to be mended first. Nothing was sent.');
        if ((await dialogs.showWarningMessage(message, show)) === show)
          await vscode.commands.executeCommand('workbench.actions.view.problems');
        return;
      }
      case 'busy':
        dialogs.setStatusBarMessage(vscode.l10n.t('“{0}” is being published already.', fileName(uri)), 4000);
        return;
      case 'unchanged':
        dialogs.setStatusBarMessage(vscode.l10n.t('“{0}” is published already.', missionName(outcome.mission)), 4000);
        return;
      case 'created':
        void parts.poller.refresh();
        await sayWhereIdBelongs(outcome.bound, outcome.mission, outcome.uri);
        return;
      case 'notSaved':
        sayNotSaved(uri, outcome.missing);
        return;
      case 'publishedBefore':
        await askBeforeAnother(uri, outcome.mission, actions);
        return;
      case 'published':
        dialogs.setStatusBarMessage(vscode.l10n.t('“{0}” was published.', missionName(outcome.mission)), 4000);
        return;
      case 'shared': {
        const { missionId, files } = outcome;
        const choice = await askWhoseMission(uri, files);
        if (choice === 'new') await publish(uri, { anew: missionId, actions });
        if (choice === 'same') await publish(uri, { ...options, besides: files });
        return;
      }
      case 'changedThere':
        if (await askToOverwrite(uri, outcome.remote)) await publish(uri, { ...options, over: outcome.remote });
        return;
      case 'older':
        if (await askToGoBack(uri, outcome.remote)) await publish(uri, { ...options, over: outcome.remote });
        return;
      case 'gone':
        if (await askToCreateAnew()) await publish(uri, { anew: outcome.missionId, actions });
        return;
      case 'refused': {
        const message = vscode.l10n.t('The mission was not published. The file is as it was.');
        await tell(message, outcome.error, () => publish(uri, options));
        return;
      }
      case 'unsure':
        await (outcome.creating ? offerToLook(uri, options) : offerToCompare(uri));
        return;
    }
  }

  async function offerToLook(uri: vscode.Uri, options: PublishOptions): Promise<void> {
    const find = vscode.l10n.t('Find Mission');
    const message = vscode.l10n.t(
      "Telnyx didn't confirm the request, so the mission may have been created. Check before you publish again.",
    );
    if ((await dialogs.showWarningMessage(message, find)) !== find) return;
    await goOn(uri, await lookFirst(uri, options.actions), options);
  }

  /** Looks for a mission that may have been created from the file, and creates one only where that is chosen. */
  async function find(uri: vscode.Uri): Promise<void> {
    const actions = parts.begin();
    if (await publisher.unconfirmed(uri)) await goOn(uri, await lookFirst(uri, actions), { actions });
  }

  async function goOn(uri: vscode.Uri, looked: Looked, options: PublishOptions): Promise<void> {
    const again = vscode.l10n.t('Publish');
    const message = vscode.l10n.t(
      "Couldn't find the mission. It may not have been created, or it was renamed or deleted since.",
    );
    if (looked === 'decided') return;
    if (looked === 'create' || (await dialogs.showInformationMessage(message, again)) === again)
      await publish(uri, options);
  }

  /** Looks for the mission that may have been created from this file. */
  async function lookFirst(uri: vscode.Uri, actions: Actions | undefined): Promise<Looked> {
    for (;;) {
      const found = await withProgress(() => publisher.lookFor(uri, actions));
      if (found) return useOrCreate(uri, found, actions);
      const unconfirmed = await publisher.unconfirmed(uri);
      const choice = unconfirmed?.mayStillArrive ? await askToWait(unconfirmed.at) : 'none';
      if (choice === 'look') continue;
      if (choice !== 'decided') await publisher.settle(uri, actions);
      return choice;
    }
  }

  /** The window was reloaded a moment ago, or the answer took too long: the request of before may be done yet. */
  async function askToWait(at: number): Promise<'look' | 'create' | 'decided'> {
    const look: vscode.MessageItem = { title: vscode.l10n.t('Find Mission') };
    const create: vscode.MessageItem = { title: vscode.l10n.t('Publish Anyway') };
    const message = vscode.l10n.t("Couldn't find the mission so far.");
    const detail = vscode.l10n.t(
      'The request from {0} may still be in progress. If you publish now, the mission may be created twice.',
      formatTime(at),
    );
    const choice = await dialogs.showWarningMessage(message, { modal: true, detail }, look, create);
    return choice === look ? 'look' : choice === create ? 'create' : 'decided';
  }

  /** A mission is there that has come of this file, or may have. */
  async function useOrCreate(
    uri: vscode.Uri,
    { mission, isSame }: FoundMission,
    actions: Actions | undefined,
  ): Promise<Looked> {
    const of = [missionName(mission), formatTime(mission.createdAt)] as const;
    const message = isSame
      ? vscode.l10n.t('"{0}", created {1}, has the same content as this file.', ...of)
      : vscode.l10n.t('"{0}", created {1}, may have been created from this file and changed since.', ...of);
    const choice = await askUse(message);
    if (choice === 'another') await publisher.settle(uri, actions);
    if (choice === 'use')
      await sayWhereIdBelongs(await publisher.bind(uri, mission, isSame, actions), mission, uri.toString());
    return choice === 'another' ? 'create' : 'decided';
  }

  async function askUse(message: string): Promise<'use' | 'another' | undefined> {
    const use: vscode.MessageItem = { title: vscode.l10n.t('Use This Mission') };
    const another: vscode.MessageItem = { title: vscode.l10n.t('Create Another') };
    const detail = vscode.l10n.t('Use it to add its ID to the file, or create a duplicate.');
    const choice = await dialogs.showWarningMessage(message, { modal: true, detail }, use, another);
    return choice === use ? 'use' : choice === another ? 'another' : undefined;
  }

  /** The file was published before, and its id was taken out of it, by Undo for one. */
  async function askBeforeAnother(uri: vscode.Uri, mission: Mission, actions: Actions): Promise<void> {
    const message = vscode.l10n.t(
      'This file has already been published as "{0}", created {1}.',
      missionName(mission),
      formatTime(mission.createdAt),
    );
    const choice = await askUse(message);
    if (choice === 'another') await publish(uri, { anew: mission.missionId, actions });
    if (choice !== 'use') return;
    const bound = await publisher.bind(uri, mission, false, actions);
    if (bound === 'written') await publish(uri, { actions });
    else await sayWhereIdBelongs(bound, mission, uri.toString());
  }

  function sayNotSaved(uri: vscode.Uri, missing: boolean): void {
    const message = missing
      ? vscode.l10n.t('"{0}" doesn\'t exist on disk. Save it before you publish it.', fileName(uri))
      : vscode.l10n.t('Couldn\'t save "{0}", so it wasn\'t published.', fileName(uri));
    void dialogs.showWarningMessage(message);
  }

  async function sayWhereIdBelongs(bound: Bound, mission: Mission, file: string): Promise<void> {
    if (bound === 'written') return;
    if (bound === 'otherAccount') {
      void dialogs.showWarningMessage(vscode.l10n.t('The account changed in the meantime.'));
      return;
    }
    const copy = vscode.l10n.t('Copy Line');
    const line = `mission_id: ${mission.missionId}`;
    const name = fileName(vscode.Uri.parse(file));
    const message =
      bound === 'gone'
        ? vscode.l10n.t(
            'The mission "{0}" was created, but "{1}" was moved or deleted in the meantime. Add "{2}" to the file that belongs to it.',
            missionName(mission),
            name,
            line,
          )
        : bound === 'other'
          ? vscode.l10n.t(
              'The mission "{0}" was created, but "{1}" has another mission ID by now. Delete one of the missions, or add "{2}" to the file.',
              missionName(mission),
              name,
              line,
            )
          : vscode.l10n.t('The mission exists, but its ID couldn\'t be saved in the file. Add "{0}" to it.', line);
    if ((await dialogs.showWarningMessage(message, copy)) === copy) await vscode.env.clipboard.writeText(line);
  }

  async function offerToCompare(uri: vscode.Uri): Promise<void> {
    const look = vscode.l10n.t('Compare');
    const message = vscode.l10n.t(
      'The answer was lost: it is unknown whether the mission was published. Comparing reads what Telnyx has.',
    );
    if ((await dialogs.showWarningMessage(message, look)) === look)
      await vscode.commands.executeCommand('missions.compareMissionFile', uri);
  }

  async function compare(uri: vscode.Uri, remote: Mission): Promise<void> {
    const here = (await vscode.workspace.openTextDocument(uri)).getText();
    const update = updateMissionFile(here, contentOf(remote));
    const text =
      update.kind === 'changed' ? update.text : update.kind === 'same' ? here : printMissionFile(contentOf(remote));
    const title = vscode.l10n.t('{0}: on Telnyx ↔ here', fileName(uri));
    await parts.remoteTexts.compare(uri, text, title);
  }

  /** Asks with a way to compare first, which changes nothing. */
  async function askBefore(
    uri: vscode.Uri,
    remote: Mission,
    question: { readonly message: string; readonly detail: string; readonly yes: string },
  ): Promise<boolean> {
    const yes: vscode.MessageItem = { title: question.yes };
    const look: vscode.MessageItem = { title: vscode.l10n.t('Compare') };
    const { detail } = question;
    const choice = await dialogs.showWarningMessage(question.message, { modal: true, detail }, yes, look);
    if (choice === look) await compare(uri, remote);
    return choice === yes;
  }

  /** Whether to write over what has changed there since it was last published from here. */
  function askToOverwrite(uri: vscode.Uri, remote: Mission): Promise<boolean> {
    return askBefore(uri, remote, {
      message: vscode.l10n.t('“{0}” was changed on Telnyx since it was last published from here.', missionName(remote)),
      detail: vscode.l10n.t('Publishing writes over that change. Comparing shows both, and changes nothing.'),
      yes: vscode.l10n.t('Publish Anyway'),
    });
  }

  /** Whether to write an earlier text over the one that was published after it. */
  function askToGoBack(uri: vscode.Uri, remote: Mission): Promise<boolean> {
    return askBefore(uri, remote, {
      message: vscode.l10n.t('"{0}" is older than what was last published from it.', fileName(uri)),
      detail: vscode.l10n.t(
        'Its text was published before, and replaced since. It may come from another branch. Publishing it replaces the newer text on Telnyx.',
      ),
      yes: vscode.l10n.t('Publish Anyway'),
    });
  }

  /** A file that has the ID of others is a copy, or its copies have not got missions of their own yet. */
  async function askWhoseMission(uri: vscode.Uri, files: readonly string[]): Promise<'new' | 'same' | undefined> {
    const anew: vscode.MessageItem = { title: vscode.l10n.t('Create as New Mission') };
    const same: vscode.MessageItem = { title: vscode.l10n.t('Publish Anyway') };
    const others = files.map((file) => vscode.workspace.asRelativePath(vscode.Uri.parse(file))).join(', ');
    const message = vscode.l10n.t('The mission ID of "{0}" is also used by {1}.', fileName(uri), others);
    const detail = vscode.l10n.t(
      'Publishing replaces the mission of both. If this file is a copy, create a new mission from it.',
    );
    const choice = await dialogs.showWarningMessage(message, { modal: true, detail }, anew, same);
    return choice === anew ? 'new' : choice === same ? 'same' : undefined;
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
  async function pull(uri: vscode.Uri, remote: Mission): Promise<void> {
    const unfit = unfitAsFile(contentOf(remote));
    if (unfit) {
      void dialogs.showErrorMessage(describeUnfitMission(unfit));
      return;
    }
    const state = await states.readState(uri);
    // A file with problems may have changes as well; what is older was on Telnyx already.
    const loses = state !== 'inSync' && state !== 'changedThere' && state !== 'older';
    const question = {
      message: vscode.l10n.t('This file has changes that are not on Telnyx.'),
      detail: vscode.l10n.t(
        'Pulling writes over them; Undo brings them back. Comparing shows both, and changes nothing.',
      ),
      yes: vscode.l10n.t('Pull Anyway'),
    };
    if (loses && !(await askBefore(uri, remote, question))) return;
    const written = await publisher.write(uri, contentOf(remote));
    if (written === 'written') await states.remember(uri.toString(), remote);
    else if (written === 'refused')
      void dialogs.showWarningMessage(
        vscode.l10n.t('The front matter has problems that have to be mended first. The file was not changed.'),
      );
    else
      void dialogs.showWarningMessage(vscode.l10n.t('The file could not be saved. What was pulled is in its editor.'));
  }

  return { publish, find, pull, compare };
}
