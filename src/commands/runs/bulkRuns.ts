import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { RemoteTexts } from '../../documents/editors/readonlyTexts';
import { isActive, runCan, type Run, type RunRef } from '../../model/run';
import { bulkEnd } from '../../tracking/actions/bulkActions';
import { valueOf } from '../../tracking/store/facts';
import type { Handle } from '../../views/trees/treeHandles';
import type { BulkRecord } from '../shared/bulkRecord';
import { runConfirmedBulk, type ConfirmedBulk } from '../shared/confirmedBulk';
import { type TargetParts } from '../shared/target';
import { runName } from '../../views/text/names';

export type BulkCapability = 'pausable' | 'resumable' | 'cancelable';
type Words = Pick<
  ConfirmedBulk<RunRef>,
  'question' | 'yes' | 'no' | 'consequences' | 'progress' | 'done' | 'already'
> & {
  readonly none: string;
};

/** Pauses, resumes or cancels all of the selected runs that can be, after one question. */
export async function runOnSelectedRuns(
  can: BulkCapability,
  rows: readonly Handle[],
  parts: TargetParts & { readonly remoteTexts: RemoteTexts; readonly bulks: BulkRecord },
): Promise<void> {
  const { actions, store } = parts;
  const able = rows.flatMap((row) => {
    const run = row.kind === 'run' ? valueOf(store.run(row.runId)) : undefined;
    return run && runCan(run).includes(can) && !store.isBusy(run.runId) ? [run] : [];
  });
  const { none, ...words } = wordsOf(can, able.length, rows.length - able.length);
  if (able.length === 0) {
    void dialogs.showInformationMessage(none);
    return;
  }
  const is = isAlreadySo[can];
  const act = {
    pausable: (run: Run) => actions.pauseRun(run),
    resumable: (run: Run) => actions.resumeRun(run),
    cancelable: (run: Run) => actions.cancelRun(run),
  }[can];
  await runConfirmedBulk<Run>(
    {
      ...words,
      items: able,
      isCurrent: actions.isCurrent,
      name: (run) => runName(run, store),
      run: async (run) => bulkEnd(await act(run), is),
      hasHappened: async (run) => is(await actions.readRun(run)),
    },
    parts,
  );
}

/** What a run is that needs the act no more. */
const isAlreadySo: Readonly<Record<BulkCapability, (run: Run) => boolean>> = {
  pausable: ({ status }) => status === 'paused',
  resumable: ({ status }) => status === 'running',
  cancelable: (run) => !isActive(run),
};

function wordsOf(can: BulkCapability, count: number, others: number): Words {
  const isOne = count === 1;
  switch (can) {
    case 'pausable':
      return {
        none: vscode.l10n.t('None of the selected runs can be paused.'),
        question: isOne ? vscode.l10n.t('Pause 1 run?') : vscode.l10n.t('Pause {0} runs?', count),
        yes: isOne ? vscode.l10n.t('Pause Run') : vscode.l10n.t('Pause Runs'),
        consequences: skippedText(can, others),
        progress: vscode.l10n.t('Pausing runs'),
        done: (runs) => vscode.l10n.t('{0} paused', runs),
        already: (runs) => vscode.l10n.t('{0} already paused', runs),
      };
    case 'resumable':
      return {
        none: vscode.l10n.t('None of the selected runs can be resumed.'),
        question: isOne ? vscode.l10n.t('Resume 1 run?') : vscode.l10n.t('Resume {0} runs?', count),
        yes: isOne ? vscode.l10n.t('Resume Run') : vscode.l10n.t('Resume Runs'),
        consequences: skippedText(can, others),
        progress: vscode.l10n.t('Resuming runs'),
        done: (runs) => vscode.l10n.t('{0} resumed', runs),
        already: (runs) => vscode.l10n.t('{0} already resumed', runs),
      };
    case 'cancelable':
      return {
        none: vscode.l10n.t('None of the selected runs can be cancelled.'),
        question: isOne ? vscode.l10n.t('Cancel 1 run?') : vscode.l10n.t('Cancel {0} runs?', count),
        yes: isOne ? vscode.l10n.t('Cancel Run') : vscode.l10n.t('Cancel Runs'),
        no: vscode.l10n.t('Keep Running'),
        consequences: [
          isOne
            ? vscode.l10n.t("The agent will stop. A cancelled run can't be resumed.")
            : vscode.l10n.t("The agents will stop. A cancelled run can't be resumed."),
          ...skippedText(can, others),
        ],
        progress: vscode.l10n.t('Cancelling runs'),
        done: (runs) => vscode.l10n.t('{0} cancelled', runs),
        already: (runs) => vscode.l10n.t('{0} already finished', runs),
      };
  }
}

/** What is not done, because those of the selected runs cannot be acted on; nothing where there are none. */
function skippedText(can: BulkCapability, count: number): readonly string[] {
  if (count === 0) return [];
  const isOne = count === 1;
  switch (can) {
    case 'pausable':
      return [
        isOne
          ? vscode.l10n.t("1 selected run can't be paused and will be skipped.")
          : vscode.l10n.t("{0} selected runs can't be paused and will be skipped.", count),
      ];
    case 'resumable':
      return [
        isOne
          ? vscode.l10n.t("1 selected run can't be resumed and will be skipped.")
          : vscode.l10n.t("{0} selected runs can't be resumed and will be skipped.", count),
      ];
    case 'cancelable':
      return [
        isOne
          ? vscode.l10n.t("1 selected run can't be cancelled and will be skipped.")
          : vscode.l10n.t("{0} selected runs can't be cancelled and will be skipped.", count),
      ];
  }
}
