import * as vscode from 'vscode';
import { scopeOf, valueOf } from '../../tracking/store/facts';
import { showCaption } from './staleMessage';
import { recentRunsViewId, type Handle } from './treeHandles';
import { createLiveTree, type LiveTree, type TreeParts } from './liveTree';
import { loadMoreRow, runsTooLargeRow } from './rows';
import { createEmptyContext } from './viewContexts';
import { runStatusText } from '../text/statusTexts';

/** Plans of active runs that are read for their progress alone. */
const maxProgress = 5;

export type RecentRunsTree = Pick<LiveTree, 'view' | 'provider' | 'onDidRead' | 'dispose'> & {
  /** The statuses that are shown; none are all. */
  readonly statuses: () => readonly string[];
  show(statuses: readonly string[]): void;
};

const stateKey = 'recentRunStatuses';

/** The runs of all missions: active ones first, then newest first. */
export function registerRecentRunsTree(parts: TreeParts & { readonly state: vscode.Memento }): RecentRunsTree {
  const { store, state } = parts;
  const saved = state.get<unknown>(stateKey);
  let statuses: readonly string[] = Array.isArray(saved) ? saved.filter((one) => typeof one === 'string') : [];
  const updateContext = () =>
    void vscode.commands.executeCommand('setContext', 'missions.runsFiltered', statuses.length > 0);
  updateContext();
  const tellEmpty = createEmptyContext('missions.runsEmpty');

  async function roots({ nodes, addInterest }: LiveTree): Promise<Handle[]> {
    const runs = () => store.recentRuns(scopeOf(statuses));
    if (runs().kind === 'notLoaded') tellEmpty(undefined);
    const known = await nodes.settled(runs);
    showState();
    const list = valueOf(known);
    if (!list)
      return known.kind === 'failed'
        ? [nodes.failure('runs failed', undefined, vscode.l10n.t("Couldn't load runs"), known.error)]
        : [];
    const rows: Handle[] = list.runIds.flatMap((runId) => {
      const run = valueOf(store.run(runId));
      return run ? [nodes.run(run.missionId, runId, true)] : [];
    });
    for (const row of rows.slice(0, maxProgress))
      if (row.kind === 'run' && store.activeRuns().has(row.runId))
        addInterest(`progress ${row.runId}`, { kind: 'plan', missionId: row.missionId, runId: row.runId });
    const tooLarge = list.tooLarge ?? [];
    if (tooLarge.length > 0) rows.push(nodes.note('too large runs', undefined, runsTooLargeRow(tooLarge)));
    if (list.more) {
      const command = { command: 'missions.loadMoreRecentRuns', title: '' };
      rows.push(nodes.note('more runs', undefined, loadMoreRow(command)));
    }
    tellEmpty(rows.length > 0 ? undefined : statuses.length > 0 ? 'filter' : 'account');
    return rows;
  }

  function showState(): void {
    showCaption(tree.view, statuses.map(runStatusText).join(', '), store.recentRuns(scopeOf(statuses)));
  }

  const tree = createLiveTree(parts, {
    viewId: recentRunsViewId,
    isMultiSelect: true,
    roots,
    interests: () => new Map([[`recent ${scopeOf(statuses)}`, { kind: 'recentRuns', statuses }]]),
    onChange: () => showState(),
    rootsChanged: (change) => change.recentRuns,
  });

  return {
    view: tree.view,
    provider: tree.provider,
    onDidRead: tree.onDidRead,
    dispose: tree.dispose,
    statuses: () => statuses,
    show(next) {
      statuses = [...next];
      void state.update(stateKey, statuses);
      updateContext();
      tree.watch();
      tree.redraw();
    },
  };
}
