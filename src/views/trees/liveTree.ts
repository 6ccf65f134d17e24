import * as vscode from 'vscode';
import type { Timing } from '../../model/timing';
import type { AttentionWatch } from '../../tracking/attention';
import type { OwnClaims } from '../text/claimTexts';
import type { Interest } from '../../tracking/feeds/interest';
import { valueOf, type Change } from '../../tracking/store/facts';
import type { Poller } from '../../tracking/polling/poller';
import type { Resources } from '../../tracking/resources';
import type { Store } from '../../tracking/store/store';
import { createTreeNodes, type TreeNodes } from './treeNodes';
import { onNextDay } from '../text/times';
import { ExpandedInterests } from './expandedInterests';
import type { Handle, HandleOf } from './treeHandles';

export type TreeParts = {
  readonly store: Store;
  readonly poller: Poller;
  readonly resources: Resources;
  readonly attention: AttentionWatch;
  readonly runClaims?: OwnClaims | undefined;
  readonly timing: Timing;
  /** Whether there is an account to ask; tells VS Code which welcome to show. */
  readonly hasAccount: () => Promise<boolean>;
};

/** What makes one tree different from the others. */
export type TreeShape = {
  readonly viewId: string;
  /** Its rows open, and several of them can be selected. */
  readonly isMultiSelect: boolean;
  /** The rows at the top; asked for only while there is an account. */
  readonly roots: (tree: LiveTree) => Promise<Handle[]>;
  /** The rows under a mission. */
  readonly underMission?: (mission: HandleOf<'mission'>, tree: LiveTree) => Promise<Handle[]>;
  /** What is watched whenever the view is visible. */
  readonly interests: () => ReadonlyMap<string, Interest>;
  /** Whether the rows at the top are others now, or stand in another order. */
  readonly rootsChanged: (change: Change) => boolean;
  /** Hears of each change, and of what needs attention, before the rows are drawn again. */
  readonly onChange: () => void;
};

/** A tree that follows the store while it is visible, and watches what is laid open in it. */
export interface LiveTree {
  readonly view: vscode.TreeView<Handle>;
  readonly provider: vscode.TreeDataProvider<Handle>;
  readonly nodes: TreeNodes;
  /** Calls back when VS Code has read rows: it knows their elements then. */
  readonly onDidRead: (listener: () => void) => void;
  /** Draws all rows anew. */
  readonly redraw: () => void;
  /** Watches this too while the view is visible, until the row `key` is closed. */
  readonly addInterest: (key: string, interest: Interest) => void;
  /** Watches anew what the shape is interested in. */
  readonly watch: () => void;
  readonly dispose: () => void;
}

