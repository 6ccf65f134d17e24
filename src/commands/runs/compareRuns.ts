import * as vscode from 'vscode';
import { ApiError } from '../../api/apiError';
import type { RunResults } from '../../documents/runs/runResultDocuments';
import type { RunRef } from '../../model/run';
import { valueOf } from '../../tracking/store/facts';
import { missionName, runStart } from '../../views/text/names';
import { showError, withProgress } from '../shared/command';
import { askOtherRun, beginAct, lastingRunName, targetRun, type CommandParts } from '../shared/target';

/** Two runs of a mission, side by side. */
export function compareCommands(parts: CommandParts & { readonly results: RunResults }) {
  const { results, store, timelines } = parts;

  const startedAt = ({ runId }: RunRef) => valueOf(store.run(runId))?.startedAt ?? 0;

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
        const both = [run, other];
        const names = await Promise.all(both.map((one) => lastingRunName(one, act)));
        const [left, right] = both.map(({ missionId, runId }, place) => ({
          missionId,
          runId,
          name: names[place] ?? '',
        }));
        if (!left || !right) return;
        // The older one on the left, as in every comparison of VS Code's.
        const [older, newer] = startedAt(left) <= startedAt(right) ? [left, right] : [right, left];
        const starts = [older, newer].map((one) => runStart(one, store, 'later'));
        const title = vscode.l10n.t('{0}: {1} ↔ {2}', missionName(store.mission(run.missionId)), ...starts);
        await results.compare(older, newer, title);
      });
    },
  };
}
