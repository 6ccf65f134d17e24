import * as vscode from 'vscode';
import { executionModes } from '../../formats/missionFile/missionFile';
import type { WizardQuestion } from '../shared/wizard';

/** What a mission is to be called, as it was typed; never blank. */
export function nameQuestion<A>(value: string, answer: (text: string) => Partial<A>): WizardQuestion<A> {
  return {
    kind: 'input',
    prompt: vscode.l10n.t('Enter a name for the mission'),
    value,
    validate: (text) => (text.trim() === '' ? vscode.l10n.t('Enter a name.') : undefined),
    answer,
  };
}

export function executionModeQuestion<A>(current: string, answer: (mode: string) => Partial<A>): WizardQuestion<A> {
  const details: Readonly<Record<string, string>> = {
    external: vscode.l10n.t('Your own agent executes the runs.'),
    managed: vscode.l10n.t('Telnyx executes the runs.'),
  };
  return {
    kind: 'pick',
    placeHolder: vscode.l10n.t('Select who executes the runs'),
    items: executionModes.map((mode) => ({
      label: mode,
      detail: details[mode] ?? '',
      isCurrent: mode === current,
      answer: answer(mode),
    })),
  };
}
