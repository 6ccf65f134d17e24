import * as vscode from 'vscode';
import type { Timing } from '../model/timing';
import { valueOf } from '../tracking/store/facts';
import type { Tracking } from '../tracking/tracking';
import { createNoticedNeeds, type NoticedNeeds } from './noticedNeeds';
import { registerHistories } from './history/historyPanel';
import { registerNotifications } from './notifications';
import { registerStatusBar } from './statusBar';
import { registerRunFileEditor } from './timeline/runFileEditor';
import { registerTimeline } from './timeline/timelinePanel';
import { registerActivityTree } from './trees/activityTree';
import { createMissionFilter } from './trees/missionFilter';
import { registerMissionsTree } from './trees/missionsTree';
import { registerRecentRunsTree } from './trees/recentRunsTree';
import { activityViewId, missionsViewId, recentRunsViewId, type Handle } from './trees/treeHandles';
import { lastSelected, selectedRows } from './trees/treeSelection';
import { followQuestions, followSelection, tellViews } from './trees/viewContexts';

export type Views = ReturnType<typeof registerViews>;

/** Everything that shows what is known: trees, timelines, status bar, notifications. */
export function registerViews(
  context: Pick<vscode.ExtensionContext, 'extensionUri' | 'globalState' | 'workspaceState'>,
  parts: Pick<Tracking, 'store' | 'poller' | 'resources' | 'attention' | 'runClaims'> & {
    readonly timing: Timing;
    readonly hasAccount: () => Promise<boolean>;
    readonly account: { readonly onDidChange: vscode.Event<void>; readonly isDemo: () => boolean };
    readonly client: { readonly bind: Parameters<typeof registerTimeline>[0]['bind'] };
    readonly log: Pick<vscode.LogOutputChannel, 'warn'>;
  },
) {
  const { extensionUri, globalState, workspaceState } = context;
  const { store, poller, attention, runClaims } = parts;
  const isDemo = () => parts.account.isDemo();
  const warn = (message: string) => parts.log.warn(message);
  const filter = createMissionFilter(workspaceState);
  const tree = registerMissionsTree({ ...parts, filter, isDemo });
  const recentRuns = registerRecentRunsTree({ ...parts, state: workspaceState });
  const activity = registerActivityTree({ ...parts, state: workspaceState });
  const selectedMissions = selectedRows(tree);
  tellViews();
  followSelection({ ...tree, rows: selectedMissions.rows });
  const following = new vscode.Disposable(followQuestions(attention));
  const selected = new Map([
    [missionsViewId, selectedMissions],
    [recentRunsViewId, selectedRows(recentRuns)],
    [activityViewId, selectedRows(activity)],
  ]);
  const noticed = createNoticedNeeds(attention, globalState, (runId) => valueOf(store.run(runId)) !== undefined);
  const looking = noticeOnLook(noticed, [tree.view, recentRuns.view]);
  const statusBar = registerStatusBar({ store, attention, noticed, isDemo });
  const onSeen = (runId: string) => attention.see(runId);
  const bind = () => parts.client.bind();
  const timelines = registerTimeline({ extensionUri, store, poller, attention, runClaims, warn, onSeen, bind });
  const runFiles = registerRunFileEditor({ extensionUri, warn });
  const notifications = registerNotifications({ ...parts, onAccountChange: parts.account.onDidChange });
  const histories = registerHistories({ extensionUri, store, poller, warn });
  const views = { tree, recentRuns, activity, statusBar, timelines, runFiles, histories };
  return {
    ...views,
    filter,
    /** The rows that are selected in a view that can be seen, those of the view that was used last. */
    selection: lastSelected([missionsViewId, recentRunsViewId].flatMap((viewId) => selected.get(viewId) ?? [])),
    /** The rows that are selected in this view. */
    selectionIn: (viewId: string): readonly Handle[] => selected.get(viewId)?.rows() ?? [],
    /** Shows the run in the tree. */
    reveal: tree.reveal,
    /** Somebody looks at what needs attention. */
    noticeNeeds: () => noticed.notice(),
    dispose() {
      vscode.Disposable.from(...Object.values(views), notifications, noticed, looking, following).dispose();
    },
  };
}

/** Whoever opens a view of runs, or does something in it, has noticed what needs attention there. */
function noticeOnLook(noticed: NoticedNeeds, views: readonly vscode.TreeView<Handle>[]): vscode.Disposable {
  const notice = () => noticed.notice();
  return vscode.Disposable.from(
    ...views.flatMap((view) => [
      view.onDidChangeVisibility(({ visible }) => {
        if (visible) notice();
      }),
      view.onDidChangeSelection(notice),
      view.onDidExpandElement(notice),
    ]),
  );
}
