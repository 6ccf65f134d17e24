import * as vscode from 'vscode';
import { dialogs } from '../dialogs';
import { eventTypes } from '../model/event';
import { isObject } from '../model/jsonObject';
import { eventTypeText } from '../views/text/eventTexts';
import type { ActivityTree } from '../views/trees/activityTree';
import { withProgress } from './shared/command';
import { showRunNotFound } from './shared/outcome';
import { beginAct, type CommandParts } from './shared/target';

/** Which events the view of the activity shows, and how many. */
export function activityCommands(parts: CommandParts & { readonly activity: ActivityTree }) {
  const { activity, poller } = parts;
  return {
    async filterActivity() {
      const shown = activity.type();
      const all = {
        label: vscode.l10n.t('All types'),
        iconPath: new vscode.ThemeIcon(shown === undefined ? 'check' : 'blank'),
        type: undefined,
      };
      const types = eventTypes.map((type) => ({
        label: eventTypeText(type),
        iconPath: new vscode.ThemeIcon(shown === type ? 'check' : 'blank'),
        type,
      }));
      const choice = await dialogs.showQuickPick([all, ...types], {
        title: vscode.l10n.t('Filter Activity by Event Type'),
      });
      if (choice) activity.show(choice.type);
    },

    clearActivityFilter() {
      activity.show(undefined);
      return Promise.resolve();
    },

    async loadMoreActivity() {
      await poller.loadMore({ kind: 'activity', type: activity.type() });
    },

    /** Opens the timeline of the event's run at the event, wherever its mission is. */
    async openEvent(argument: unknown) {
      const { runId, eventId } = isObject(argument) ? argument : {};
      if (typeof runId !== 'string' || typeof eventId !== 'string') return;
      const { actions } = beginAct(parts);
      const run = await withProgress(() => actions.findRun(runId));
      if (run) parts.timelines.open({ missionId: run.missionId, runId }, { eventId, preview: true });
      else showRunNotFound();
    },
  };
}
