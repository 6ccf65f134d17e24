import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { Journal } from '../../tracking/actions/journal';
import type { JournalEntry } from '../../tracking/actions/journalEntries';
import { formatTime } from '../../views/text/times';

type Question = {
  /** Says what may have happened at a time. */
  readonly message: (time: string) => string;
  readonly yes: string;
  readonly look: string;
};

/**
 * Whether an act may be sent: asks where it was sent before and Telnyx never confirmed it, because the answer was lost
 * or the window was reloaded.
 */
export async function mayBeSent(journal: Journal, key: string, question: Question): Promise<boolean> {
  const entry = await journal.unconfirmed(key);
  return !entry || (await askToSend(journal, entry, question));
}

/** Asks whether a mission is to be created that may have been created already. */
export const askToCreate = (journal: Journal, name: string) => (entry: JournalEntry) =>
  askToSend(journal, entry, {
    message: (time) =>
      vscode.l10n.t(
        'Telnyx didn\'t confirm the request from {0}, so "{1}" may have been created. Check before you create it again.',
        time,
        name,
      ),
    yes: vscode.l10n.t('Create Another'),
    look: vscode.l10n.t('Show Missions'),
  });

export async function askToSend(journal: Journal, entry: JournalEntry, question: Question): Promise<boolean> {
  const yes: vscode.MessageItem = { title: question.yes };
  const look: vscode.MessageItem = { title: question.look };
  const detail = journal.mayStillArrive(entry) ? vscode.l10n.t('The request may still be in progress.') : '';
  const message = question.message(formatTime(entry.at));
  const choice = await dialogs.showWarningMessage(message, { modal: true, detail }, yes, look);
  if (choice === look) await vscode.commands.executeCommand('missions.refresh');
  return choice === yes;
}
