import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { openSteps } from '../../model/attention';
import type { Step } from '../../model/plan';
import type { RunRef } from '../../model/run';
import { runName } from '../../views/text/names';
import { showError, withProgress } from '../shared/command';
import { prefixName, reportDone } from '../shared/outcome';
import { beginAct, targetRun, type CommandParts, type TargetParts } from '../shared/target';
import { stepName } from '../shared/targetStep';

/** How many open steps a question names. */
const maxNames = 5;

export function skipStepCommands(parts: CommandParts) {
  const { store } = parts;
  return {
    async skipOpenSteps(argument: unknown) {
      const act = beginAct(parts);
      const target = await targetRun(argument, undefined, act);
      if (!target) return;
      const open = openSteps(await withProgress(() => act.actions.readPlan(target)));
      if (open.length === 0) {
        void dialogs.showInformationMessage(
          prefixName(runName(target, store), vscode.l10n.t('This run has no open steps.')),
        );
        return;
      }
      if (await askToSkip(open)) await skip(target, open, act);
    },
  };
}

/** Marks the steps as skipped, and says what came of it. */
export async function skip(target: RunRef, steps: readonly Step[], { actions, store }: TargetParts): Promise<void> {
  const { skipped, changed, failed, error } = await withProgress(() => actions.skipSteps(target, steps));
  const left = changed > 0 ? changedText(changed) : '';
  const name = runName(target, store);
  if (!error) {
    if (left) void dialogs.showInformationMessage(prefixName(name, left));
    else
      reportDone(name, skipped === 1 ? vscode.l10n.t('1 step skipped') : vscode.l10n.t('{0} steps skipped', skipped));
    return;
  }
  const sum =
    skipped + failed > 0
      ? vscode.l10n.t('Steps skipped: {0}. Not skipped: {1}.', skipped, failed)
      : vscode.l10n.t('No steps were skipped.');
  await showError(prefixName(name, [sum, left].filter(Boolean).join(' ')), error);
}

function changedText(count: number): string {
  return count === 1
    ? vscode.l10n.t("1 step wasn't skipped because it changed in the meantime.")
    : vscode.l10n.t("{0} steps weren't skipped because they changed in the meantime.", count);
}

async function askToSkip(steps: readonly Step[]): Promise<boolean> {
  const yes: vscode.MessageItem = { title: vscode.l10n.t('Skip Steps') };
  const no: vscode.MessageItem = { title: vscode.l10n.t('Leave Open'), isCloseAffordance: true };
  const names = steps.map(stepName);
  const message = askWhetherToSkip(steps);
  const shown = names.slice(0, maxNames).map((name) => `• ${name}`);
  const detail = [...shown, ...(names.length > maxNames ? ['...'] : [])].join('\n');
  return (await dialogs.showWarningMessage(message, { modal: true, detail }, yes, no)) === yes;
}

export function askWhetherToSkip({ length }: readonly Step[]): string {
  return length === 1
    ? vscode.l10n.t('1 step is still open. Mark it as skipped?')
    : vscode.l10n.t('{0} steps are still open. Mark them as skipped?', length);
}

/** On one line. */
export function stepNames(steps: readonly Step[]): string {
  return [...steps.slice(0, maxNames).map(stepName), ...(steps.length > maxNames ? ['...'] : [])].join(', ');
}
