import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { isObject } from '../../model/jsonObject';
import { plainLine } from '../../model/plainText';
import type { Step } from '../../model/plan';
import type { RunRef } from '../../model/run';
import { valueOf } from '../../tracking/store/facts';
import { stepStatusText } from '../../views/trees/rows';
import { withProgress } from './command';
import { editorInFront } from './editorInFront';
import { itemsOf, rowOrArgument, runTitle, type TargetParts } from './target';
import { chooseTarget, type Candidates } from './targetChoice';

export type StepItem = vscode.QuickPickItem & { readonly step?: Step };

/** The plan of the run as it is held, or read where none is. */
export async function planOf(run: RunRef, { store, actions }: TargetParts): Promise<readonly Step[]> {
  return valueOf(store.plan(run.runId)) ?? (await withProgress(() => actions.readPlan(run)));
}

/** What people know a step by. */
export function stepName({ description, stepId }: Step): string {
  return plainLine(description) || stepId;
}

export function stepItem(step: Step): StepItem {
  return {
    label: stepName(step),
    description: `${stepStatusText(step.status)} · ${step.stepId}`,
    step,
  };
}

/** The step of the run that the command means: argument, the editor in front, selection, else a picker with the title. */
export async function targetStep(
  run: RunRef,
  argument: unknown,
  what: string,
  parts: TargetParts,
): Promise<Step | undefined> {
  const steps = await planOf(run, parts);
  const named = stepIdIn(rowOrArgument(argument, parts));
  const step = steps.find(({ stepId }) => stepId === named);
  if (step) return step;
  const choice = chooseTarget(stepsInFront(run, steps, parts), stepKey);
  if (choice.kind === 'one') return choice.target;
  if (steps.length === 0) {
    void dialogs.showInformationMessage(vscode.l10n.t('The run has no plan yet.'));
    return undefined;
  }
  return (
    await dialogs.showQuickPick(itemsOf(choice.first, steps, stepKey, stepItem), {
      title: runTitle(what, run, parts.store),
      placeHolder: vscode.l10n.t('Which step?'),
      matchOnDescription: true,
    })
  )?.target;
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
