import * as vscode from 'vscode';
import { isActive, type Run } from '../../model/run';
import type { Interest } from '../../tracking/feeds/interest';
import type { Poller } from '../../tracking/polling/poller';
import { createWatching } from '../../tracking/polling/watchSet';
import { valueOf } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';

/** The last runs of the missions whose files can be seen. */
export interface MissionFileRuns {
  /** The newest run of the mission that is known, if one is. */
  lastRun(missionId: string): Run | undefined;
  dispose(): void;
}

/** Keeps the last runs of visible mission files up to date while they are active; asks for nothing else. */
export function followMissionFileRuns(parts: {
  readonly store: Store;
  readonly poller: Pick<Poller, 'watch'>;
  /** The mission of a file; `undefined` for other documents, and where nothing is to be asked. */
  readonly missionIdOf: (document: vscode.TextDocument) => string | undefined;
  /** A last run, or how far it has come, is another one now. */
  readonly onChange: () => void;
}): MissionFileRuns {
  const { store, onChange } = parts;
  const watching = createWatching<Interest>((interest) => parts.poller.watch(interest));

  function lastRun(missionId: string): Run | undefined {
    // One that was started here is active before any list has it.
    const isListed = valueOf(store.runList(missionId)) !== undefined;
    return store.runsOf(missionId).find(({ runId }) => isListed || store.activeRuns().has(runId));
  }

  const visibleMissions = () =>
    new Set(vscode.window.visibleTextEditors.flatMap(({ document }) => parts.missionIdOf(document) ?? []));

  function updateWatches(): void {
    const wanted = new Map<string, Interest>();
    for (const missionId of visibleMissions()) {
      const run = lastRun(missionId);
      if (!run || !isActive(run)) continue;
      const { runId } = run;
      wanted.set(`runs ${missionId}`, { kind: 'runs', missionId });
      wanted.set(`plan ${runId}`, { kind: 'plan', missionId, runId });
    }
    watching.set(wanted);
  }

  const unsubscribe = store.subscribe(({ runs, plans, runLists }) => {
    if (runs.size + plans.size + runLists.size === 0) return;
    updateWatches();
    onChange();
  });
  const editors = vscode.window.onDidChangeVisibleTextEditors(updateWatches);
  updateWatches();
  return {
    lastRun,
    dispose() {
      unsubscribe();
      editors.dispose();
      watching.set(new Map());
    },
  };
}
