import * as vscode from 'vscode';
import { isActive } from '../../model/run';
import type { Interest } from '../../tracking/feeds/interest';
import { valueOf } from '../../tracking/store/facts';
import type { Loaded } from '../../tracking/feeds/missionListFeed';
import { needsAttentionText } from '../text/attentionTexts';
import { showCaption } from './staleMessage';
import { missionsViewId, type Handle, type HandleOf } from './treeHandles';
import { createLiveTree, type LiveTree, type TreeParts } from './liveTree';
import type { MissionFilterState, MissionStatus } from './missionFilter';
import { createMissionOrder } from './missionOrder';
import { loadingText, missionNotes, missionsFailed, runRows } from './missionRows';
import { createEmptyContext } from './viewContexts';

/** How long VS Code is given to read a row that is new (ms), and how often it is asked to show it. */
const rowPatienceMs = 10_000;
const rowTries = 3;

export type MissionsTree = Pick<LiveTree, 'view' | 'provider' | 'onDidRead' | 'dispose'> & {
  /** Selects the run's row and lays it open, where its mission is shown. Never rejects. */
  readonly reveal: (missionId: string, runId: string) => Promise<void>;
  /** Says how far loading all missions has come; `undefined` when it is over. */
  showLoading(loaded: Loaded | undefined): void;
};

export function registerMissionsTree(
  parts: TreeParts & { readonly filter: MissionFilterState; readonly isDemo: () => boolean },
): MissionsTree {
  const { store, filter } = parts;
  const order = createMissionOrder(parts);
  let loading: Loaded | undefined;
  const tellEmpty = createEmptyContext('missions.missionsEmpty');
  /** The order that is shown: another one needs all rows again. */
  let shown: readonly string[] = [];
  const onRead = new vscode.EventEmitter<void>();

  /** Resolves when VS Code has read the missions again; after a while in any case. */
  const nextRead = () =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        listening.dispose();
        resolve();
      };
      const timer = setTimeout(end, rowPatienceMs);
      const listening = onRead.event(end);
    });

  async function roots({ nodes }: LiveTree): Promise<Handle[]> {
    if (store.missionList().kind === 'notLoaded') tellEmpty(undefined);
    const known = await nodes.settled(() => store.missionList());
    showState();
    // Which missions pass a filter by their runs is known with these; VS Code shows that the view is loading meanwhile.
    const runsOfFilter = valueOf(known) ? await nodes.settled(() => order.runsOfFilter()) : order.runsOfFilter();
    const list = valueOf(store.missionList());
    if (!list) return missionsFailed(nodes, known);
    shown = order.inOrder(list);
    onRead.fire();
    const notes = missionNotes(nodes, { list, shown: shown.length, runsOfFilter, isLoading: loading !== undefined });
    const isEmpty = shown.length + notes.length === 0;
    const isUnsure = runsOfFilter.kind !== 'loaded' && !valueOf(runsOfFilter);
    tellEmpty(!isEmpty || isUnsure ? undefined : list.missionIds.length === 0 ? 'account' : 'filter');
    return [...shown.map((missionId) => nodes.mission(missionId)), ...notes];
  }

  const underMission = async (parent: HandleOf<'mission'>, live: LiveTree) => [
    ...(await runRows(parent, live, store)),
    ...live.nodes.resourcesNode(parent.missionId),
  ];

  function interests(): ReadonlyMap<string, Interest> {
    const { status } = filter.get();
    const wanted = new Map<string, Interest>([['missions', { kind: 'missions' }]]);
    if (status === 'failed' || status === 'paused') wanted.set('status', { kind: 'recentRuns', statuses: [status] });
    return wanted;
  }

  /**
   * Says how old the list is where it could not be renewed, whose it is and what it is filtered by, and how much needs
   * attention.
   */
  function showState(): void {
    const { text, status } = filter.get();
    const account = parts.isDemo() ? vscode.l10n.t('Demo Account') : '';
    const filtered = [text === '' ? '' : `"${text}"`, statusText(status)];
    const shownAs = [account, ...filtered, loading && loadingText(loading)].filter(Boolean).join(' · ');
    showCaption(tree.view, shownAs, store.missionList());
    const asking = parts.attention.asking().size;
    const tooltip = needsAttentionText(asking, parts.attention.mayMoreAsk());
    if (tooltip !== (tree.view.badge?.tooltip ?? ''))
      tree.view.badge = asking > 0 ? { value: asking, tooltip } : undefined;
  }

  const tree = createLiveTree(parts, {
    viewId: missionsViewId,
    isMultiSelect: true,
    roots,
    underMission,
    interests,
    onChange: () => showState(),
    rootsChanged(change) {
      if (change.missionList) return true;
      const list = order.matters(change) ? valueOf(store.missionList()) : undefined;
      if (!list) return false;
      const now = order.inOrder(list);
      return now.length !== shown.length || now.some((missionId, place) => missionId !== shown[place]);
    },
  });

  const filterChanged = filter.onDidChange(() => {
    tree.watch();
    tree.redraw();
  });

  return {
    view: tree.view,
    provider: tree.provider,
    onDidRead: tree.onDidRead,
    showLoading(loaded) {
      const begins = (loading === undefined) !== (loaded === undefined);
      loading = loaded;
      showState();
      if (!begins) return;
      void vscode.commands.executeCommand('setContext', 'missions.loadingMissions', loaded !== undefined);
      tree.redraw();
    },
    async reveal(missionId, runId) {
      const { view, nodes } = tree;
      const isListed = () => {
        const list = valueOf(store.missionList());
        return list !== undefined && order.inOrder(list).includes(missionId);
      };
      for (let tries = 0; tries < rowTries && view.visible && isListed(); tries++) {
        // A mission that has just come is known before VS Code has read its row.
        if (!shown.includes(missionId)) await nextRead();
        else if (await revealed()) return;
      }

      /** VS Code rejects while it reads rows again, and where a row has gone meanwhile. */
      async function revealed(): Promise<boolean> {
        try {
          await view.reveal(nodes.mission(missionId), { select: false, expand: true });
          const run = valueOf(store.run(runId));
          if (run) await view.reveal(nodes.run(missionId, runId, false), { select: true, expand: isActive(run) });
          return true;
        } catch {
          return false;
        }
      }
    },
    dispose() {
      filterChanged.dispose();
      onRead.dispose();
      tree.dispose();
    },
  };
}

export function statusText(status: MissionStatus | undefined): string {
  switch (status) {
    case undefined:
      return '';
    case 'active':
      return vscode.l10n.t('active runs');
    case 'attention':
      return vscode.l10n.t('runs that need attention');
    case 'failed':
      return vscode.l10n.t('failed runs');
    case 'paused':
      return vscode.l10n.t('paused runs');
  }
}
