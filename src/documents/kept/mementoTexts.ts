import type * as vscode from 'vscode';

/** Texts that are kept by an id. What is no text is left out: it may be another version's, or broken. */
export function mementoTexts(state: Pick<vscode.Memento, 'get'>, key: string): Readonly<Record<string, string>> {
  const saved = state.get<unknown>(key);
  if (typeof saved !== 'object' || saved === null || Array.isArray(saved)) return {};
  return Object.fromEntries(
    Object.entries(saved).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
