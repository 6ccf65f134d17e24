import * as vscode from 'vscode';
import { dialogs } from '../dialogs';
import type { Account } from '../account/account';
import { ApiError } from '../api/apiError';
import { createClient } from '../api/client';
import type { Log } from '../api/request';
import { describeError } from '../errorMessages';
import { runWizard } from './shared/wizard';

export function accountCommands({ account, log }: { readonly account: Account; readonly log: Log & { show(): void } }) {
  /** One cheap request with the key; what is wrong with it, in words, or nothing. */
  async function problemOf(apiKey: string, signal: AbortSignal): Promise<string | undefined> {
    // Header values are ASCII; a pasted invisible character would only ever be refused with less to say.
    if (!/^[\x21-\x7e]+$/.test(apiKey))
      return vscode.l10n.t('API keys can contain only ASCII letters, digits, and punctuation.');
    const to = account.connectionWith(apiKey);
    if (!to)
      return vscode.l10n.t(
        'Your API key can\'t be sent to the URL in "missions.apiBaseUrl". Use https (http is allowed for localhost only) without a user name, query, or fragment.',
      );
    try {
      await createClient({ connection: () => Promise.resolve(to), log }).listMissions({ size: 1 }, { signal });
      return undefined;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.kind === 'aborted') return '';
      // Telnyx has answered with the first mission, whatever its size.
      if (error.kind === 'tooLarge') return undefined;
      if (error.kind === 'auth') return vscode.l10n.t("Telnyx rejected this API key. It wasn't saved.");
      return vscode.l10n.t("Couldn't validate the API key, so it wasn't saved. {0}", describeError(error).reason);
    }
  }

  async function isKept(apiKey: string): Promise<boolean> {
    try {
      await account.setKey(apiKey);
      return true;
    } catch {
      // Its own words might hold what was to be kept.
      log.error("Couldn't write to the secret storage");
      return false;
    }
  }

  return {
    async setApiKey() {
      await runWizard({
        title: () => vscode.l10n.t('Telnyx API Key'),
        answers: {},
        steps: [
          {
            question: () => ({
              kind: 'input',
              prompt: vscode.l10n.t("The key is validated and stored in VS Code's secret storage."),
              placeHolder: 'KEY...',
              password: true,
              async check(typed, left) {
                const apiKey = typed.trim();
                if (apiKey === '') return '';
                const problem = await problemOf(apiKey, left);
                // It stays in the box where it cannot be kept.
                if (problem !== undefined || left.aborted || (await isKept(apiKey))) return problem;
                return vscode.l10n.t("Couldn't save the API key to secret storage.");
              },
              answer: () => ({}),
            }),
          },
        ],
      });
    },

    async removeApiKey() {
      const remove: vscode.MessageItem = { title: vscode.l10n.t('Remove') };
      const message = vscode.l10n.t('Remove the API key from this computer?');
      const detail = vscode.l10n.t("Runs continue on Telnyx, but you won't see them here. The key isn't revoked.");
      if ((await dialogs.showWarningMessage(message, { modal: true, detail }, remove)) === remove)
        await account.removeKey();
    },

    openDemoAccount: () => account.setDemo(true),
    leaveDemoAccount: () => account.setDemo(false),

    showLog() {
      log.show();
      return Promise.resolve();
    },
  };
}
