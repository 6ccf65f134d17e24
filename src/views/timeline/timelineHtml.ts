import * as vscode from 'vscode';
import { pageHtml } from '../page/pageHtml';

export function timelineHtml(webview: vscode.Webview, dist: vscode.Uri, ids: { missionId: string; runId: string }) {
  return pageHtml(webview, dist, {
    title: vscode.l10n.t('Run timeline'),
    script: 'timeline.js',
    styles: ['timeline.css'],
    data: { 'mission-id': ids.missionId, 'run-id': ids.runId },
  });
}
