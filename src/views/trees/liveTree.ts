import * as vscode from 'vscode';
import type { Timing } from '../../model/timing';
import type { AttentionWatch } from '../../tracking/attention';
import type { Interest } from '../../tracking/feeds/interest';
import { valueOf, type Change } from '../../tracking/store/facts';
import type { Poller } from '../../tracking/polling/poller';
import type { Resources } from '../../tracking/resources';
import type { ResourceList } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';
import { createBranches, type Branches } from './treeNodes';
import type { Handle } from './treeHandles';
import { createWatching } from '../../tracking/polling/watchSet';

export type TreeParts = {
  readonly store: Store;
  readonly poller: Poller;
  readonly resources: Resources;
  readonly attention: AttentionWatch;
  readonly timing: Timing;
  /** Whether there is an account to ask; tells VS Code which welcome to show. */
  readonly hasAccount: () => Promise<boolean>;
};

/** What is laid open: the poller keeps it up to date, or the memory of what agents may use does. */
type Open = Interest | ({ readonly kind: 'resources' } & ResourceList);

/** What makes one tree different from the others. */
export type TreeShape = {
  readonly viewId: string;
  /** Its rows open, and several of them can be selected. */
  readonly many: boolean;
  /** The rows at the top; asked for only while there is an account. */
  readonly roots: (tree: LiveTree) => Promise<Handle[]>;
  /** The rows under a mission. */
  readonly underMission?: (mission: Extract<Handle, { readonly kind: 'mission' }>, tree: LiveTree) => Promise<Handle[]>;
  /** What is watched whenever the view is visible. */
  readonly interests: () => ReadonlyMap<string, Interest>;
  /** Whether the rows at the top are others now, or stand in another order. */
  readonly rootsChanged: (change: Change) => boolean;
  /** Hears of each change before the rows are drawn anew. */
  readonly onChange?: (view: vscode.TreeView<Handle>) => void;
};

/** A tree that follows the store while it is visible, and watches what is laid open in it. */
export interface LiveTree {
  readonly view: vscode.TreeView<Handle>;
  readonly provider: vscode.TreeDataProvider<Handle>;
  readonly branches: Branches;
  /** Calls back when VS Code has read rows: it knows their elements then. */
  readonly onDidRead: (listener: () => void) => void;
  /** Draws all rows anew. */
  readonly redraw: () => void;
  /** Watches this too while the view is visible, until the row `key` is closed. */
  readonly want: (key: string, interest: Interest) => void;
  /** Watches anew what the shape is interested in. */
  readonly watch: () => void;
  readonly dispose: () => void;
}

