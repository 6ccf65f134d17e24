import * as vscode from 'vscode';
import { isObject } from '../../model/jsonObject';
import { pageOptions } from '../page/pagePanel';
import type { HistoryParts } from './historyParts';

export const historyViewType = 'missions.history';

export interface Histories {
  /** Opens the history of the mission, or shows the one that is open. */
  open(missionId: string): Promise<void>;
  /** The mission whose history is the active editor. */
  active(): string | undefined;
}

/** One editor tab a mission. What it is made of is evaluated by those alone who open one. */
export function registerHistories(parts: HistoryParts): Histories & { dispose(): void } {
  const open = new Map<string, vscode.WebviewPanel>();

  async function attach(panel: vscode.WebviewPanel, missionId: string, name: string | undefined): Promise<void> {
    open.set(missionId, panel);
    panel.onDidDispose(() => {
      if (open.get(missionId) === panel) open.delete(missionId);
    });
    const { openHistoryChannel } = await import('./historyChannel');
    openHistoryChannel({ ...parts, panel, missionId, lastName: name });
  }

  const serializer = vscode.window.registerWebviewPanelSerializer(historyViewType, {
    async deserializeWebviewPanel(panel, state: unknown) {
      // It comes from the webview, so nothing is taken on trust.
      const { missionId, name } = isObject(state) ? state : {};
      if (typeof missionId !== 'string' || missionId === '' || open.has(missionId)) panel.dispose();
      else await attach(panel, missionId, typeof name === 'string' ? name : undefined);
    },
  });

  return {
    async open(missionId) {
      const known = open.get(missionId);
      if (known) {
        known.reveal();
        return;
      }
      const panel = vscode.window.createWebviewPanel(
        historyViewType,
        vscode.l10n.t('History'),
        { viewColumn: vscode.ViewColumn.Active },
        pageOptions(parts.extensionUri),
      );
      await attach(panel, missionId, undefined);
    },
    active: () => [...open].find(([, panel]) => panel.active)?.[0],
    dispose() {
      serializer.dispose();
    },
  };
}
