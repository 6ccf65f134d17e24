import * as vscode from 'vscode';
import { ApiError } from '../../api/apiError';
import { dialogs } from '../../dialogs';
import type { RunResults } from '../../documents/runs/runResultDocuments';
import type { RunRef } from '../../model/run';
import { valueOf } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';
import { missionName, runStart } from '../../views/text/names';
import { showError, withProgress } from '../shared/command';
import { beginAct, findRun, lastingRunName, runTitle, type CommandParts, type Found } from '../shared/target';
import { runWizard, targetStep } from '../shared/wizard';
import { runStatusText } from '../../views/text/statusTexts';

type Answers = { readonly run?: RunRef; readonly otherRunId: string };

/** A run, and another one of the same mission that is known; `named` is the other one's ID where that is said. */
export async function askRuns(
  found: Found<RunRef>,
  what: string,
  named: string | undefined,
  store: Store,
): Promise<{ readonly run: RunRef; readonly other: RunRef } | undefined> {
  const othersOf = (run: RunRef | undefined) =>
    run === undefined ? [] : store.runsOf(run.missionId).filter(({ runId }) => runId !== run.runId);
  const answers = await runWizard<Answers>({
    title: ({ run }) => (run ? runTitle(what, run, store) : what),
    answers: { otherRunId: named ?? '' },
    steps: [
      targetStep(found, (run) => ({ run })),
      {
        isAsked: ({ run }) => named === undefined && (!run || othersOf(run).length > 0),
        question: ({ run }) => ({
          kind: 'pick',
          placeHolder: vscode.l10n.t('Select a run to compare with'),
          items: othersOf(run).map((other) => ({
            label: runStart(other, store),
            description: runStatusText(other.status),
            answer: { otherRunId: other.runId },
          })),
          matchOnDescription: true,
        }),
      },
    ],
  });
  if (!answers?.run) return undefined;
  const { run, otherRunId } = answers;
  if (otherRunId !== '') return { run, other: { missionId: run.missionId, runId: otherRunId } };
  void dialogs.showInformationMessage(
    vscode.l10n.t('No other runs of this mission are loaded. Expand the mission to load its runs.'),
  );
  return undefined;
}

/** Two runs of a mission, side by side. */
export function compareCommands(parts: CommandParts & { readonly results: RunResults }) {
  const { results, store, timelines } = parts;

  const startedAt = ({ runId }: RunRef) => valueOf(store.run(runId))?.startedAt ?? 0;

  async function compare(run: RunRef, other: RunRef): Promise<void> {
    try {
      await timelines.compare(run, other);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      await showError(vscode.l10n.t("Couldn't load the other run."), error, () => compare(run, other));
    }
  }

  return {
    /** `otherRunId`: for whoever knows which one. */
    async compareRuns(argument: unknown, otherRunId: unknown) {
      const found = await findRun(argument, undefined, beginAct(parts));
      const named = typeof otherRunId === 'string' ? otherRunId : undefined;
      const pair = found && (await askRuns(found, vscode.l10n.t('Compare Run'), named, store));
      if (pair) await compare(pair.run, pair.other);
    },

    /** The same with what came of them. */
    async compareResults(argument: unknown, otherRunId: unknown) {
      const act = beginAct(parts);
      const found = await findRun(argument, undefined, act);
      const named = typeof otherRunId === 'string' ? otherRunId : undefined;
      const pair = found && (await askRuns(found, vscode.l10n.t('Compare Results'), named, store));
      if (!pair) return;
      const { run, other } = pair;
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
