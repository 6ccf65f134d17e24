import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { runStatuses } from '../../model/run';
import type { RecentRunsTree } from '../../views/trees/recentRunsTree';
import { recentRunsViewId } from '../../views/trees/treeHandles';
import { withProgress } from '../shared/command';
import type { CommandParts } from '../shared/target';
import { runStatusText } from '../../views/text/statusTexts';

/** Which runs the view of recent runs shows, and how many. */
export function recentRunsCommands({
  recentRuns,
  poller,
  noticeNeeds,
}: Pick<CommandParts, 'poller'> & { readonly recentRuns: RecentRunsTree; readonly noticeNeeds: () => void }) {
  return {
    async showRecentRuns() {
      await vscode.commands.executeCommand(`${recentRunsViewId}.focus`);
      noticeNeeds();
    },

    async filterRecentRuns() {
      const shown = new Set(recentRuns.statuses());
      const items = runStatuses.map((status) => ({
        label: runStatusText(status),
        status,
        picked: shown.has(status),
      }));
      const title = vscode.l10n.t('Filter Recent Runs by Status');
      const choice = await dialogs.showManyPick(items, { title });
      if (!choice) return;
      recentRuns.show(choice.length === items.length ? [] : choice.map(({ status }) => status));
    },

    clearRunFilter() {
      recentRuns.show([]);
      return Promise.resolve();
    },

    async loadMoreRecentRuns() {
      await withProgress(
        () => poller.loadMore({ kind: 'recentRuns', statuses: recentRuns.statuses() }),
        recentRunsViewId,
      );
    },
  };
}
