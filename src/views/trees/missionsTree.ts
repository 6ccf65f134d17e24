import * as vscode from 'vscode';
import { isActive } from '../../model/run';
import type { Interest } from '../../tracking/feeds/interest';
import { valueOf, type Loadable, type MissionList } from '../../tracking/store/facts';
import type { Loaded } from '../../tracking/feeds/missionListFeed';
import { activeRunsText } from '../text/attentionTexts';
import { ageMessage } from './staleMessage';
import { missionsViewId, type Handle } from './treeHandles';
import { createLiveTree, type LiveTree, type TreeParts } from './liveTree';
import { hasWords, type MissionFilterState, type MissionStatus } from './missionFilter';
import { noteRow, runsTooLargeRow, tooLargeRow } from './rows';

/** How long VS Code is given to read a row that is new (ms), and how often it is asked to show it. */
const rowPatienceMs = 10_000;
const rowTries = 3;

/** Plans of active runs that are read for their progress alone, in each mission that is laid open. */
const mostProgress = 5;

export type MissionsTree = Pick<LiveTree, 'view' | 'provider' | 'onDidRead' | 'dispose'> & {
  /** Selects the run's row and lays it open, where its mission is shown. Never rejects. */
  readonly reveal: (missionId: string, runId: string) => Promise<void>;
  /** Says how far loading all missions has come; `undefined` when it is over. */
  showLoading(loaded: Loaded | undefined): void;
};

