import type * as vscode from 'vscode';

const stateKey = 'seenRuns';
/** The most that are kept; the oldest make room. */
const maxSeen = 500;

/** The runs that a person has looked at after they were over, kept from one window to the next. */
export function createSeenRuns(state: vscode.Memento): {
  has(runId: string): boolean;
  add(runId: string): void;
  delete(runId: string): void;
} {
  const saved = state.get<unknown>(stateKey);
  const seen = new Set<string>(Array.isArray(saved) ? saved.filter((one) => typeof one === 'string') : []);
  const keep = () => void state.update(stateKey, [...seen].slice(-maxSeen));
  return {
    has: (runId) => seen.has(runId),
    add(runId) {
      if (seen.has(runId)) return;
      seen.add(runId);
      keep();
    },
    delete(runId) {
      if (seen.delete(runId)) keep();
    },
  };
}
