import type * as vscode from 'vscode';
import type { Handle } from './treeHandles';

/** What is selected in a tree. */
export interface SelectedRows {
  /** Empty while the tree is hidden: nobody means a row that they cannot see. */
  readonly rows: () => readonly Handle[];
  /** Calls back whenever something has been selected. */
  readonly onDidSelect: (listener: () => void) => void;
}

type Tree = {
  readonly view: Pick<vscode.TreeView<Handle>, 'selection' | 'visible' | 'onDidChangeSelection'>;
  /** Calls back when VS Code has read rows of the tree. */
  readonly onDidRead: (listener: () => void) => void;
};

/**
 * The rows that are selected in the tree. While VS Code reads a tree again it does not know the elements of its selection,
 * and an event that comes meanwhile lacks them: until it knows them again, those that it named last.
 */
export function selectedRows({ view, onDidRead }: Tree): SelectedRows {
  let named: readonly Handle[] = [];
  const listeners: (() => void)[] = [];
  function take(selection: readonly Handle[]): void {
    named = selection;
    if (selection.length > 0) for (const listener of listeners) listener();
  }
  view.onDidChangeSelection(({ selection }) => take(selection));
  onDidRead(() => {
    if (view.selection.length > named.length) take(view.selection);
  });
  return {
    rows: () => (!view.visible ? [] : view.selection.length > 0 ? view.selection : named),
    onDidSelect: (listener) => listeners.push(listener),
  };
}

/** The rows of the tree in which something was selected last, of those that can be seen. */
export function lastSelected(trees: readonly SelectedRows[]): () => readonly Handle[] {
  let order = [...trees];
  for (const tree of trees)
    tree.onDidSelect(() => {
      order = [tree, ...order.filter((other) => other !== tree)];
    });
  return () => order.map(({ rows }) => rows()).find((rows) => rows.length > 0) ?? [];
}