export function registerMissionsTree(parts: TreeParts & { readonly filter: MissionFilterState }): MissionsTree {
  const { store, attention, filter } = parts;
  const collator = new Intl.Collator(vscode.env.language, { numeric: true });
  let loading: Loaded | undefined;
  /** The order that is shown: another one needs all rows anew. */
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

  const nameOf = (missionId: string) => store.mission(missionId)?.name ?? '';
  const byName = (a: string, b: string) => collator.compare(nameOf(a), nameOf(b)) || (a < b ? -1 : 1);

  /** The missions that have a run in the status; `undefined` for all. */
  function withStatus(status: MissionStatus | undefined): ((missionId: string) => boolean) | undefined {
    switch (status) {
      case undefined:
        return undefined;
      case 'active':
        return (missionId) => store.activeRunsOf(missionId) > 0;
      case 'attention':
        return (missionId) => attention.askingOf(missionId) > 0;
      default: {
        const runs = valueOf(store.recentRuns(status))?.runIds ?? [];
        const missionIds = new Set(runs.map((runId) => valueOf(store.run(runId))?.missionId));
        return (missionId) => missionIds.has(missionId);
      }
    }
  }

  /** The runs that the filter looks at, where that are others than those that are always known. */
  function runsOfFilter(): Loadable<unknown> {
    const { status } = filter.get();
    return status === 'failed' || status === 'paused'
      ? store.recentRuns(status)
      : { kind: 'known', value: undefined, at: 0 };
  }

  function inOrder({ missionIds }: MissionList): readonly string[] {
    const { sort, text, status } = filter.get();
    const has = withStatus(status);
    const wanted = missionIds.filter((missionId) => {
      const mission = store.mission(missionId);
      return mission && hasWords(mission, text) && (has?.(missionId) ?? true);
    });
    if (sort === 'name') return wanted.sort(byName);
    return wanted.sort((a, b) => store.lastMissionActivityAt(b) - store.lastMissionActivityAt(a) || byName(a, b));
  }

  async function roots({ branches }: LiveTree): Promise<Handle[]> {
    const known = await branches.settled(() => store.missionList());
    const list = valueOf(known);
    showState(tree.view);
    if (!list)
      return known.kind === 'failed'
        ? [
            branches.failure(
              'missions failed',
              undefined,
              vscode.l10n.t('The missions could not be loaded'),
              known.error,
            ),
          ]
        : [];
    const note = (key: string, text: string, icon: string, command?: string) =>
      branches.note(key, undefined, noteRow(text, [icon], command ? { command, title: '' } : undefined));
    const tooLarge = list.tooLarge ?? [];
    if (list.missionIds.length === 0 && tooLarge.length === 0 && !list.more)
      return [note('no missions', vscode.l10n.t('No missions in this account yet'), 'info')];
    shown = inOrder(list);
    onRead.fire();
    const rows: Handle[] = shown.map((missionId) => branches.mission(missionId));
    const runs = runsOfFilter();
    if (rows.length === 0 && runs.kind !== 'known' && !valueOf(runs)) {
      // Nobody knows which missions have such runs.
      if (runs.kind === 'failed')
        rows.push(branches.failure('no match', undefined, vscode.l10n.t('The runs could not be loaded'), runs.error));
    } else if (rows.length === 0 && list.missionIds.length > 0)
      rows.push(
        note('no match', vscode.l10n.t('No mission fits the filter: show all'), 'info', 'missions.clearMissionFilter'),
      );
    if (tooLarge.length > 0)
      rows.push(branches.note('too large missions', undefined, tooLargeRow(tooLargeText(tooLarge.length), tooLarge)));
    if (loading) {
      const text = loading.atLeast
        ? vscode.l10n.t('Loading all missions: {0} of at least {1}. Stop', loading.loaded, loading.total)
        : vscode.l10n.t('Loading all missions: {0} of {1}. Stop', loading.loaded, loading.total);
      rows.push(note('loading all', text, 'loading~spin', 'missions.stopLoadingMissions'));
    } else if (list.more) {
      rows.push(
        note('more missions', loadMoreText(list), 'ellipsis', 'missions.loadMoreMissions'),
        note('all missions', vscode.l10n.t('Load all missions'), 'cloud-download', 'missions.loadAllMissions'),
      );
    }
    return rows;
  }

  type MissionHandle = Extract<Handle, { readonly kind: 'mission' }>;

  const underMission = async (parent: MissionHandle, live: LiveTree) => [
    ...(await runs(parent, live)),
    ...live.branches.groups(parent.missionId),
  ];

  async function runs(parent: MissionHandle, { branches, want }: LiveTree): Promise<Handle[]> {
    const { missionId } = parent;
    const known = await branches.settled(() => store.runList(missionId));
    const list = valueOf(known);
    const failed =
      known.kind === 'failed'
        ? [
            branches.failure(
              `runs failed ${missionId}`,
              parent,
              vscode.l10n.t('The runs could not be loaded'),
              known.error,
            ),
          ]
        : [];
    if (!list) return failed;
    const tooLarge = list.tooLarge ?? [];
    if (list.runIds.length === 0 && failed.length === 0 && tooLarge.length === 0 && !list.more) {
      const command = { command: 'missions.startRun', title: vscode.l10n.t('Start Run'), arguments: [parent] };
      return [branches.note(`no runs ${missionId}`, parent, noteRow(vscode.l10n.t('No runs yet'), ['info'], command))];
    }
    const rows: Handle[] = list.runIds.map((runId) => branches.run(missionId, runId, false));
    const active = list.runIds.filter((runId) => store.activeRuns().has(runId));
    for (const runId of active.slice(0, mostProgress)) want(`progress ${runId}`, { kind: 'plan', missionId, runId });
    if (tooLarge.length > 0) rows.push(branches.note(`too large runs ${missionId}`, parent, runsTooLargeRow(tooLarge)));
    if (list.more) {
      const command = { command: 'missions.loadMoreRuns', title: '', arguments: [parent] };
      rows.push(
        branches.note(
          `more runs ${missionId}`,
          parent,
          noteRow(vscode.l10n.t('Load more runs'), ['ellipsis'], command),
        ),
      );
    }
    return [...rows, ...failed];
  }

  function interests(): ReadonlyMap<string, Interest> {
    const { status } = filter.get();
    const wanted = new Map<string, Interest>([['missions', { kind: 'missions' }]]);
    if (status === 'failed' || status === 'paused') wanted.set('status', { kind: 'recentRuns', statuses: [status] });
    return wanted;
  }

  /** Says how old the list is where it could not be renewed, what it is filtered by, and how much goes on. */
  function showState(view: vscode.TreeView<Handle>): void {
    const list = store.missionList();
    const { text, status } = filter.get();
    const shownAs = [text === '' ? '' : `“${text}”`, statusText(status)].filter(Boolean).join(' · ');
    view.description = shownAs;
    view.message = ageMessage(list);
    const active = store.activeRuns().size;
    view.badge = active > 0 ? { value: active, tooltip: activeRunsText(active) } : undefined;
  }

  const tree = createLiveTree(parts, {
    viewId: missionsViewId,
    many: true,
    roots,
    underMission,
    interests,
    onChange: showState,
    rootsChanged(change) {
      if (change.missionList) return true;
      const { sort, status, text } = filter.get();
      const matters =
        (sort === 'activity' && change.activityChanged.size > 0) ||
        (text !== '' && change.missions.size > 0) ||
        (status !== undefined && (change.recentRuns || change.probed.size + change.plans.size > 0));
      const list = matters ? valueOf(store.missionList()) : undefined;
      if (!list) return false;
      const now = inOrder(list);
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
      loading = loaded;
      tree.redraw();
    },
    async reveal(missionId, runId) {
      const { view, branches } = tree;
      const isListed = () => {
        const list = valueOf(store.missionList());
        return list !== undefined && inOrder(list).includes(missionId);
      };
      for (let tries = 0; tries < rowTries && view.visible && isListed(); tries++) {
        // A mission that has just come is known before VS Code has read its row.
        if (!shown.includes(missionId)) await nextRead();
        else if (await revealed()) return;
      }

      /** VS Code rejects while it reads rows again, and where a row has gone meanwhile. */
      async function revealed(): Promise<boolean> {
        try {
          await view.reveal(branches.mission(missionId), { select: false, expand: true });
          const run = valueOf(store.run(runId));
          if (run) await view.reveal(branches.run(missionId, runId, false), { select: true, expand: isActive(run) });
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

function loadMoreText({ missionIds: { length: here }, total, atLeast }: MissionList): string {
  // The list has been read as far as its count says, and its end has not been seen.
  if (here >= total) return vscode.l10n.t('Load more missions ({0} shown)', here);
  if (atLeast) return vscode.l10n.t('Load more missions ({0} of at least {1} shown)', here, total);
  return vscode.l10n.t('Load more missions ({0} of {1} shown)', here, total);
}

function tooLargeText(count: number): string {
  return count === 1
    ? vscode.l10n.t('1 mission is too large to load')
    : vscode.l10n.t('{0} missions are too large to load', count);
}

export function statusText(status: MissionStatus | undefined): string {
  switch (status) {
    case undefined:
      return '';
    case 'active':
      return vscode.l10n.t('active runs');
    case 'attention':
      return vscode.l10n.t('needs you');
    case 'failed':
      return vscode.l10n.t('failed runs');
    case 'paused':
      return vscode.l10n.t('paused runs');
  }
}
