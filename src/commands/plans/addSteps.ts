import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { newStepId } from '../../formats/plan/planStepId';
import { describeError } from '../../errorMessages';
import type { Step } from '../../model/plan';
import type { RunRef } from '../../model/run';
import { addStepOnce } from '../../tracking/actions/addStepOnce';
import type { Journal, MayBeSent } from '../../tracking/actions/journal';
import { missionName, runName } from '../../views/text/names';
import { showError, withProgress } from '../shared/command';
import { prefixName, reportDone, showUnknownOutcome } from '../shared/outcome';
import { beginAct, rowOrArgument, targetRun, type CommandParts, type TargetParts } from '../shared/target';
import { chooseTarget } from '../shared/targetChoice';
import { stepIdIn, stepName, stepsInFront } from '../shared/targetStep';
import { askToSend } from '../shared/unconfirmed';

/** Adding to a plan from its rows. */
export function stepCommands(parts: CommandParts & { readonly journal: Journal }) {
  const { journal, store } = parts;
  /** What was typed and could not be sent: it is there again the next time. By run and parent. */
  const drafts = new Map<string, string>();

  async function add(
    run: RunRef,
    steps: readonly Step[],
    parent: Step | undefined,
    { actions }: TargetParts,
  ): Promise<void> {
    const draftKey = `${run.runId} ${parent?.stepId ?? ''}`;
    const name = missionName(store.mission(run.missionId));
    const typed = await dialogs.showInputBox({
      title: parent
        ? vscode.l10n.t('Add Sub-Step to “{0}”', stepName(parent))
        : vscode.l10n.t('Add Step to the Plan of {0}', name),
      prompt: vscode.l10n.t('What is to be done. Its wording cannot be changed later.'),
      value: drafts.get(draftKey) ?? '',
      ignoreFocusOut: true,
      validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A step needs a description.') : undefined),
    });
    if (typed === undefined) return;
    drafts.set(draftKey, typed);
    const description = typed.trim();
    const key = `addStep ${draftKey}`;
    const step = (stepId = newStepId(description, new Set(steps.map((other) => other.stepId)))) => ({
      stepId,
      description,
      // The last among its siblings, wherever the others stand.
      sequence: steps.reduce((highest, { sequence }) => Math.max(highest, sequence), 0) + 1,
      ...(parent ? { parentStepId: parent.stepId } : {}),
    });
    const ask: MayBeSent = (entry) =>
      askToSend(journal, entry, {
        message: (time) =>
          vscode.l10n.t(
            "Telnyx didn't confirm the request from {0}, so the step may still be added. Check before you add it again.",
            time,
          ),
        yes: vscode.l10n.t('Add Again'),
        look: vscode.l10n.t('Show Plan'),
      });
    const outcome = await withProgress(() => addStepOnce({ actions, journal }, run, { key, description, step }, ask));
    switch (outcome.kind) {
      case 'busy':
        return;
      case 'done':
        drafts.delete(draftKey);
        reportDone(runName(run, store), vscode.l10n.t('step added'));
        if (outcome.value.kind === 'saved' && outcome.value.unread)
          void dialogs.showWarningMessage(
            vscode.l10n.t(
              'The step was added. The plan could not be read again: {0}',
              describeError(outcome.value.unread).reason,
            ),
          );
        return;
      case 'refused':
        await showError(
          prefixName(
            runName(run, store),
            vscode.l10n.t('The step was not added. What you typed is kept for the next try.'),
          ),
          outcome.error,
        );
        return;
      case 'unsure':
        await showUnknownOutcome(
          vscode.l10n.t('It is unknown whether the step was added: the answer was lost. Look before you add it again.'),
        );
    }
  }

  async function askParent(steps: readonly Step[]): Promise<Step | undefined> {
    if (steps.length === 0) {
      void dialogs.showInformationMessage(vscode.l10n.t('The run has no plan yet.'));
      return undefined;
    }
    const items = steps.map((step) => ({
      label: stepName(step),
      description: step.stepId,
      step,
    }));
    const placeHolder = vscode.l10n.t('Under which step?');
    return (await dialogs.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.step;
  }

  return {
    async addStep(argument: unknown) {
      const act = beginAct(parts);
      const run = await targetRun(argument, undefined, act);
      // Its id must be one that no step has now.
      if (run) await add(run, await withProgress(() => act.actions.readPlan(run)), undefined, act);
    },

    async addSubStep(argument: unknown) {
      const act = beginAct(parts);
      const run = await targetRun(argument, undefined, act);
      if (!run) return;
      const steps = await withProgress(() => act.actions.readPlan(run));
      const named = stepIdIn(rowOrArgument(argument, parts));
      const choice = chooseTarget(stepsInFront(run, steps, act), ({ stepId }) => stepId);
      const parent =
        steps.find(({ stepId }) => stepId === named) ??
        (choice.kind === 'one' ? choice.target : await askParent(steps));
      if (parent) await add(run, steps, parent, act);
    },
  };
}
