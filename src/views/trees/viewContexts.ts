import * as vscode from 'vscode';
import type { AttentionWatch } from '../../tracking/attention';
import { allViewIds, runViewIds, type Handle } from './treeHandles';

/** Why a view has no rows: there is nothing in the account, or nothing fits the filter. */
export type EmptyBecause = 'account' | 'filter';

const setContext = (key: string, value: unknown) => void vscode.commands.executeCommand('setContext', key, value);

/** Tells menus and keybindings which views are ours. */
export function tellViews(): void {
  setContext('missions.views', allViewIds);
  setContext('missions.runViews', runViewIds);
}

/** Tells VS Code which welcome a view without rows shows. */
export function createEmptyContext(key: string): (because: EmptyBecause | undefined) => void {
  let current: EmptyBecause | undefined;
  return (because) => {
    if (because === current) return;
    current = because;
    setContext(key, because);
  };
}

/** Tells the palette whether a run waits for an answer. */
export function followQuestions(attention: Pick<AttentionWatch, 'asking' | 'subscribe'>): () => void {
  let told = false;
  return attention.subscribe(() => {
    const asks = [...attention.asking().values()].some(({ kind }) => kind === 'asks');
    if (asks === told) return;
    told = asks;
    setContext('missions.asking', asks);
  });
}

/** Tells keybindings of which kind all selected rows of the view are. */
export function followSelection(parts: {
  readonly view: Pick<vscode.TreeView<Handle>, 'onDidChangeSelection'>;
  readonly rows: () => readonly Handle[];
  readonly onDidRead: (listener: () => void) => void;
}): void {
  let current: string | undefined;
  const tell = () => {
    const kinds = new Set(parts.rows().map(({ kind }) => kind));
    const [only] = kinds.size === 1 ? kinds : [];
    if (only === current) return;
    current = only;
    setContext('missions.selected', only);
  };
  parts.view.onDidChangeSelection(tell);
  parts.onDidRead(tell);
}
