import * as vscode from 'vscode';
import { dialogs } from '../dialogs';
import { eventTypes } from '../model/event';
import { runStatuses } from '../model/run';
import type { Timing } from '../model/timing';
import type { ActivityTree } from '../views/trees/activityTree';
import { eventTypeText } from '../views/text/eventTexts';
import { recentRunsViewId } from '../views/trees/treeHandles';
import type { MissionFilterState, MissionStatus } from '../views/trees/missionFilter';
import { statusText, type MissionsTree } from '../views/trees/missionsTree';
import type { RecentRunsTree } from '../views/trees/recentRunsTree';
import { runStatusText } from '../views/trees/rows';
import type { Loaded } from '../tracking/feeds/missionListFeed';
import { withProgress } from './shared/command';
import { showRunNotFound } from './shared/outcome';
import { beginAct, type CommandParts } from './shared/target';

type Parts = CommandParts & {
  readonly filter: MissionFilterState;
  readonly tree: MissionsTree;
  readonly recentRuns: RecentRunsTree;
  readonly activity: ActivityTree;
  readonly timing: Timing;
};

/** What the views show, and how much of it. */
export function viewCommands(parts: Parts) {
  const { filter, tree, recentRuns, activity, poller, store, timing } = parts;
  let loadingAll: AbortController | undefined;

  async function loadAllMissions(): Promise<void> {
    if (loadingAll) return;
    const stop = new AbortController();
    loadingAll = stop;
    tree.showLoading({ loaded: 0, ...totalMissions() });
    try {
      await poller.loadAllMissions(stop.signal, (loaded) => tree.showLoading(loaded));
    } finally {
      loadingAll = undefined;
      tree.showLoading(undefined);
    }
  }

  function totalMissions(): Pick<Loaded, 'total' | 'atLeast'> {
    const list = store.missionList();
    if (list.kind !== 'known') return { total: 0 };
    return { total: list.value.total, atLeast: list.value.atLeast === true };
  }

  /** What is not here cannot be found: a filter looks through all missions. */
  function loadWhatIsSearched(): void {
    const list = store.missionList();
    if (filter.isFiltered() && list.kind === 'known' && list.value.more) void loadAllMissions();
  }

  /** Filters as the person types; Escape takes it back. */
  function askText(): Promise<void> {
    return new Promise((resolve) => {
      const before = filter.get().text;
      const box = vscode.window.createInputBox();
      let accepted = false;
      box.title = vscode.l10n.t('Filter Missions');
      box.prompt = vscode.l10n.t('Words in the name, the description or the id. Empty shows all.');
      box.value = before;
      let timer: ReturnType<typeof setTimeout> | undefined;
      box.onDidChangeValue((text) => {
        clearTimeout(timer);
        timer = setTimeout(() => filter.set({ text: text.trim() }), timing.filterRestMs);
      });
      box.onDidAccept(() => {
        accepted = true;
        box.hide();
      });
      box.onDidHide(() => {
        clearTimeout(timer);
        filter.set({ text: accepted ? box.value.trim() : before });
        box.dispose();
        resolve();
      });
      box.show();
      if (before === '') loadBeforeSearch();
    });
  }

  /** Starts to load as soon as somebody begins to type. */
  function loadBeforeSearch(): void {
    const list = store.missionList();
    if (list.kind === 'known' && list.value.more) void loadAllMissions();
  }

  loadWhenKnown();
  /** A filter that was left on is on again after a reload. */
  function loadWhenKnown(): void {
    if (!filter.isFiltered()) return;
    const stop = store.subscribe(({ missionList }) => {
      if (!missionList || store.missionList().kind !== 'known') return;
      stop();
      loadWhatIsSearched();
    });
  }

  return {
    async filterMissions() {
      const { text, status } = filter.get();
      const of = (one: MissionStatus): vscode.QuickPickItem & { readonly status: MissionStatus } => ({
        label: statusText(one),
        iconPath: new vscode.ThemeIcon(status === one ? 'check' : 'blank'),
        status: one,
      });
      const byText = {
        label: vscode.l10n.t('By text…'),
        iconPath: new vscode.ThemeIcon('search'),
        description: text === '' ? '' : `“${text}”`,
      };
      const all = { label: vscode.l10n.t('Show all missions'), iconPath: new vscode.ThemeIcon('clear-all') };
      const items: (vscode.QuickPickItem & { readonly status?: MissionStatus })[] = [
        byText,
        { label: vscode.l10n.t('Missions with'), kind: vscode.QuickPickItemKind.Separator },
        of('active'),
        of('attention'),
        of('failed'),
        of('paused'),
        ...(filter.isFiltered() ? [{ label: '', kind: vscode.QuickPickItemKind.Separator }, all] : []),
      ];
      const title = vscode.l10n.t('Filter Missions');
      const choice = await dialogs.showQuickPick(items, { title });
      if (choice === byText) await askText();
      else if (choice === all) filter.set({ text: '', status: undefined });
      else if (choice?.status) filter.set({ status: choice.status === status ? undefined : choice.status });
      loadWhatIsSearched();
    },

    clearMissionFilter() {
      filter.set({ text: '', status: undefined });
      return Promise.resolve();
    },

    async sortMissions() {
      const { sort } = filter.get();
      const items = [
        { label: vscode.l10n.t('Name'), sort: 'name' as const },
        { label: vscode.l10n.t('Last activity'), sort: 'activity' as const },
      ].map((item) => ({ ...item, iconPath: new vscode.ThemeIcon(item.sort === sort ? 'check' : 'blank') }));
      const choice = await dialogs.showQuickPick(items, { title: vscode.l10n.t('Sort Missions By') });
      if (choice) filter.set({ sort: choice.sort });
    },

    loadAllMissions,

    stopLoadingMissions() {
      loadingAll?.abort();
      return Promise.resolve();
    },

    async showRecentRuns() {
      await vscode.commands.executeCommand(`${recentRunsViewId}.focus`);
    },

    async filterRecentRuns() {
      const shown = new Set(recentRuns.statuses());
      const items = runStatuses.map((status) => ({
        label: runStatusText(status),
        status,
        picked: shown.has(status),
      }));
      const title = vscode.l10n.t('Show Runs That Are');
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
        title: vscode.l10n.t('Show Events of Type'),
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
      if (typeof argument !== 'object' || argument === null) return;
      const { runId, eventId } = argument as { readonly runId?: unknown; readonly eventId?: unknown };
      if (typeof runId !== 'string' || typeof eventId !== 'string') return;
      const { actions } = beginAct(parts);
      const run = await withProgress(() => actions.findRun(runId));
      if (run) parts.timelines.open({ missionId: run.missionId, runId }, eventId);
      else showRunNotFound();
    },
  };
}