export function createLiveTree(parts: TreeParts, shape: TreeShape): LiveTree {
  const { store, poller, resources, attention, timing, hasAccount } = parts;
  const nodes = createTreeNodes(parts);
  const changed = new vscode.EventEmitter<Handle[] | undefined>();
  const expanded = new ExpandedInterests({
    poller,
    resources,
    always: shape.interests,
    isVisible: () => view.visible,
  });
  const read = new vscode.EventEmitter<void>();
  // "Yesterday" is another day tomorrow.
  const stopDays = onNextDay(
    () => store.now(),
    () => changed.fire(undefined),
  );
  let readTimer: ReturnType<typeof setTimeout> | undefined;
  let durationTimer: ReturnType<typeof setInterval> | undefined;

  const provider: vscode.TreeDataProvider<Handle> = {
    onDidChangeTreeData: changed.event,
    getTreeItem(handle) {
      readTimer ??= setTimeout(() => {
        readTimer = undefined;
        read.fire();
      });
      return nodes.item(handle);
    },
    getParent: (handle) => nodes.parentOf(handle),
    async getChildren(handle) {
      if (handle) return rowsUnder(handle, tree, shape, expanded);
      if (!(await hasAccount())) return [];
      watch();
      return shape.roots(tree);
    },
  };
  const view = vscode.window.createTreeView(shape.viewId, {
    treeDataProvider: provider,
    showCollapseAll: shape.isMultiSelect,
    canSelectMany: shape.isMultiSelect,
  });

  function watch(): void {
    expanded.watch();
    updateDurationTimer();
  }

  /** Durations of active runs grow by themselves. */
  function updateDurationTimer(): void {
    const needed = view.visible && store.activeRuns().size > 0;
    if (needed === (durationTimer !== undefined)) return;
    clearInterval(durationTimer);
    durationTimer = needed ? setInterval(redrawActive, timing.durationRefreshMs) : undefined;
  }

  function redrawActive(): void {
    const shown = [...store.activeRuns()].flatMap((runId) => nodes.handleOf(`run ${runId}`) ?? []);
    redrawRows(
      shown.filter(
        (handle) => handle.kind === 'run' && (handle.topLevel || expanded.has(`mission ${handle.missionId}`)),
      ),
    );
  }

  /** VS Code reads nothing again before it has what it has asked for, and of that nothing more may ever become known. */
  function redraw(): void {
    nodes.renew();
    changed.fire(undefined);
  }

  function redrawRows(handles: Handle[]): void {
    if (handles.length > 0) changed.fire(handles);
  }

  function onStoreChange(change: Change): void {
    shape.onChange();
    updateDurationTimer();
    if (shape.rootsChanged(change)) {
      if (store.epoch !== epoch) forget();
      // What belongs to a mission that has gone will never be known.
      if (change.missionList) nodes.renew();
      changed.fire(undefined);
      return;
    }
    const { runs, missions, runLists, plans, agents } = change;
    const rows = changedRows(
      { runs, missions: [...missions, ...runLists], plans: [...plans, ...agents] },
      store,
      nodes,
    );
    redrawRows([...rows, ...nodes.changedByResources(change.resources)]);
  }

  let { epoch } = store;

  function forget(): void {
    epoch = store.epoch;
    nodes.forget();
    expanded.clear();
  }

  const stops = [
    store.subscribe(onStoreChange),
    attention.subscribe((runs) => {
      shape.onChange();
      redrawRows(changedRows({ runs, missions: [], plans: [] }, store, nodes));
    }),
    stopDays,
  ];
  view.onDidChangeVisibility(watch);
  view.onDidExpandElement(({ element }) => expanded.setExpanded(element, true));
  view.onDidCollapseElement(({ element }) => {
    expanded.setExpanded(element, false);
    // What is below it is asked for no more.
    nodes.renew();
  });

  const tree: LiveTree = {
    view,
    provider,
    nodes,
    onDidRead: (listener) => void read.event(listener),
    redraw,
    addInterest: (key, interest) => expanded.add(key, interest),
    watch,
    dispose() {
      for (const stop of stops) stop();
      clearInterval(durationTimer);
      clearTimeout(readTimer);
      expanded.clear();
      nodes.dispose();
      changed.dispose();
      read.dispose();
      view.dispose();
    },
  };
  return tree;
}

/** The rows under a row, which is laid open. */
async function rowsUnder(
  handle: Handle,
  tree: LiveTree,
  shape: TreeShape,
  expanded: ExpandedInterests,
): Promise<Handle[]> {
  const { nodes } = tree;
  switch (handle.kind) {
    case 'mission':
      expanded.setExpanded(handle, true);
      return shape.underMission?.(handle, tree) ?? [];
    case 'run':
      expanded.setExpanded(handle, true);
      return nodes.ofRun(handle);
    case 'step':
      return nodes.steps(handle);
    case 'resources':
      return nodes.groups(handle.missionId);
    case 'group':
      return nodes.resources(handle);
    case 'agent':
    case 'resource':
    case 'event':
    case 'note':
      return [];
  }
}

type ChangedIds = Readonly<Record<'runs' | 'missions' | 'plans', Iterable<string>>>;

/** The rows of what has changed: of runs, or those of their missions, which say how many are active. */
function changedRows({ runs, missions, plans }: ChangedIds, store: Store, nodes: TreeNodes): Handle[] {
  const keys = new Set<string>();
  for (const missionId of missions) keys.add(`mission ${missionId}`);
  for (const runId of runs) {
    const run = valueOf(store.run(runId));
    const above = run && `mission ${run.missionId}`;
    if (above === undefined || keys.has(above)) continue;
    keys.add(nodes.handleOf(above) && !store.isBusy(runId) ? above : `run ${runId}`);
  }
  for (const runId of plans) {
    const run = valueOf(store.run(runId));
    if (!run || !keys.has(`mission ${run.missionId}`)) keys.add(`run ${runId}`);
  }
  return [...keys].flatMap((key) => nodes.handleOf(key) ?? []);
}
