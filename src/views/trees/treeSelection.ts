import type * as vscode from 'vscode';
import type { Handle } from './treeHandles';

/**
 * The rows that are selected, in the tree in which something was selected last. While VS Code reads a tree again it
 * does not know the elements of its selection: until then, those that it named last.
 */
export function createSelection(
  views: readonly Pick<vscode.TreeView<Handle>, 'selection' | 'onDidChangeSelection'>[],
): () => readonly Handle[] {
  let [last] = views;
  const named = new Map<unknown, readonly Handle[]>();
  for (const view of views)
    view.onDidChangeSelection(({ selection }) => {
      named.set(view, selection);
      if (selection.length > 0) last = view;
    });
  return () => {
    const selection = last?.selection ?? [];
    return selection.length > 0 ? selection : (named.get(last) ?? []);
  };
}
