import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { RemoteTexts } from '../../documents/remote/readonlyTexts';
import type { RunRef } from '../../model/run';
import type { Actions, Outcome } from '../../tracking/actions/actions';
import { valueOf } from '../../tracking/store/facts';
import { missionName, runStatusText } from '../../views/trees/rows';
import type { BulkRecord } from '../shared/bulkRecord';
import { withProgress } from '../shared/command';
import { runOnSelectedRuns } from './bulkRuns';
import { prefixName, copyText, reportDone, reportOutcome } from '../shared/outcome';
import { beginAct, runName, targetRows, targetMission, targetRun, type CommandParts } from '../shared/target';

type Parts = CommandParts & {
  readonly remoteTexts: RemoteTexts;
  readonly bulks: BulkRecord;
};

export function runCommands(parts: Parts) {
  const { store } = parts;

  async function act(
    argument: unknown,
    all: unknown,
    can: 'pausable' | 'resumable' | 'cancelable',
    does: (run: RunRef, actions: Actions) => Promise<Outcome>,
    notDone: string,
    confirm?: (run: RunRef) => Promise<boolean>,
  ): Promise<void> {
    const begun = beginAct(parts);
    const meant = await targetRows(argument, all, 'run', begun);
    if (meant?.kind === 'many') return runOnSelectedRuns(can, meant.rows, begun);
    const target = meant && (await targetRun(meant.argument, can, begun));
    if (!target || store.isBusy(target.runId)) return;
    if (confirm && !(await confirm(target))) return;
    const name = runName(target, store);
    const outcome = await withProgress(() => does(target, begun.actions));
    const run = valueOf(store.run(target.runId));
    if (outcome.kind === 'done' && run) reportDone(name, runStatusText(run.status));
    await reportOutcome(outcome, prefixName(name, notDone), store);
  }

  return {
    pauseRun: (argument: unknown, all: unknown) =>
      act(argument, all, 'pausable', (run, actions) => actions.pauseRun(run), vscode.l10n.t('The run was not paused.')),

    resumeRun: (argument: unknown, all: unknown) =>
      act(
        argument,
        all,
        'resumable',
        (run, actions) => actions.resumeRun(run),
        vscode.l10n.t('The run was not resumed.'),
      ),

    cancelRun: (argument: unknown, all: unknown) =>
      act(
        argument,
        all,
        'cancelable',
        (run, actions) => actions.cancelRun(run),
        vscode.l10n.t('The run was not cancelled.'),
        async (run) => {
          const yes: vscode.MessageItem = { title: vscode.l10n.t('Cancel Run') };
          const no: vscode.MessageItem = { title: vscode.l10n.t('Keep It'), isCloseAffordance: true };
          const name = missionName(store.mission(run.missionId));
          const message = vscode.l10n.t('Cancel this run of “{0}”?', name);
          const detail = vscode.l10n.t('Its agent stops working. A cancelled run cannot be resumed.');
          return (await dialogs.showWarningMessage(message, { modal: true, detail }, yes, no)) === yes;
        },
      ),

    async openTimeline(argument: unknown, eventId: unknown) {
      const target = await targetRun(argument, undefined, beginAct(parts));
      if (!target) return;
      const { missionId, runId } = target;
      parts.timelines.open({ missionId, runId }, typeof eventId === 'string' ? eventId : undefined);
    },

    async copyRunId(argument: unknown) {
      const target = await targetRun(argument, undefined, beginAct(parts));
      if (target) await copyText(target.runId, runName(target, store));
    },

    async loadMoreRuns(argument: unknown) {
      const mission = await targetMission(argument, beginAct(parts));
      if (mission) await withProgress(() => parts.poller.loadMore({ kind: 'runs', missionId: mission.missionId }));
    },
  };
}
