import type * as vscode from 'vscode';
import type { Handle } from './treeHandles';

/**
 * The rows that are selected in the tree in which something was selected last, of those that can be seen: nobody means a
 * row in a view that is hidden. While VS Code reads a tree again it does not know the elements of its selection: until
 * then, those that it named last.
 */
export function createSelection(
  views: readonly Pick<vscode.TreeView<Handle>, 'selection' | 'visible' | 'onDidChangeSelection'>[],
): () => readonly Handle[] {
  /** Those in which something was selected last come first. */
  let order = [...views];
  const named = new Map<unknown, readonly Handle[]>();
  for (const view of views)
    view.onDidChangeSelection(({ selection }) => {
      named.set(view, selection);
      if (selection.length > 0) order = [view, ...order.filter((other) => other !== view)];
    });
  const rowsOf = (view: (typeof views)[number]) =>
    view.selection.length > 0 ? view.selection : (named.get(view) ?? []);
  return () =>
    order
      .filter(({ visible }) => visible)
      .map(rowsOf)
      .find((rows) => rows.length > 0) ?? [];
}
