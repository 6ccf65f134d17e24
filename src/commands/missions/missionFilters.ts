import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { Timing } from '../../model/timing';
import type { Loaded } from '../../tracking/feeds/missionListFeed';
import type { MissionFilterState, MissionStatus } from '../../views/trees/missionFilter';
import { statusText, type MissionsTree } from '../../views/trees/missionsTree';
import { withProgress } from '../shared/command';
import type { CommandParts } from '../shared/target';

type Parts = Pick<CommandParts, 'store' | 'poller'> & {
  readonly filter: MissionFilterState;
  readonly tree: MissionsTree;
  readonly timing: Timing;
};

/** Which missions the tree shows, in which order, and how many of them are loaded. */
export function missionFilterCommands(parts: Parts) {
  const { filter, store } = parts;
  const loading = createMissionLoading(parts);

  /** What is not here cannot be found: a filter looks through all missions. */
  function loadFiltered(): void {
    if (filter.isFiltered()) loading.loadRest();
  }

  loadWhenKnown();
  /** A filter that was left on is on again after a reload. */
  function loadWhenKnown(): void {
    if (!filter.isFiltered()) return;
    const stop = store.subscribe(({ missionList }) => {
      if (!missionList || store.missionList().kind !== 'loaded') return;
      stop();
      loadFiltered();
    });
  }

  return {
    async filterMissions() {
      const { status } = filter.get();
      const choice = await askFilter(filter);
      if (choice === 'text') {
        const typed = askText(parts);
        // As soon as somebody begins to type.
        if (filter.get().text === '') loading.loadRest();
        await typed;
      } else if (choice === 'all') filter.set({ text: '', status: undefined });
      else if (choice) filter.set({ status: choice === status ? undefined : choice });
      loadFiltered();
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

    loadAllMissions: () => loading.loadAll(),

    stopLoadingMissions() {
      loading.stop();
      return Promise.resolve();
    },
  };
}

/** Loads all missions, once at a time; the view shows how far that has come. */
function createMissionLoading({ store, poller, tree }: Parts) {
  let underWay: AbortController | undefined;

  function loadedSoFar(): Loaded {
    const list = store.missionList();
    if (list.kind !== 'loaded') return { loaded: 0, total: 0 };
    return { loaded: 0, total: list.value.total, atLeast: list.value.atLeast === true };
  }

  async function loadAll(): Promise<void> {
    if (underWay) return;
    const stop = new AbortController();
    underWay = stop;
    tree.showLoading(loadedSoFar());
    try {
      await withProgress(() => poller.loadAllMissions(stop.signal, (loaded) => tree.showLoading(loaded)));
    } finally {
      underWay = undefined;
      tree.showLoading(undefined);
    }
  }

  return {
    loadAll,
    /** Does so where the list is known and there are more. */
    loadRest() {
      const list = store.missionList();
      if (list.kind === 'loaded' && list.value.more) void loadAll();
    },
    stop: () => underWay?.abort(),
  };
}

/** What to filter by; `all` for no filter. */
async function askFilter(filter: MissionFilterState): Promise<'text' | 'all' | MissionStatus | undefined> {
  const { text, status } = filter.get();
  const statusItem = (one: MissionStatus) => ({
    label: statusText(one),
    iconPath: new vscode.ThemeIcon(status === one ? 'check' : 'blank'),
    choice: one,
  });
  const byText = {
    label: vscode.l10n.t('By text...'),
    iconPath: new vscode.ThemeIcon('search'),
    description: text === '' ? '' : `“${text}”`,
    choice: 'text' as const,
  };
  const all = {
    label: vscode.l10n.t('Show all missions'),
    iconPath: new vscode.ThemeIcon('clear-all'),
    choice: 'all' as const,
  };
  const items: (vscode.QuickPickItem & { readonly choice?: 'text' | 'all' | MissionStatus })[] = [
    byText,
    { label: vscode.l10n.t('missions with'), kind: vscode.QuickPickItemKind.Separator },
    statusItem('active'),
    statusItem('attention'),
    statusItem('failed'),
    statusItem('paused'),
    ...(filter.isFiltered() ? [{ label: '', kind: vscode.QuickPickItemKind.Separator }, all] : []),
  ];
  return (await dialogs.showQuickPick(items, { title: vscode.l10n.t('Filter Missions') }))?.choice;
}

/** Filters as the person types; Escape takes it back. */
function askText({ filter, timing }: Pick<Parts, 'filter' | 'timing'>): Promise<void> {
  return new Promise((resolve) => {
    const before = filter.get().text;
    const box = vscode.window.createInputBox();
    let accepted = false;
    box.title = vscode.l10n.t('Filter Missions');
    box.prompt = vscode.l10n.t('Enter words from the name, description, or ID, or leave it empty to show all');
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
  });
}
