import type * as vscode from 'vscode';

/** The most that are kept; the oldest make room. */
const maxSeen = 500;

/** What a person has seen, by key: kept from one window to the next. */
export interface SeenKeys {
  has(key: string): boolean;
  add(key: string): void;
  delete(key: string): void;
}

/** The runs that a person has looked at after they were over. */
export const createSeenRuns = (state: vscode.Memento): SeenKeys => createSeenKeys(state, 'seenRuns');

export function createSeenKeys(state: vscode.Memento, stateKey: string): SeenKeys {
  const saved = state.get<unknown>(stateKey);
  const seen = new Set<string>(Array.isArray(saved) ? saved.filter((one) => typeof one === 'string') : []);
  const keep = () => void state.update(stateKey, [...seen].slice(-maxSeen));
  return {
    has: (key) => seen.has(key),
    add(key) {
      if (seen.has(key)) return;
      seen.add(key);
      keep();
    },
    delete(key) {
      if (seen.delete(key)) keep();
    },
  };
}
