import type * as vscode from 'vscode';
import type { Handle } from './treeHandles';

/** What is selected in a tree. */
export interface SelectedRows {
  /** Empty while the tree is hidden: nobody means a row that they cannot see. */
  readonly rows: () => readonly Handle[];
  /** Which selection of all trees was the last one in which something was selected here; 0 before that. */
  readonly selectedAt: () => number;
}

type Tree = {
  readonly view: Pick<vscode.TreeView<Handle>, 'selection' | 'visible' | 'onDidChangeSelection'>;
  /** Calls back when VS Code has read rows of the tree. */
  readonly onDidRead: (listener: () => void) => void;
};

/** Counts the selections of all trees. */
let selections = 0;

/**
 * The rows that are selected in the tree. While VS Code reads a tree again it does not know the elements of its selection,
 * and an event that comes meanwhile lacks them: until it knows them again, those that it named last.
 */
export function selectedRows({ view, onDidRead }: Tree): SelectedRows {
  let named: readonly Handle[] = [];
  let lastEvent = 0;
  let selectedAt = 0;
  function take(selection: readonly Handle[]): void {
    named = selection;
    if (selection.length > 0) selectedAt = lastEvent;
  }
  view.onDidChangeSelection(({ selection }) => {
    lastEvent = ++selections;
    take(selection);
  });
  onDidRead(() => {
    // What was selected when the event came.
    if (view.selection.length > named.length) take(view.selection);
  });
  return {
    rows: () => (!view.visible ? [] : view.selection.length < named.length ? named : view.selection),
    selectedAt: () => selectedAt,
  };
}

/** The rows of the tree in which something was selected last, of those that can be seen. */
export function lastSelected(trees: readonly SelectedRows[]): () => readonly Handle[] {
  return () =>
    [...trees]
      .sort((a, b) => b.selectedAt() - a.selectedAt())
      .map(({ rows }) => rows())
      .find((rows) => rows.length > 0) ?? [];
}
