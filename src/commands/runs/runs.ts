import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { RemoteTexts } from '../../documents/editors/readonlyTexts';
import { isObject } from '../../model/jsonObject';
import type { RunRef } from '../../model/run';
import type { Actions } from '../../tracking/actions/actions';
import type { Outcome } from '../../tracking/actions/outcome';
import { valueOf } from '../../tracking/store/facts';
import { missionName, runName } from '../../views/text/names';
import type { BulkRecord } from '../shared/bulkRecord';
import { withProgress } from '../shared/command';
import { runOnSelectedRuns, type BulkCapability } from './bulkRuns';
import { prefixName, copyText, reportDone, reportOutcome } from '../shared/outcome';
import { beginAct, targetRows, targetMission, targetRun, type CommandParts } from '../shared/target';
import { runStatusText } from '../../views/text/statusTexts';

type Parts = CommandParts & {
  readonly remoteTexts: RemoteTexts;
  readonly bulks: BulkRecord;
};

/** An act on one run, or on all that are selected. */
type RunAct = {
  readonly can: BulkCapability;
  readonly send: (run: RunRef, actions: Actions) => Promise<Outcome>;
  readonly notDone: string;
  readonly confirm?: (run: RunRef) => Promise<boolean>;
};

export function runCommands(parts: Parts) {
  const { store } = parts;

  const command =
    ({ can, send, notDone, confirm }: RunAct) =>
    async (argument: unknown, all: unknown): Promise<void> => {
      const act = beginAct(parts);
      const selected = await targetRows(argument, all, 'run', act);
      if (selected?.kind === 'rows') return runOnSelectedRuns(can, selected.rows, act);
      const target = selected && (await targetRun(selected.argument, can, act));
      if (!target || store.isBusy(target.runId)) return;
      if (confirm && !(await confirm(target))) return;
      const name = runName(target, store);
      const outcome = await withProgress(() => send(target, act.actions));
      const run = valueOf(store.run(target.runId));
      if (outcome.kind === 'done' && run) reportDone(name, runStatusText(run.status));
      await reportOutcome(outcome, prefixName(name, notDone), store);
    };

  return {
    pauseRun: command({
      can: 'pausable',
      send: (run, actions) => actions.pauseRun(run),
      notDone: vscode.l10n.t("Couldn't pause the run."),
    }),

    resumeRun: command({
      can: 'resumable',
      send: (run, actions) => actions.resumeRun(run),
      notDone: vscode.l10n.t("Couldn't resume the run."),
    }),

    cancelRun: command({
      can: 'cancelable',
      send: (run, actions) => actions.cancelRun(run),
      notDone: vscode.l10n.t("Couldn't cancel the run."),
      confirm: (run) => confirmCancel(missionName(store.mission(run.missionId))),
    }),

    /** At the step, where the argument is one. A click on a row asks for a preview. */
    async openTimeline(argument: unknown, how: unknown) {
      const target = await targetRun(argument, undefined, beginAct(parts));
      if (!target) return;
      const { missionId, runId } = target;
      const { stepId } = isObject(argument) ? argument : {};
      const preview = isObject(how) && how.preview === true;
      parts.timelines.open({ missionId, runId }, { preview, ...(typeof stepId === 'string' ? { stepId } : {}) });
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

async function confirmCancel(name: string): Promise<boolean> {
  const yes: vscode.MessageItem = { title: vscode.l10n.t('Cancel Run') };
  const no: vscode.MessageItem = { title: vscode.l10n.t('Keep Running'), isCloseAffordance: true };
  const message = vscode.l10n.t('Cancel this run of "{0}"?', name);
  const detail = vscode.l10n.t("The agent will stop. A cancelled run can't be resumed.");
  return (await dialogs.showWarningMessage(message, { modal: true, detail }, yes, no)) === yes;
}
