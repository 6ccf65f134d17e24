import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { newStepId } from '../../formats/plan/planStepId';
import { describeError } from '../../errorMessages';
import type { Step } from '../../model/plan';
import type { RunRef } from '../../model/run';
import { addStepOnce } from '../../tracking/actions/addStepOnce';
import type { Journal, MayBeSent } from '../../tracking/actions/journal';
import { runName } from '../../views/text/names';
import { showError, withProgress } from '../shared/command';
import { prefixName, reportDone, showUnknownOutcome } from '../shared/outcome';
import type { Store } from '../../tracking/store/store';
import {
  beginAct,
  findRun,
  rowOrArgument,
  runTitle,
  type CommandParts,
  type Found,
  type TargetParts,
} from '../shared/target';
import { chooseTarget } from '../shared/targetChoice';
import { stepIdIn, stepName, stepsInFront } from '../shared/targetStep';
import { askToSend } from '../shared/unconfirmed';
import { runWizard, targetStep } from '../shared/wizard';

type Answers = {
  readonly run?: RunRef;
  readonly steps?: readonly Step[];
  /** The step that the new one is to stand under. */
  readonly parent?: Step | undefined;
  readonly text: string;
};

/** Adding to a plan from its rows. */
export function stepCommands(parts: CommandParts & { readonly journal: Journal }) {
  const { journal, store } = parts;
  /** What was typed and could not be sent: it is there again the next time. By run and parent. */
  const drafts = new Map<string, string>();

  const keyOf = ({ run, parent }: Answers) => `${run?.runId ?? ''} ${parent?.stepId ?? ''}`;

  /** Asks what is to be added; under which step only where `isSub`, and where no row and no editor says so. */
  function ask(
    found: Found<RunRef>,
    isSub: boolean,
    argument: unknown,
    act: TargetParts,
  ): Promise<Answers | undefined> {
    function meant({ run, steps = [] }: Answers): Step | undefined {
      if (!run || !isSub) return undefined;
      const named = stepIdIn(rowOrArgument(argument, parts));
      const choice = chooseTarget(stepsInFront(run, steps, act), ({ stepId }) => stepId);
      return steps.find(({ stepId }) => stepId === named) ?? (choice.kind === 'one' ? choice.target : undefined);
    }
    return runWizard<Answers>({
      title: (answers) => titleOf(answers, isSub, store),
      answers: { text: '' },
      steps: [
        targetStep(found, (run) => ({ run })),
        {
          // The ID of a new step must be one that no step has now.
          async load({ run }) {
            if (!run) return {};
            const steps = await withProgress(() => act.actions.readPlan(run));
            return { steps, parent: meant({ run, steps, text: '' }) };
          },
          isAsked: (answers) => isSub && answers.steps?.length !== 0 && !meant(answers),
          question: ({ steps = [] }) => ({
            kind: 'pick',
            placeHolder: vscode.l10n.t('Select the step to add it to'),
            items: steps.map((step) => ({
              label: stepName(step),
              description: step.stepId,
              answer: { parent: step },
            })),
            matchOnDescription: true,
          }),
        },
        {
          isAsked: ({ steps }) => !isSub || steps?.length !== 0,
          question: (answers) => ({
            kind: 'input',
            prompt: vscode.l10n.t("Description of the step. It can't be changed later."),
            value: drafts.get(keyOf(answers)),
            validate: (text) => (text.trim() === '' ? vscode.l10n.t('Enter a description.') : undefined),
            answer: (text) => ({ text }),
          }),
        },
      ],
    });
  }

  async function add(argument: unknown, isSub: boolean): Promise<void> {
    const act = beginAct(parts);
    const { actions } = act;
    const found = await findRun(argument, undefined, act);
    const answers = found && (await ask(found, isSub, argument, act));
    if (!answers?.run) return;
    const { run, steps = [], parent, text } = answers;
    if (isSub && !parent) {
      void dialogs.showInformationMessage(vscode.l10n.t('The run has no plan yet.'));
      return;
    }
    const draftKey = keyOf(answers);
    drafts.set(draftKey, text);
    const again = () => add(parent ? { ...run, stepId: parent.stepId } : run, isSub);
    const description = text.trim();
    const key = `addStep ${draftKey}`;
    const step = (stepId = newStepId(description, new Set(steps.map((other) => other.stepId)))) => ({
      stepId,
      description,
      // The last among its siblings, wherever the others stand.
      sequence: steps.reduce((highest, { sequence }) => Math.max(highest, sequence), 0) + 1,
      ...(parent ? { parentStepId: parent.stepId } : {}),
    });
    const mayBeSent: MayBeSent = (entry) =>
      askToSend(journal, entry, {
        message: (time) =>
          vscode.l10n.t(
            "Telnyx didn't confirm the request from {0}, so the step may still be added. Check before you add it again.",
            time,
          ),
        yes: vscode.l10n.t('Add Again'),
        look: vscode.l10n.t('Show Plan'),
      });
    const outcome = await withProgress(() =>
      addStepOnce({ actions, journal }, run, { key, description, step }, mayBeSent),
    );
    switch (outcome.kind) {
      case 'busy':
        return;
      case 'done':
        drafts.delete(draftKey);
        reportDone(runName(run, store), vscode.l10n.t('step added'));
        if (outcome.value.kind === 'saved' && outcome.value.unread)
          void dialogs.showWarningMessage(
            vscode.l10n.t(
              "The step was added, but the plan couldn't be reloaded. {0}",
              describeError(outcome.value.unread).reason,
            ),
          );
        return;
      case 'refused':
        await showError(
          prefixName(runName(run, store), vscode.l10n.t("Couldn't add the step. Your input was kept.")),
          outcome.error,
          again,
        );
        return;
      case 'unsure':
        await showUnknownOutcome(
          vscode.l10n.t(
            "Telnyx didn't confirm the request, so the step may have been added. Check before you add it again.",
          ),
        );
    }
  }

  return {
    addStep: (argument: unknown) => add(argument, false),
    addSubStep: (argument: unknown) => add(argument, true),
  };
}

function titleOf({ run, parent }: Answers, isSub: boolean, store: Store): string {
  if (parent) return vscode.l10n.t('Add Sub-Step to "{0}"', stepName(parent));
  const what = isSub ? vscode.l10n.t('Add Sub-Step') : vscode.l10n.t('Add Step');
  return run ? runTitle(what, run, store) : what;
}
