import * as vscode from 'vscode';
import { shortLine } from '../../model/plainText';

/** What a model did not do, in words for people, and the command that helps. */
export type ModelProblem = {
  readonly message: string;
  readonly action?: { readonly title: string; readonly command: string } | undefined;
};

const maxReasonLength = 300;

/** What a request to a language model failed with. Its words are its provider's: they are shown as text. */
export function describeModelError(error: unknown, model: string): ModelProblem {
  switch (codeOf(error)) {
    case 'NoPermissions':
      return {
        message: vscode.l10n.t("This extension isn't allowed to use {0}.", model),
        action: {
          title: vscode.l10n.t('Manage Access'),
          command: 'workbench.action.chat.manageLanguageModelAuthentication',
        },
      };
    case 'Blocked':
      return { message: withReason(vscode.l10n.t("{0} can't be used now. Its quota may be used up.", model), error) };
    case 'NotFound':
      return { message: vscode.l10n.t('{0} is no longer available. Select another model.', model) };
    default:
      return { message: withReason(vscode.l10n.t("{0} didn't answer.", model), error) };
  }
}

/** That there is no model, and how to get one. */
export function describeNoModel(): ModelProblem {
  return {
    message: vscode.l10n.t(
      'No language model is available. Sign in to GitHub Copilot, or install an extension that provides language models.',
    ),
    action: { title: vscode.l10n.t('Manage Language Models'), command: 'workbench.action.chat.manage' },
  };
}

/** As VS Code's `LanguageModelError` has it. */
function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function withReason(message: string, error: unknown): string {
  if (!(error instanceof Error)) return message;
  const { cause } = error;
  const reason = error.message === '' && cause instanceof Error ? cause.message : error.message;
  const line = shortLine(reason, maxReasonLength);
  return line === '' ? message : `${message} (${line})`;
}
