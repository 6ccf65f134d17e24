import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { shortLine } from '../../model/plainText';
import type { Explained } from './prompts';
import { describeNoModel, type ModelProblem } from './modelErrors';

const maxNameLength = 60;

/** What people call a model. Extensions name models as they like. */
export const modelName = ({ name, id }: Pick<vscode.LanguageModelChat, 'name' | 'id'>): string =>
  shortLine(name || id, maxNameLength);

/** Which model a person wants, of those that there are. */
export class LanguageModelChoice {
  #lastId: string | undefined;

  /** Asks where there are several; `undefined` where there is none, which is said, or where the question was left. */
  async choose(title: string): Promise<vscode.LanguageModelChat | undefined> {
    const models = await vscode.lm.selectChatModels();
    const [first] = models;
    if (!first) {
      await showModelProblem(describeNoModel());
      return undefined;
    }
    const model = models.length === 1 ? first : await this.#ask(models, title);
    this.#lastId = model?.id ?? this.#lastId;
    return model;
  }

  /** The one that was used last is the first of the list. */
  async #ask(models: readonly vscode.LanguageModelChat[], title: string) {
    const isLast = ({ id }: vscode.LanguageModelChat) => id === this.#lastId;
    const items = [...models]
      .sort((a, b) => Number(isLast(b)) - Number(isLast(a)))
      .map((model) => ({ label: modelName(model), description: model.vendor, model }));
    const placeHolder = vscode.l10n.t('Select a language model');
    return (await dialogs.showQuickPick(items, { title, placeHolder, matchOnDescription: true }))?.model;
  }
}

/** Asks what may be sent to the model; `undefined` where nothing may. Payloads go nowhere unless they are asked for. */
export async function askWhatToSend(
  kind: Explained['kind'],
  model: vscode.LanguageModelChat,
): Promise<{ readonly withPayloads: boolean } | undefined> {
  const explain = { title: vscode.l10n.t('Explain') };
  const withPayloads = { title: vscode.l10n.t('Explain with Payloads') };
  const name = modelName(model);
  const message =
    kind === 'run'
      ? vscode.l10n.t('Explain this run with {0}?', name)
      : vscode.l10n.t('Explain the difference between these runs with {0}?', name);
  const recipient = `${name} (${shortLine(model.vendor, maxNameLength)})`;
  const detail = vscode.l10n.t(
    'The name of the mission and the status, times, error, result summary, plan, newest events, and errors of the run are sent to {0}. Payloads of events and of the result are sent only if you select "Explain with Payloads".',
    recipient,
  );
  const answer = await dialogs.showWarningMessage(message, { modal: true, detail }, explain, withPayloads);
  return answer && { withPayloads: answer === withPayloads };
}

/** Says it, and offers what helps where this VS Code has that. */
export async function showModelProblem({ message, action }: ModelProblem): Promise<void> {
  const commands = action ? await vscode.commands.getCommands(true) : [];
  const helps = action && commands.includes(action.command) ? [action] : [];
  const choice = await dialogs.showErrorMessage(message, ...helps.map(({ title }) => title));
  const chosen = helps.find(({ title }) => title === choice);
  if (chosen) await vscode.commands.executeCommand(chosen.command);
}
