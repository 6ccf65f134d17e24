import * as vscode from 'vscode';

/** Instructions to begin with: where a person writes what, under the mission's name. */
export function instructionsTemplate(name: string): string {
  return [
    `# ${name}`,
    vscode.l10n.t("One sentence: the agent's goal."),
    `## ${vscode.l10n.t('Steps')}`,
    `1. ${vscode.l10n.t("The agent's first step.")}`,
    `## ${vscode.l10n.t('Done when')}`,
    vscode.l10n.t('How the agent can tell that the goal is met.'),
  ].join('\n\n');
}
