import * as vscode from 'vscode';
import { ApiError } from '../../api/apiError';
import type { RunResults } from '../../documents/runs/runResultDocuments';
import type { RunRef } from '../../model/run';
import { valueOf } from '../../tracking/store/facts';
import { formatTime } from '../../views/trees/rows';
import { showError, withProgress } from '../shared/command';
import { askOtherRun, beginAct, nameOfMission, targetRun, type CommandParts } from '../shared/target';

/** Two runs of a mission, side by side. */
export function compareCommands(parts: CommandParts & { readonly results: RunResults }) {
  const { results, store, timelines } = parts;

  function when({ runId }: RunRef): string {
    const run = valueOf(store.run(runId));
    return run ? formatTime(run.startedAt) : runId.slice(0, 8);
  }

  async function compare(run: RunRef, other: RunRef): Promise<void> {
    try {
      await timelines.compare(run, other);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      await showError(vscode.l10n.t('The other run could not be read.'), error, () => compare(run, other));
    }
  }

  return {
    async compareRuns(argument: unknown) {
      const run = await targetRun(argument, undefined, beginAct(parts));
      const other = run && (await askOtherRun(run, vscode.l10n.t('Compare Run'), store));
      if (other) await compare(run, other);
    },

    /** `otherRunId`: for whoever knows which one. */
    async compareResults(argument: unknown, otherRunId: unknown) {
      const act = beginAct(parts);
      const run = await targetRun(argument, undefined, act);
      if (!run) return;
      const other =
        typeof otherRunId === 'string'
          ? { missionId: run.missionId, runId: otherRunId }
          : await askOtherRun(run, vscode.l10n.t('Compare Results'), store);
      if (!other) return;
      await withProgress(async () => {
        const name = await nameOfMission(run, act);
        await results.compare(other, run, () => vscode.l10n.t('{0}: {1} ↔ {2}', name, when(other), when(run)));
      });
    },
  };
}
