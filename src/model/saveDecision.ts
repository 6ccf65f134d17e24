/** What saving a text means, given what it was when it was opened, what the server has now, and what is to be saved. */
export type SaveDecision =
  /** The server has what was opened: write. */
  | 'write'
  /** The server has what is to be saved already. */
  | 'nothingToDo'
  /** Somebody else has changed it since: never overwrite silently. */
  | 'conflict';

/**
 * Compares the contents themselves, because neither times nor lengths tell: VS Code's own check lets a concurrent
 * change of the same length through (microsoft/vscode#119002). A change of *other* fields is no conflict.
 * `base` is `undefined` when the text was never opened here.
 */
export function decideSave(base: string | undefined, remote: string, mine: string): SaveDecision {
  if (remote === mine) return 'nothingToDo';
  return remote === base ? 'write' : 'conflict';
}

/** What saving means, given what the server has now. */
export type SaveVerdict<C> =
  | { readonly kind: 'write'; readonly change: C }
  /** The server has it already. */
  | { readonly kind: 'nothingToDo' }
  /** Somebody else has changed the same. */
  | { readonly kind: 'conflict' };
