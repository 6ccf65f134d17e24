import * as vscode from 'vscode';
import { onDidCloseDocument } from './onDidCloseDocument';

/** The document as VS Code has it open, in a tab or not. */
export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    (document) => !document.isClosed && document.uri.toString() === uri.toString(),
  );
}

export function isInTab(uri: vscode.Uri): boolean {
  const key = uri.toString();
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.some(({ input }) => {
    if (input instanceof vscode.TabInputText) return input.uri.toString() === key;
    return (
      input instanceof vscode.TabInputTextDiff &&
      (input.original.toString() === key || input.modified.toString() === key)
    );
  });
}

export const isOpenOrInTab = (uri: vscode.Uri): boolean => openDocument(uri) !== undefined || isInTab(uri);

/** What the tab says. */
export function fileName({ path }: Pick<vscode.Uri, 'path'>): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * Resolves once the document `isSo`, which is looked up whenever it changes; at the latest when it is closed, after
 * `maxWaitMs`, or when `signal` aborts.
 */
export function whenDocument(
  document: vscode.TextDocument,
  isSo: () => boolean,
  maxWaitMs: number,
  signal?: AbortSignal,
): Promise<void> {
  if (isSo() || signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      listening.dispose();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const listening = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === document && isSo()) end();
      }),
      onDidCloseDocument((closed) => {
        if (closed === document) end();
      }),
    );
    const timer = setTimeout(end, maxWaitMs);
    signal?.addEventListener('abort', end);
  });
}
