import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { PlanDocuments } from '../../documents/kinds/planDocuments';
import { stepStatuses } from '../../model/plan';
import { withProgress } from '../shared/command';
import { prefixName, reportDone, reportOutcome } from '../shared/outcome';
import { beginAct, findRun, lastingRunName, runTitle, targetRun, type CommandParts } from '../shared/target';
import { showNoPlan, stepName, stepOfRun, type StepAnswers } from '../shared/targetStep';
import { runWizard, targetStep } from '../shared/wizard';
import { stepStatusText } from '../../views/text/statusTexts';

/** The plan of a run as a whole, and how far its steps have come. */
export function planCommands(parts: CommandParts & { readonly plans: PlanDocuments }) {
  const { store } = parts;
  return {
    async setStepStatus(argument: unknown) {
      const act = beginAct(parts);
      const found = await findRun(argument, undefined, act);
      if (!found) return;
      const what = vscode.l10n.t('Set Step Status');
      const answers = await runWizard<StepAnswers>({
        title: ({ run, step }) => (step ? stepName(step) : run ? runTitle(what, run, store) : what),
        answers: {},
        steps: [
          targetStep(found, (run) => ({ run })),
          stepOfRun(argument, act),
          {
            isAsked: ({ steps }) => steps?.length !== 0,
            question: ({ step }) => ({
              kind: 'pick',
              placeHolder: vscode.l10n.t('Select a status'),
              items: stepStatuses.map((status) => ({
                label: stepStatusText(status),
                isCurrent: status === step?.status,
                answer: { status },
              })),
            }),
          },
        ],
      });
      const { run, step, status } = answers ?? {};
      if (answers?.steps?.length === 0) showNoPlan();
      if (!run || !step || status === undefined || status === step.status) return;
      const name = stepName(step);
      const outcome = await withProgress(() => act.actions.setStepStatus(run, step, status));
      const notDone = prefixName(name, vscode.l10n.t("Couldn't change the status of the step."));
      if (outcome.kind === 'done') reportDone(name, stepStatusText(status));
      if (outcome.kind === 'conflict')
        void dialogs.showWarningMessage(
          vscode.l10n.t(
            '{0} Its status was changed elsewhere in the meantime ({1}).',
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
