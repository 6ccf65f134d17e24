import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { shortLine } from '../../model/plainText';

/** As many names as a question can show. */
const maxNames = 10;

/** Asks whether a mission may lose fields that Telnyx has, and does not take back. */
export async function mayLoseFields(names: readonly string[]): Promise<boolean> {
  const save: vscode.MessageItem = { title: vscode.l10n.t('Save Without Them') };
  const shown = names.slice(0, maxNames).map((name) => shortLine(name, 100));
  const list = names.length > maxNames ? [...shown, '...'] : shown;
  const message = vscode.l10n.t("Telnyx doesn't accept these fields of the mission: {0}", list.join(', '));
  const detail = vscode.l10n.t(
    'They were set elsewhere, and this extension sends them back unchanged. If you save without them, the mission loses them.',
  );
  return (await dialogs.showWarningMessage(message, { modal: true, detail }, save)) === save;
}