export function createLiveTree(parts: TreeParts, shape: TreeShape): LiveTree {
  const { store, poller, resources, attention, timing, hasAccount } = parts;
  const branches = createBranches(parts);
  const changed = new vscode.EventEmitter<Handle[] | undefined>();
  const watching = createWatching<Open>((wanted) =>
    wanted.kind === 'resources' ? resources.watch(wanted) : poller.watch(wanted),
  );
  const read = new vscode.EventEmitter<void>();
  let reading: ReturnType<typeof setTimeout> | undefined;
  /** What is laid open, whether the view is visible or not. */
  const open = new Map<string, Open>();
  let ticking: ReturnType<typeof setInterval> | undefined;

  const provider: vscode.TreeDataProvider<Handle> = {
    onDidChangeTreeData: changed.event,
    getTreeItem(handle) {
      reading ??= setTimeout(() => {
        reading = undefined;
        read.fire();
      });
      return branches.item(handle);
    },
    getParent: (handle) => branches.parentOf(handle),
    async getChildren(handle) {
      switch (handle?.kind) {
        case undefined:
          if (!(await hasAccount())) return [];
          watch();
          return shape.roots(tree);
        case 'mission':
          lay(handle, true);
          return shape.underMission?.(handle, tree) ?? [];
        case 'run':
          lay(handle, true);
          return branches.ofRun(handle);
        case 'step':
          return branches.steps(handle);
        case 'group':
          lay(handle, true);
          return branches.resources(handle);
        case 'agent':
        case 'resource':
        case 'event':
        case 'note':
          return [];
      }
    },
  };
  const view = vscode.window.createTreeView(shape.viewId, {
    treeDataProvider: provider,
    showCollapseAll: shape.many,
    canSelectMany: shape.many,
  });

  function lay(handle: Handle, opens: boolean): void {
    const interests = shownUnder(handle);
    if (interests.length === 0) return;
    if (opens) {
      for (const [key, interest] of interests) want(key, interest);
      return;
    }
    const closed = new Set(interests.map(([key]) => key));
    for (const [key, held] of open) {
      const below = handle.kind === 'mission' && 'missionId' in held && held.missionId === handle.missionId;
      if (closed.has(key) || below) open.delete(key);
    }
    watch();
  }

  function want(key: string, interest: Open): void {
    if (open.has(key)) return;
    open.set(key, interest);
    watch();
  }

  /** Watches what is laid open while the view is visible, and nothing else. */
  function watch(): void {
    watching.set(view.visible ? new Map([...shape.interests(), ...open]) : new Map());
    keepDurations();
  }

  /** Durations of active runs grow by themselves. */
  function keepDurations(): void {
    const needed = view.visible && store.activeRuns().size > 0;
    if (needed === (ticking !== undefined)) return;
    clearInterval(ticking);
    ticking = needed ? setInterval(redrawActive, timing.durationRefreshMs) : undefined;
  }

  function redrawActive(): void {
    const shown = [...store.activeRuns()].flatMap((runId) => branches.held(`run ${runId}`) ?? []);
    redrawRows(
      shown.filter((handle) => handle.kind === 'run' && (handle.alone || open.has(`mission ${handle.missionId}`))),
    );
  }

  function redrawRows(handles: Handle[]): void {
    if (handles.length > 0) changed.fire(handles);
  }

  /** The rows of runs, or those of their missions, which say how many are active. */
  function rowsOf(runIds: Iterable<string>, missionIds: Iterable<string>, plans: Iterable<string>): Handle[] {
    const keys = new Set<string>();
    for (const missionId of missionIds) keys.add(`mission ${missionId}`);
    for (const runId of runIds) {
      const run = valueOf(store.run(runId));
      const above = run && `mission ${run.missionId}`;
      if (above === undefined || keys.has(above)) continue;
      keys.add(branches.held(above) && !store.isBusy(runId) ? above : `run ${runId}`);
    }
    for (const runId of plans) {
      const run = valueOf(store.run(runId));
      if (!run || !keys.has(`mission ${run.missionId}`)) keys.add(`run ${runId}`);
    }
    return [...keys].flatMap((key) => branches.held(key) ?? []);
  }

  function apply(change: Change): void {
    shape.onChange?.(view);
    keepDurations();
    if (shape.rootsChanged(change)) {
      if (store.epoch !== epoch) forget();
      changed.fire(undefined);
      return;
    }
    redrawRows(rowsOf(change.runs, [...change.missions, ...change.runLists], [...change.plans, ...change.agents]));
  }

  let { epoch } = store;

  function forget(): void {
    epoch = store.epoch;
    branches.forget();
    open.clear();
    watching.set(new Map());
  }

  const stops = [
    store.subscribe(apply),
    resources.subscribe(({ missionId, of }) => {
      const group = branches.held(`${of} ${missionId}`);
      if (group) redrawRows([group]);
    }),
    attention.subscribe((runIds) => redrawRows(rowsOf(runIds, [], []))),
  ];
  view.onDidChangeVisibility(watch);
  view.onDidExpandElement(({ element }) => lay(element, true));
  view.onDidCollapseElement(({ element }) => lay(element, false));

  const tree: LiveTree = {
    view,
    provider,
    branches,
    onDidRead: (listener) => void read.event(listener),
    redraw: () => changed.fire(undefined),
    want,
    watch,
    dispose() {
      for (const stop of stops) stop();
      clearInterval(ticking);
      clearTimeout(reading);
      watching.set(new Map());
      branches.dispose();
      changed.dispose();
      read.dispose();
      view.dispose();
    },
  };
  return tree;
}

/** What is watched while the row is laid open, by key. */
function shownUnder(handle: Handle): readonly (readonly [key: string, Open])[] {
  switch (handle.kind) {
    case 'mission':
      return [[handle.key, { kind: 'runs', missionId: handle.missionId }]];
    case 'run': {
      const { missionId, runId } = handle;
      return [
        [handle.key, { kind: 'plan', missionId, runId }],
        [`agents ${runId}`, { kind: 'agents', missionId, runId }],
      ];
    }
    case 'group':
      return [[handle.key, { kind: 'resources', missionId: handle.missionId, of: handle.of }]];
    default:
      return [];
  }
}
