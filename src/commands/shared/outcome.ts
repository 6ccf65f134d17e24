import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { Run } from '../../model/run';
import type { Outcome } from '../../tracking/actions/outcome';
import { valueOf } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';
import { showError } from './command';
import { runStatusText } from '../../views/text/statusTexts';

/** How long the status bar says what went well (ms). */
const doneMs = 6000;

/** Says what was done, and to what: the view that shows it may show something else. */
export function reportDone(name: string, what: string): void {
  dialogs.setStatusBarMessage(prefixName(name, what), doneMs);
}

/** Puts it on the clipboard, and says of what it is. */
export async function copyText(text: string, name: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  reportDone(name, vscode.l10n.t('copied to the clipboard'));
}

/** A sentence about something that has a name. */
export function prefixName(name: string, sentence: string): string {
  return vscode.l10n.t('{0}: {1}', name, sentence);
}

/** Says what did not go as meant. `again` asks the questions once more, with the answers in place. */
export async function reportOutcome(
  outcome: Outcome<unknown>,
  notDone: string,
  store: Store,
  again?: () => Promise<void>,
): Promise<void> {
  switch (outcome.kind) {
    case 'done':
    case 'busy':
      return;
    case 'refused':
      if (outcome.run && outcome.error.kind === 'conflict') {
        reportStatus(notDone, outcome.run);
        return;
      }
      await showError(notDone, outcome.error, again);
      return;
    case 'unsure': {
      const now = outcome.run && valueOf(store.run(outcome.run.runId));
      const message = now
        ? vscode.l10n.t("Telnyx didn't confirm the request. The run is now {0}.", runStatusText(now.status))
        : vscode.l10n.t(
            "Telnyx didn't confirm the request, and the run couldn't be read. The request may have succeeded.",
          );
      await showUnknownOutcome(message);
      return;
    }
  }
}

/** It was not done, because the run is another one by now. */
export function reportStatus(notDone: string, { status }: Run): void {
  void dialogs.showWarningMessage(vscode.l10n.t('{0} The run is now {1}.', notDone, runStatusText(status)));
}

/** The same of an act on anything else. */
export async function reportAct(
  outcome: Outcome<unknown>,
  notDone: string,
  again?: () => Promise<void>,
): Promise<void> {
  if (outcome.kind === 'refused') await showError(notDone, outcome.error, again);
  if (outcome.kind === 'unsure')
    await showUnknownOutcome(vscode.l10n.t("Telnyx didn't confirm the request. It may have succeeded."));
}

/** Says what is unknown, with a button that looks. */
export async function showUnknownOutcome(message: string): Promise<void> {
  const look = vscode.l10n.t('Check Again');
  if ((await dialogs.showWarningMessage(message, look)) === look)
    await vscode.commands.executeCommand('missions.refresh');
}

/** That no list has it doesn't say that it was deleted. */
export function showRunNotFound(): void {
  void dialogs.showWarningMessage(vscode.l10n.t("Couldn't find the run of this event."));
}
