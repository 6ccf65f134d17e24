import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { PlanDocuments } from '../../documents/kinds/planDocuments';
import { stepStatuses } from '../../model/plan';
import { stepStatusText } from '../../views/trees/rows';
import { withProgress } from '../shared/command';
import { prefixName, reportDone, reportOutcome } from '../shared/outcome';
import { beginAct, lastingRunName, targetRun, type CommandParts } from '../shared/target';
import { stepName, targetStep } from '../shared/targetStep';

/** The plan of a run as a whole, and how far its steps have come. */
export function planCommands(parts: CommandParts & { readonly plans: PlanDocuments }) {
  const { store } = parts;
  return {
    async setStepStatus(argument: unknown) {
      const act = beginAct(parts);
      const run = await targetRun(argument, undefined, act);
      const step = run && (await targetStep(run, argument, vscode.l10n.t('Set Step Status'), act));
      if (!run || !step) return;
      const items = stepStatuses.map((status) => ({
        label: stepStatusText(status),
        ...(status === step.status ? { description: vscode.l10n.t('as it is now') } : {}),
        status,
      }));
      const name = stepName(step);
      const choice = await dialogs.showQuickPick(items, {
        title: name,
        placeHolder: vscode.l10n.t('Its status'),
      });
      if (!choice || choice.status === step.status) return;
      const outcome = await withProgress(() => act.actions.setStepStatus(run, step, choice.status));
      const notDone = prefixName(name, vscode.l10n.t('The status of the step was not changed.'));
      if (outcome.kind === 'done') reportDone(name, stepStatusText(choice.status));
      if (outcome.kind === 'conflict')
        void dialogs.showWarningMessage(
          vscode.l10n.t(
            '{0} It was changed elsewhere in the meantime: {1}.',
            notDone,
            stepStatusText(outcome.remote.status),
          ),
        );
      else await reportOutcome(outcome, notDone, store);
    },

    async editPlan(argument: unknown) {
      const act = beginAct(parts);
      const run = await targetRun(argument, undefined, act);
      if (!run) return;
      const { missionId, runId } = run;
      await withProgress(async () => parts.plans.open({ missionId, runId }, await lastingRunName(run, act)));
    },
  };
}
