import * as vscode from 'vscode';
import type { MissionFileState } from '../../formats/missionFile/missionFileSyncState';
import type { MissionFileStates } from '../missionFiles/missionFileSyncStates';
import { describeFileOf } from '../missionFiles/missionFileMessages';

/** A letter's worth of sign, and a colour of VS Code's own: themes of every kind have it. */
const signs: Readonly<Partial<Record<MissionFileState, readonly [badge: string, color?: string]>>> = {
  notPublished: ['○'],
  unconfirmed: ['?', 'list.warningForeground'],
  inSync: ['✓'],
  changedHere: ['↑', 'charts.blue'],
  changedThere: ['↓', 'charts.purple'],
  changedBoth: ['⇅', 'list.warningForeground'],
  older: ['↶', 'list.warningForeground'],
  differs: ['≠', 'list.warningForeground'],
  deletedThere: ['✕', 'list.errorForeground'],
};

/** Shows beside a mission file, in the explorer and on its tab, how it stands to its mission. */
export function registerMissionFileDecorations(states: MissionFileStates): vscode.Disposable {
  return vscode.window.registerFileDecorationProvider({
    onDidChangeFileDecorations: states.onDidChange as vscode.Event<vscode.Uri[]>,
    provideFileDecoration(uri) {
      const state = states.stateOf(uri);
      const [badge, color] = (state && signs[state]) ?? [];
      if (!state || badge === undefined) return undefined;
      const tooltip = vscode.l10n.t('Mission: {0}', describeFileOf(state, states.isOfDemo(uri)));
      return new vscode.FileDecoration(badge, tooltip, color ? new vscode.ThemeColor(color) : undefined);
    },
  });
}
