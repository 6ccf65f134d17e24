import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { plainLine } from '../../model/plainText';
import type { Step } from '../../model/plan';
import type { RunRef } from '../../model/run';
import { valueOf } from '../../tracking/store/facts';
import { stepStatusText } from '../../views/trees/rows';
import { withProgress } from './command';
import { runTitle, type TargetParts } from './target';

export type StepItem = vscode.QuickPickItem & { readonly step?: Step };

/** The plan of the run as it is held, or read where none is. */
export async function planOf(run: RunRef, { store, actions }: TargetParts): Promise<readonly Step[]> {
  return valueOf(store.plan(run.runId)) ?? (await withProgress(() => actions.readPlan(run)));
}

export function stepItem(step: Step): StepItem {
  return {
    label: plainLine(step.description) || step.stepId,
    description: `${stepStatusText(step.status)} · ${step.stepId}`,
    step,
  };
}

/** The step of the run that the command means: argument, selection, else a picker, `what` being its title. */
export async function targetStep(
  run: RunRef,
  argument: unknown,
  what: string,
  parts: TargetParts,
): Promise<Step | undefined> {
  const steps = await planOf(run, parts);
  const [selected] = parts.selection();
  const named =
    stepIdIn(argument) ?? (selected?.kind === 'step' && selected.runId === run.runId ? selected.stepId : '');
  const step = steps.find(({ stepId }) => stepId === named);
  if (step) return step;
  if (steps.length === 0) {
    void dialogs.showInformationMessage(vscode.l10n.t('The run has no plan yet.'));
    return undefined;
  }
  return (
    await dialogs.showQuickPick(steps.map(stepItem), {
      title: runTitle(what, run, parts.store),
      placeHolder: vscode.l10n.t('Which step?'),
      matchOnDescription: true,
    })
  )?.step;
}

/** The id of a step that the argument of a command carries. */
export function stepIdIn(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { stepId } = argument as { readonly stepId?: unknown };
  return typeof stepId === 'string' ? stepId : undefined;
}
