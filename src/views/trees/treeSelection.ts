import type * as vscode from 'vscode';
import type { Handle } from './treeHandles';

/** The rows that are selected, in the tree in which something was selected last. */
export function createSelection(views: readonly vscode.TreeView<Handle>[]): () => readonly Handle[] {
  let last = views[0];
  for (const view of views) view.onDidChangeSelection(({ selection }) => (last = selection.length > 0 ? view : last));
  return () => last?.selection ?? [];
}
