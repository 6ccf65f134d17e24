import type * as vscode from 'vscode';
import { nameOf, type AttentionWatch } from '../tracking/attention';
import { createSeenKeys } from './seenRuns';

/** What of that which needs attention is new: the status bar warns of that alone. */
export interface NoticedNeeds {
  /** Whether something needs attention that nobody has noticed yet. */
  hasNew(): boolean;
  /** Somebody looks at what needs attention now. */
  notice(): void;
  /** Calls back when something was noticed. */
  subscribe(listener: () => void): void;
  dispose(): void;
}

const stateKey = 'noticedNeeds';

/** Kept from one window to the next: who has noticed it once need not be warned again. */
export function createNoticedNeeds(
  attention: Pick<AttentionWatch, 'of' | 'asking' | 'subscribe'>,
  state: vscode.Memento,
  isKnown: (runId: string) => boolean,
): NoticedNeeds {
  const noticed = createSeenKeys(state, stateKey);
  const listeners: (() => void)[] = [];
  /** By run: what it needed when it was last heard of. A run that needs the same another time is news again. */
  const needs = new Map<string, string>();
  const keyOf = (runId: string, need: string) => `${runId} ${need}`;

  const stop = attention.subscribe((runIds) => {
    for (const runId of runIds) {
      const need = nameOf(attention.of(runId));
      const before = needs.get(runId);
      // Forgotten with its account, it may be back with that, and need the same still.
      if (!isKnown(runId)) {
        needs.delete(runId);
        continue;
      }
      if (before !== undefined && before !== need) noticed.delete(keyOf(runId, before));
      if (need === '') needs.delete(runId);
      else needs.set(runId, need);
    }
  });

  return {
    hasNew: () => [...attention.asking()].some(([runId, need]) => !noticed.has(keyOf(runId, nameOf(need)))),
    notice() {
      for (const [runId, need] of attention.asking()) noticed.add(keyOf(runId, nameOf(need)));
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => void listeners.push(listener),
    dispose: stop,
  };
}
