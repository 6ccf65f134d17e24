import * as vscode from 'vscode';
import type { Run, RunRef } from '../../model/run';
import { missionName, runName } from '../../views/text/names';
import { withProgress } from '../shared/command';
import { prefixName, reportDone, reportOutcome, reportStatus } from '../shared/outcome';
import { beginAct, findRun, knownRun, type CommandParts, type Found, type TargetParts } from '../shared/target';
import { runWizard, targetStep } from '../shared/wizard';
import { runStatusText } from '../../views/text/statusTexts';

/** What a person can say of a run that an agent of theirs works and has not closed. */
const settable = ['running', 'paused', 'succeeded', 'failed', 'cancelled'] as const;

function statusDetail(status: (typeof settable)[number]): string {
  switch (status) {
    case 'running':
      return vscode.l10n.t('An agent is working on the run.');
    case 'paused':
      return vscode.l10n.t('The run is waiting and can be resumed.');
    case 'succeeded':
    case 'failed':
      return vscode.l10n.t("The run has ended and can't be reopened. Use Complete Run to also enter its result.");
    case 'cancelled':
      return vscode.l10n.t("The run has ended and can't be reopened.");
  }
}

type Answers = { readonly target?: RunRef; readonly run?: Run; readonly status?: (typeof settable)[number] };

function askStatus(found: Found<RunRef>, act: TargetParts): Promise<Answers | undefined> {
  return runWizard<Answers>({
    title: ({ run }) =>
      run
        ? vscode.l10n.t('Set Status of Run of {0}', missionName(act.store.mission(run.missionId)))
        : vscode.l10n.t('Set Run Status'),
    answers: {},
    steps: [
      targetStep(found, (target) => ({ target })),
      {
        load: async ({ target }) => (target ? { run: await knownRun(target, act) } : {}),
        question: ({ run }) => ({
          kind: 'pick',
          placeHolder: run ? vscode.l10n.t('Current status: {0}', runStatusText(run.status)) : '',
          items: settable
            .filter((status) => status !== run?.status)
            .map((status) => ({ label: runStatusText(status), detail: statusDetail(status), answer: { status } })),
        }),
      },
    ],
  });
}

/** Sets the status of a run whose agent does not. */
export function runStatusCommands(parts: CommandParts) {
  const { store } = parts;
  return {
    async setRunStatus(argument: unknown) {
      const act = beginAct(parts);
      const found = await findRun(argument, 'cancelable', act);
      if (!found || (found.kind === 'one' && store.isBusy(found.target.runId))) return;
      const answers = await askStatus(found, act);
      if (!answers?.run || answers.status === undefined || store.isBusy(answers.run.runId)) return;
      const { run, status } = answers;
      const outcome = await withProgress(() => act.actions.setRunStatus(run, status));
      const name = runName(run, store);
      const notDone = prefixName(name, vscode.l10n.t("Couldn't change the status of the run."));
      if (outcome.kind === 'done') reportDone(name, runStatusText(outcome.value.status));
      if (outcome.kind === 'conflict') reportStatus(notDone, outcome.remote);
      else await reportOutcome(outcome, notDone, store);
    },
  };
}
