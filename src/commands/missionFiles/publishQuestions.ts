import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { formatTime } from '../../views/text/times';

const createAsNew = (): vscode.MessageItem => ({ title: vscode.l10n.t('Create as New Mission') });
const publishAnyway = (): vscode.MessageItem => ({ title: vscode.l10n.t('Publish Anyway') });

/** Whether missions are to be created in the demo account: their files get IDs that no other account has. */
export async function askToPublishToDemo(): Promise<boolean> {
  const publish: vscode.MessageItem = { title: vscode.l10n.t('Publish to Demo Account') };
  const message = vscode.l10n.t("You're in the demo account. Publish there?");
  const detail = vscode.l10n.t(
    "The mission file gets the ID of a mission that exists only in the demo account, until this window closes. Don't commit it. To publish to Telnyx, exit the demo account first.",
  );
  return (await dialogs.showWarningMessage(message, { modal: true, detail }, publish)) === publish;
}

/** Asks with a way to compare first, which changes nothing. */
export async function askOrCompare(
  message: string,
  detail: string,
  yes: string,
): Promise<'yes' | 'compare' | undefined> {
  const go: vscode.MessageItem = { title: yes };
  const compare: vscode.MessageItem = { title: vscode.l10n.t('Compare') };
  const choice = await dialogs.showWarningMessage(message, { modal: true, detail }, go, compare);
  return choice === go ? 'yes' : choice === compare ? 'compare' : undefined;
}

/** Whether to write over what has changed there since it was last published from here. */
export function askToOverwrite(message: string) {
  const detail = vscode.l10n.t('Publishing overwrites the newer version. Compare to review the differences.');
  return askOrCompare(message, detail, publishAnyway().title);
}

/** Whether to write an earlier text over the one that was published after it. */
export function askToGoBack(message: string) {
  const detail = vscode.l10n.t(
    'This text was published before and has been replaced since. It may come from another branch. Publishing it overwrites the newer version on Telnyx.',
  );
  return askOrCompare(message, detail, publishAnyway().title);
}

/** The window was reloaded a moment ago, or the answer took too long: the request of before may be done yet. */
export async function askToWait(at: number): Promise<'look' | 'create' | 'decided'> {
  const look: vscode.MessageItem = { title: vscode.l10n.t('Find Mission') };
  const create = publishAnyway();
  const message = vscode.l10n.t("Couldn't find the mission yet.");
  const detail = vscode.l10n.t(
    'The request from {0} may still be in progress. If you publish now, the mission may be created twice.',
    formatTime(at),
  );
  const choice = await dialogs.showWarningMessage(message, { modal: true, detail }, look, create);
  return choice === look ? 'look' : choice === create ? 'create' : 'decided';
}

/** Whether the file is to be that of the mission, or of another one, which is created. */
export async function askToUse(message: string): Promise<'use' | 'another' | undefined> {
  const use: vscode.MessageItem = { title: vscode.l10n.t('Use This Mission') };
  const another: vscode.MessageItem = { title: vscode.l10n.t('Create Another') };
  const detail = vscode.l10n.t('Use it to add its ID to the file, or create a duplicate.');
  const choice = await dialogs.showWarningMessage(message, { modal: true, detail }, use, another);
  return choice === use ? 'use' : choice === another ? 'another' : undefined;
}

/** A file that has the ID of others is a copy, or its copies have not got missions of their own yet. */
export async function askWhoseMission(message: string): Promise<'new' | 'same' | undefined> {
  const [asNew, same] = [createAsNew(), publishAnyway()];
  const detail = vscode.l10n.t(
    'Publishing overwrites the mission of both files. If this file is a copy, create a new mission from it.',
  );
  const choice = await dialogs.showWarningMessage(message, { modal: true, detail }, asNew, same);
  return choice === asNew ? 'new' : choice === same ? 'same' : undefined;
}

/** Whether a new mission is to take the place of one that is not there. */
export async function askToCreateAnew(message: string): Promise<boolean> {
  const asNew = createAsNew();
  const detail = vscode.l10n.t(
    "The new mission gets a new ID, which replaces the ID in the file. Runs of the old mission aren't kept.",
  );
  return (await dialogs.showWarningMessage(message, { modal: true, detail }, asNew)) === asNew;
}
