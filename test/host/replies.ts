import * as vscode from 'vscode';

/** A message, a question or a list, as the extension handed it to VS Code. */
export type Asked = {
  readonly text: string;
  readonly detail: string;
  /** The buttons, or the items of a list. */
  readonly choices: readonly string[];
  readonly items: readonly vscode.QuickPickItem[];
};

type Answer = string | readonly string[] | undefined;
type Ask = (...args: unknown[]) => Promise<unknown>;

/**
 * Stands in for the person: takes down what is asked and answers with what `answer` says, the label of a button or the
 * labels of a list's items; `undefined` leaves it. Until `end` is called nothing is shown.
 */
export function answering(answer: (asked: Asked) => Answer = () => undefined) {
  const asked: Asked[] = [];
  const window = vscode.window as unknown as Record<string, Ask>;
  const messages = ['showInformationMessage', 'showWarningMessage', 'showErrorMessage'];
  const before = [...messages, 'showQuickPick'].map((name) => [name, window[name]] as const);
  const titleOf = (button: unknown) => (typeof button === 'string' ? button : (button as vscode.MessageItem).title);
  for (const name of messages)
    window[name] = (text, ...rest) => {
      const [first] = rest;
      const options = typeof first === 'object' && first !== null && !('title' in first);
      const buttons = options ? rest.slice(1) : rest;
      const detail = options ? ((first as vscode.MessageOptions).detail ?? '') : '';
      const one: Asked = { text: String(text), detail, choices: buttons.map(titleOf), items: [] };
      asked.push(one);
      const choice = answer(one);
      return Promise.resolve(buttons.find((button) => titleOf(button) === choice));
    };
  window.showQuickPick = (list, options) => {
    const items = list as readonly vscode.QuickPickItem[];
    const { title = '', canPickMany } = (options ?? {}) as vscode.QuickPickOptions;
    const one: Asked = { text: title, detail: '', choices: items.map(({ label }) => label), items };
    asked.push(one);
    const choice = answer(one);
    const chosen = items.filter(({ label }) => choice === label || (Array.isArray(choice) && choice.includes(label)));
    return Promise.resolve(choice === undefined ? undefined : canPickMany ? chosen : chosen[0]);
  };
  return {
    asked,
    end() {
      for (const [name, was] of before) if (was) window[name] = was;
    },
  };
}
