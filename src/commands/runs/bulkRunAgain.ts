import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { RemoteTexts } from '../../documents/editors/readonlyTexts';
import { sameValue } from '../../model/deepEqual';
import { isCut } from '../../model/jsonObject';
import { runCan, type Run } from '../../model/run';
import type { Journal } from '../../tracking/actions/journal';
import { bulkEnd } from '../../tracking/actions/bulkActions';
import { valueOf } from '../../tracking/store/facts';
import { runName } from '../../views/text/names';
import type { BulkRecord } from '../shared/bulkRecord';
import { runConfirmedBulk } from '../shared/confirmedBulk';
import type { TargetParts } from '../shared/target';

/** The newest runs of a mission, among which one is looked for whose start was never confirmed. */
const newestRuns = 100;
/** Clocks differ (ms). */
const clockSkewMs = 60_000;

type Parts = TargetParts & {
  readonly remoteTexts: RemoteTexts;
  readonly bulks: BulkRecord;
  readonly journal: Journal;
  /** Whether a run of the mission may be started as Telnyx has it. */
  readonly mayStart: (missionId: string) => Promise<boolean>;
};

/** Starts a run of its own for each of these that has ended, with the same input, after one question. */
export async function runAgainMany(runIds: readonly string[], parts: Parts): Promise<void> {
  const { actions, store, journal } = parts;
  const able = runIds.flatMap((runId) => {
    const run = valueOf(store.run(runId));
    return run && runCan(run).includes('repeatable') && !isCut(run.input) ? [run] : [];
  });
  if (able.length === 0) {
    void dialogs.showInformationMessage(vscode.l10n.t('None of the selected runs can be run again.'));
    return;
  }
  for (const missionId of new Set(able.map((run) => run.missionId))) if (!(await parts.mayStart(missionId))) return;
  const begunAt = store.now() - clockSkewMs;
  /** Runs that are known to have been started by this. */
  const started = new Set<string>();
  const others = runIds.length - able.length;
  await runConfirmedBulk<Run>(
    {
      question:
        able.length === 1 ? vscode.l10n.t('Run 1 run again?') : vscode.l10n.t('Run {0} runs again?', able.length),
      yes: vscode.l10n.t('Start Runs'),
      consequences: [
        vscode.l10n.t('Each one starts a new run with the same input. Agents may call people again.'),
        ...(others === 0
          ? []
          : [
              others === 1
                ? vscode.l10n.t("1 run can't be run again and will be skipped.")
                : vscode.l10n.t("{0} runs can't be run again and will be skipped.", others),
            ]),
      ],
      progress: vscode.l10n.t('Starting runs'),
      done: (runs) => (runs === 1 ? vscode.l10n.t('1 run started') : vscode.l10n.t('{0} runs started', runs)),
      already: (runs) => vscode.l10n.t('{0} already started', runs),
      items: able,
      isCurrent: actions.isCurrent,
      name: (run) => runName(run, store),
      async run({ missionId, runId, input }) {
        const outcome = await journal.once({ key: `runAgain ${runId}` }, () =>
          actions.startRun(missionId, input ? { input } : {}),
        );
        if (outcome.kind === 'done') started.add(outcome.value.runId);
        // What became of it is said, and looked for here.
        if (outcome.kind === 'unsure') await journal.settle(`runAgain ${runId}`);
        return bulkEnd(outcome);
      },
      async hasHappened({ missionId, input }) {
        const { runs } = await actions.readRuns(missionId, newestRuns);
        const found = runs.find(
          (run) => run.startedAt >= begunAt && !started.has(run.runId) && sameValue(run.input, input),
        );
        if (found) started.add(found.runId);
        return found !== undefined;
      },
    },
    parts,
  );
}
