import * as vscode from 'vscode';
import { plainLine } from '../../model/plainText';

/** The event's type in words; one that we do not know is shown as a text. */
export function eventTypeText(type: string): string {
  switch (type) {
    case 'status_change':
      return vscode.l10n.t('status change');
    case 'step_started':
      return vscode.l10n.t('step started');
    case 'step_completed':
      return vscode.l10n.t('step completed');
    case 'step_failed':
      return vscode.l10n.t('step failed');
    case 'tool_call':
      return vscode.l10n.t('tool call');
    case 'tool_result':
      return vscode.l10n.t('tool result');
    case 'message':
      return vscode.l10n.t('message');
    case 'error':
      return vscode.l10n.t('error');
    case 'custom':
      return vscode.l10n.t('custom');
    default:
      return plainLine(type);
  }
}
