import * as vscode from 'vscode';

export type Asked = {
  readonly text: string;
  readonly detail: string | undefined;
  readonly modal: boolean;
  readonly offers: readonly string[];
};

const names = ['showInformationMessage', 'showWarningMessage', 'showErrorMessage'] as const;

/**
 * Answers messages and questions in the place of a person, and notes what was said. `answer` gives the title of the
 * button; `undefined` closes the message.
 */
export function playPerson(answer: (asked: Asked) => string | undefined | Promise<string | undefined>) {
  const asked: Asked[] = [];
  const before = Object.fromEntries(names.map((name) => [name, vscode.window[name]]));
  const show = async (text: string, ...rest: unknown[]) => {
    const items = rest.filter((item) => typeof item === 'string' || (isObject(item) && 'title' in item));
    const options = rest.find((item) => isObject(item) && !('title' in item)) as vscode.MessageOptions | undefined;
    const titles = items.map((item) => (typeof item === 'string' ? item : (item as vscode.MessageItem).title));
    const said = { text, detail: options?.detail, modal: options?.modal ?? false, offers: titles };
    asked.push(said);
    const title = await answer(said);
    return title === undefined ? undefined : items[titles.indexOf(title)];
  };
  for (const name of names) Object.assign(vscode.window, { [name]: show });
  return {
    asked,
    leave: () => {
      Object.assign(vscode.window, before);
    },
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
