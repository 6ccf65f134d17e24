import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { ApiError } from '../../api/apiError';
import { redacted } from '../../api/transport/redact';
import type { Log } from '../../api/request';
import { NotShown } from '../../documents/remote/remoteDocument';
import { describeError } from '../../errorMessages';
import type { Timelines } from '../../views/timeline/timelinePanel';
import { missionsViewId } from '../../views/trees/treeHandles';

/**
 * Registers `missions.<name of the function>` for each function. What a command throws is said, never swallowed. Nothing is
 * run with an argument that `timelines` doesn't admit.
 */
export function registerAll(
  { log, timelines }: { readonly log: Log; readonly timelines: Pick<Timelines, 'admits'> },
  commands: Readonly<Record<string, (...args: unknown[]) => Promise<void>>>,
): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, run]) =>
      vscode.commands.registerCommand(`missions.${name}`, async (...args: unknown[]) => {
        try {
          if (await timelines.admits(args[0])) await run(...args);
        } catch (error) {
          if (error instanceof NotShown) {
            void dialogs.showWarningMessage(error.message);
            return;
          }
          if (!(error instanceof ApiError)) {
            const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
            log.error(redacted(`missions.${name}: ${what}`, ''));
            throw error;
          }
          await showError(undefined, error);
        }
      }),
    ),
  );
}

/** Runs `work` with the bar of progress in a view, that of the missions where none is named. */
export function withProgress<T>(work: () => Promise<T>, viewId = missionsViewId): Promise<T> {
  return Promise.resolve(vscode.window.withProgress({ location: { viewId } }, work));
}

/**
 * Says what did not happen (`what`, a sentence), why, and offers the commands that help. `again` is what "Try Again"
 * does, where that is more than to read the lists once more.
 */
export async function showError(what: string | undefined, error: ApiError, again?: () => Promise<void>): Promise<void> {
  if (error.kind === 'aborted') return;
  const { reason, action, also } = describeError(error);
  const retry = { command: 'missions.refresh', title: vscode.l10n.t('Try Again') };
  const showLog = { command: 'missions.showLog', title: vscode.l10n.t('Show Log') };
  // Without an account there is nothing to try again, and nothing in the log.
  const all = also ? [action, also] : [...(again ? [retry] : []), action, showLog];
  const offers = all.filter(({ command }, place) => all.findIndex((one) => one.command === command) === place);
  const message = what ? `${what} ${reason}` : reason;
  const choice = await dialogs.showErrorMessage(message, ...offers.map(({ title }) => title));
  const chosen = offers.find(({ title }) => title === choice);
  if (again && chosen?.command === retry.command) await again();
  else if (chosen) await vscode.commands.executeCommand(chosen.command);
}
