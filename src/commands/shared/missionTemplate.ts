import * as vscode from 'vscode';

/** Instructions to begin with: where a person writes what, under the mission's name. */
export function instructionsTemplate(name: string): string {
  return [
    `# ${name}`,
    vscode.l10n.t('What the agent is to reach, in a sentence.'),
    `## ${vscode.l10n.t('Steps')}`,
    `1. ${vscode.l10n.t('What it does first.')}`,
    `## ${vscode.l10n.t('Done when')}`,
    vscode.l10n.t('How it knows that it has reached it.'),
  ].join('\n\n');
}
