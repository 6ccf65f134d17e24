import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { isObject } from '../../model/jsonObject';
import { shortLine } from '../../model/plainText';
import type { KnownStepStatus, Step } from '../../model/plan';
import type { RunRef } from '../../model/run';
import { valueOf } from '../../tracking/store/facts';
import { withProgress } from './command';
import { editorInFront } from './editorInFront';
import { itemsOf, rowOrArgument, runTitle, type Found, type TargetParts } from './target';
import { chooseTarget, type Candidates } from './targetChoice';
import { runWizard, targetStep, type WizardStep } from './wizard';
import { stepStatusText } from '../../views/text/statusTexts';

/** The plan of the run as it is held, or read where none is. */
export async function planOf(run: RunRef, { store, actions }: TargetParts): Promise<readonly Step[]> {
  return valueOf(store.plan(run.runId)) ?? (await withProgress(() => actions.readPlan(run)));
}

/** What people know a step by. */
export function stepName({ description, stepId }: Step): string {
  return shortLine(description) || shortLine(stepId);
}

export function stepItem(step: Step): vscode.QuickPickItem {
  return {
    label: stepName(step),
    description: `${stepStatusText(step.status)} · ${step.stepId}`,
  };
}

/** What is said of a step before more is asked. `steps` is the plan of the run. */
export type StepAnswers = {
  readonly run?: RunRef;
  readonly steps?: readonly Step[];
  readonly step?: Step | undefined;
  /** For a command that sets it. */
  readonly status?: KnownStepStatus;
};

/** Which step of the run is meant: argument, the editor in front, selection, else the person is asked. */
export function stepOfRun(argument: unknown, parts: TargetParts): WizardStep<StepAnswers> {
  const choiceIn = (run: RunRef, steps: readonly Step[]) => chooseTarget(stepsInFront(run, steps, parts), stepKey);
  function meant({ run, steps = [] }: StepAnswers): Step | undefined {
    if (!run) return undefined;
    const named = stepIdIn(rowOrArgument(argument, parts));
    const choice = choiceIn(run, steps);
    return steps.find(({ stepId }) => stepId === named) ?? (choice.kind === 'one' ? choice.target : undefined);
  }
  return {
    async load({ run }) {
      if (!run) return {};
      const steps = await planOf(run, parts);
      return { steps, step: meant({ run, steps }) };
    },
    isAsked: (answers) => answers.steps?.length !== 0 && !meant(answers),
    question({ run, steps = [] }) {
      const choice = run && choiceIn(run, steps);
      const first = choice?.kind === 'ask' ? choice.first : { editor: [], selected: [] };
      return {
        kind: 'pick',
        placeHolder: vscode.l10n.t('Select a step'),
        items: itemsOf(first, steps, stepKey, stepItem).map(({ target, ...item }) =>
          target ? { ...item, answer: { step: target } } : item,
        ),
        matchOnDescription: true,
      };
    },
  };
}

export function showNoPlan(): void {
  void dialogs.showInformationMessage(vscode.l10n.t('The run has no plan yet.'));
}

/** The run and the step that a command is about; nothing where that was left, or where there is no step. */
export async function askStepOfRun(
  found: Found<RunRef>,
  argument: unknown,
  what: string,
  parts: TargetParts,
): Promise<{ readonly run: RunRef; readonly step: Step } | undefined> {
  const answers = await runWizard<StepAnswers>({
    title: ({ run }) => (run ? runTitle(what, run, parts.store) : what),
    answers: {},
    steps: [targetStep(found, (run) => ({ run })), stepOfRun(argument, parts)],
  });
  const { run, steps, step } = answers ?? {};
  if (steps?.length === 0) showNoPlan();
  return run && step && { run, step };
}

const stepKey = ({ stepId }: Step) => stepId;

/** The steps of the run that an editor in front or a selected row is of. */
export function stepsInFront(run: RunRef, steps: readonly Step[], parts: TargetParts): Candidates<Step> {
  const { targets } = editorInFront(parts);
  const of = (found: readonly object[]) =>
    found.flatMap((one) => {
      const { runId, stepId } = one as { readonly runId?: unknown; readonly stepId?: unknown };
      return runId === run.runId ? (steps.find((step) => step.stepId === stepId) ?? []) : [];
    });
  return { editor: of(targets), selected: of(parts.selection()), isUnclear: false };
}

/** The id of a step that the argument of a command carries. */
export function stepIdIn(argument: unknown): string | undefined {
  const { stepId } = isObject(argument) ? argument : {};
  return typeof stepId === 'string' ? stepId : undefined;
}
