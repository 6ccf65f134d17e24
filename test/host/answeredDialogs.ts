import * as vscode from 'vscode';

type Window = { -readonly [K in keyof typeof vscode.window]: (typeof vscode.window)[K] };
type Shown = { readonly text: string; readonly modal: boolean };

/**
 * Answers VS Code's questions for a person and notes what it says: modal questions with their first button, lists with
 * the first row that has the wanted label (the first row at all without one), boxes with the wanted texts.
 */
export function answerDialogs() {
  const window = vscode.window as Window;
  const { showInformationMessage, showWarningMessage, showErrorMessage, showQuickPick, showInputBox } = window;
  const shown: Shown[] = [];
  /** What boxes offered before anything was typed. */
  const offered: string[] = [];
  let labels: string[] = [];
  let texts: string[] = [];

  const message = (text: string, ...rest: unknown[]): Promise<unknown> => {
    const [first, ...items] = rest;
    const modal = typeof first === 'object' && first !== null && 'modal' in first;
    shown.push({ text, modal });
    return Promise.resolve(modal ? items[0] : undefined);
  };
  const pick = async (rows: readonly vscode.QuickPickItem[] | Thenable<readonly vscode.QuickPickItem[]>) => {
    const all = await rows;
    const wanted = labels.shift();
    return all.find(({ label }) => label === wanted) ?? all[0];
  };
  const box = (options?: vscode.InputBoxOptions) => {
    offered.push(options?.value ?? '');
    return Promise.resolve(texts.shift());
  };
  window.showInformationMessage = message;
  window.showWarningMessage = message;
  window.showErrorMessage = message;
  window.showQuickPick = pick as unknown as Window['showQuickPick'];
  window.showInputBox = box;
  return {
    /** What was said since the last time, questions left out. */
    takeMessages: () =>
      shown
        .splice(0)
        .filter(({ modal }) => !modal)
        .map(({ text }) => text),
    takeOffered: () => offered.splice(0),
    answer(next: { readonly labels?: readonly string[]; readonly texts?: readonly string[] }) {
      labels = [...(next.labels ?? [])];
      texts = [...(next.texts ?? [])];
    },
    restore: () =>
      void Object.assign(window, {
        showInformationMessage,
        showWarningMessage,
        showErrorMessage,
        showQuickPick,
        showInputBox,
      }),
  };
}
