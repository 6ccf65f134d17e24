import * as vscode from 'vscode';
import { plainLine } from '../../model/plainText';

/** The run's status in words; one that we do not know is shown as a text. */
export function runStatusText(status: string): string {
  switch (status) {
    case 'pending':
      return vscode.l10n.t('pending');
    case 'running':
      return vscode.l10n.t('running');
    case 'paused':
      return vscode.l10n.t('paused');
    case 'succeeded':
      return vscode.l10n.t('succeeded');
    case 'failed':
      return vscode.l10n.t('failed');
    case 'cancelled':
      return vscode.l10n.t('cancelled');
    default:
      return plainLine(status);
  }
}

/** The step's status in words; one that we do not know is shown as a text. */
export function stepStatusText(status: string): string {
  switch (status) {
    case 'pending':
      return vscode.l10n.t('pending');
    case 'in_progress':
      return vscode.l10n.t('in progress');
    case 'completed':
      return vscode.l10n.t('completed');
    case 'skipped':
      return vscode.l10n.t('skipped');
    case 'failed':
      return vscode.l10n.t('failed');
    default:
      return plainLine(status);
  }
}
