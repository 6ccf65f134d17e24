import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { missionName, runName } from '../../views/text/names';
import { runStatusText } from '../../views/trees/rows';
import { withProgress } from '../shared/command';
import { prefixName, reportDone, reportOutcome, reportStatus } from '../shared/outcome';
import { beginAct, knownRun, targetRun, type CommandParts } from '../shared/target';

/** What a person can say of a run that an agent of theirs works and has not closed. */
const settable = ['running', 'paused', 'succeeded', 'failed', 'cancelled'] as const;

function statusDetail(status: (typeof settable)[number]): string {
  switch (status) {
    case 'running':
      return vscode.l10n.t('An agent works on it.');
    case 'paused':
      return vscode.l10n.t('It waits. It can be resumed.');
    case 'succeeded':
    case 'failed':
      return vscode.l10n.t('It has ended, and stays so. “Complete Run…” asks for its result as well.');
    case 'cancelled':
      return vscode.l10n.t('It has ended, and stays so.');
  }
}

/** Sets the status of a run whose agent does not. */
export function runStatusCommands(parts: CommandParts) {
  const { store } = parts;
  return {
    async setRunStatus(argument: unknown) {
      const act = beginAct(parts);
      const target = await targetRun(argument, 'cancelable', act);
      if (!target || store.isBusy(target.runId)) return;
      const run = await knownRun(target, act);
      const items = settable
        .filter((status) => status !== run.status)
        .map((status) => ({ label: runStatusText(status), detail: statusDetail(status), status }));
      const title = vscode.l10n.t('Set Status of the Run of {0}', missionName(store.mission(run.missionId)));
      const placeHolder = vscode.l10n.t('It is {0} now', runStatusText(run.status));
      const choice = await dialogs.showQuickPick(items, { title, placeHolder });
      if (!choice) return;
      const outcome = await withProgress(() => act.actions.setRunStatus(run, choice.status));
      const name = runName(run, store);
      const notDone = prefixName(name, vscode.l10n.t('The status of the run was not changed.'));
      if (outcome.kind === 'done') reportDone(name, runStatusText(outcome.value.status));
      if (outcome.kind === 'conflict') reportStatus(notDone, outcome.remote);
      else await reportOutcome(outcome, notDone, store);
    },
  };
}
