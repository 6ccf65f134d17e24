import * as vscode from 'vscode';
import { explain } from '../explain';
import { planTree, type StepNode } from '../model/plan';
import type { Interest, Poller } from '../tracking/poller';
import { valueOf, type Change, type Known } from '../tracking/facts';
import type { Store } from '../tracking/store';
import { missionsViewId, type Handle } from './handles';
import { failureRow, formatTime, missionRow, noteRow, runRow, stepRow } from './rows';

/** Plans of active runs that are read for their progress alone, in each mission that is laid open. */
const mostProgress = 5;
/** How often the durations of active runs are brought up to date while somebody sees them (ms). */
const durationsEvery = 5000;

export type MissionsTree = {
  readonly view: vscode.TreeView<Handle>;
  readonly provider: vscode.TreeDataProvider<Handle>;
  /** Selects the run's row and lays it open, where its mission is shown. */
  reveal(missionId: string, runId: string): Promise<void>;
};

export function registerMissionsTree(parts: {
  readonly store: Store;
  readonly poller: Poller;
  /** Whether there is an account to ask; tells VS Code which welcome to show. */
  readonly hasAccount: () => Promise<boolean>;
}): MissionsTree & { dispose(): void } {
  const provider = new MissionsProvider(parts);
  const view = vscode.window.createTreeView(missionsViewId, {
    treeDataProvider: provider,
    showCollapseAll: true,
  });
  provider.attach(view);
  const disposable = vscode.Disposable.from(view, provider);
  return {
    view,
    provider,
    reveal: (missionId, runId) => provider.reveal(missionId, runId),
    dispose() {
      disposable.dispose();
    },
  };
}

class MissionsProvider implements vscode.TreeDataProvider<Handle> {
  readonly #store: Store;
  readonly #poller: Poller;
  readonly #hasAccount: () => Promise<boolean>;
  readonly #changed = new vscode.EventEmitter<Handle[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #handles = new Map<string, Handle>();
  readonly #steps = new Map<string, StepNode>();
  readonly #disposables: (() => void)[] = [];
  /** What is laid open, whether the view is visible or not. */
  readonly #open = new Map<string, Interest>();
  readonly #watching = new Map<string, () => void>();
  #view: vscode.TreeView<Handle> | undefined;
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor(parts: { store: Store; poller: Poller; hasAccount: () => Promise<boolean> }) {
    this.#store = parts.store;
    this.#poller = parts.poller;
    this.#hasAccount = parts.hasAccount;
    this.#disposables.push(this.#store.subscribe((change) => this.#apply(change)));
  }

  attach(view: vscode.TreeView<Handle>): void {
    this.#view = view;
    view.onDidChangeVisibility(() => this.#watch());
    view.onDidExpandElement(({ element }) => this.#lay(element, true));
    view.onDidCollapseElement(({ element }) => this.#lay(element, false));
  }

  dispose(): void {
    for (const stop of [...this.#disposables, ...this.#watching.values()]) stop();
    this.#watching.clear();
    this.#open.clear();
    clearInterval(this.#ticking);
    this.#changed.dispose();
  }

  // What VS Code asks

  getTreeItem(handle: Handle): vscode.TreeItem {
    const item = this.#item(handle);
    item.id = handle.key;
    return item;
  }

  #item(handle: Handle): vscode.TreeItem {
    const now = Date.now();
    switch (handle.kind) {
      case 'mission': {
        const mission = this.#store.mission(handle.missionId);
        return mission ? missionRow(mission, this.#activeRunsOf(handle.missionId)) : new vscode.TreeItem('');
      }
      case 'run': {
        const { runId } = handle;
        const run = valueOf(this.#store.run(runId));
        if (!run) return new vscode.TreeItem('');
        const store = this.#store;
        return runRow({ run, progress: store.progress(runId), busy: store.isBusy(runId), now });
      }
      case 'step': {
        const node = this.#steps.get(handle.key);
        return node ? stepRow(node, now) : new vscode.TreeItem(handle.stepId);
      }
      case 'note':
        return handle.item;
    }
  }

  getParent(handle: Handle): Handle | undefined {
    switch (handle.kind) {
      case 'mission':
        return undefined;
      case 'run':
        return this.#missionHandle(handle.missionId);
      case 'step':
        return this.#runHandle(handle.missionId, handle.runId);
      case 'note':
        return handle.parent;
    }
  }

  async getChildren(handle?: Handle): Promise<Handle[]> {
    if (!handle) return this.#missions();
    switch (handle.kind) {
      case 'mission':
        return this.#runs(handle);
      case 'run':
        return this.#plan(handle);
      case 'step':
        return (this.#steps.get(handle.key)?.children ?? []).map((node) => this.#stepHandle(handle, node));
      case 'note':
        return [];
    }
  }

  async #missions(): Promise<Handle[]> {
    if (!(await this.#hasAccount())) return [];
    this.#watch();
    const known = await this.#settled(
      () => this.#store.missionList(),
      (change) => change.missionList,
    );
    const list = valueOf(known);
    this.#showFreshness();
    if (!list)
      return known.kind === 'failed'
        ? [
            this.#note(
              'missions failed',
              undefined,
              failureRow(vscode.l10n.t('The missions could not be loaded'), explain(known.error)),
            ),
          ]
        : [];
    if (list.missionIds.length === 0)
      return [
        this.#note('no missions', undefined, noteRow(vscode.l10n.t('No missions in this account yet'), ['info'])),
      ];
    const handles: Handle[] = list.missionIds
      .map((missionId) => this.#missionHandle(missionId))
      .sort((a, b) => this.#nameOf(a).localeCompare(this.#nameOf(b), vscode.env.language) || (a.key < b.key ? -1 : 1));
    if (list.missionIds.length < list.total) {
      const shown = vscode.l10n.t('Load more missions ({0} of {1} shown)', list.missionIds.length, list.total);
      const command = { command: 'missions.loadMoreMissions', title: '' };
      handles.push(this.#note('more missions', undefined, noteRow(shown, ['ellipsis'], command)));
    }
    return handles;
  }

  #nameOf(handle: Handle): string {
    return handle.kind === 'mission' ? (this.#store.mission(handle.missionId)?.name ?? '') : '';
  }

  async #runs(parent: Handle & { kind: 'mission' }): Promise<Handle[]> {
    const { missionId } = parent;
    this.#lay(parent, true);
    const known = await this.#settled(
      () => this.#store.runList(missionId),
      (change) => change.runLists.has(missionId),
    );
    const list = valueOf(known);
    const failure =
      known.kind === 'failed'
        ? [
            this.#note(
              `runs failed ${missionId}`,
              parent,
              failureRow(vscode.l10n.t('The runs could not be loaded'), explain(known.error)),
            ),
          ]
        : [];
    if (!list) return failure;
    if (list.runIds.length === 0 && failure.length === 0) {
      const command = { command: 'missions.startRun', title: vscode.l10n.t('Start Run'), arguments: [parent] };
      return [this.#note(`no runs ${missionId}`, parent, noteRow(vscode.l10n.t('No runs yet'), ['info'], command))];
    }
    const handles = list.runIds.map((runId) => this.#runHandle(missionId, runId));
    const active = list.runIds.filter((runId) => this.#store.activeRuns().has(runId));
    for (const runId of active.slice(0, mostProgress))
      this.#want(`progress ${runId}`, { kind: 'plan', missionId, runId });
    if (list.more) {
      const command = { command: 'missions.loadMoreRuns', title: '', arguments: [parent] };
      handles.push(
        this.#note(`more runs ${missionId}`, parent, noteRow(vscode.l10n.t('Load more runs'), ['ellipsis'], command)),
      );
    }
    return [...handles, ...failure];
  }

  async #plan(parent: Handle & { kind: 'run' }): Promise<Handle[]> {
    const { runId } = parent;
    this.#lay(parent, true);
    const known = await this.#settled(
      () => this.#store.plan(runId),
      (change) => change.plans.has(runId) || change.runs.has(runId),
    );
    const steps = valueOf(known);
    const failure =
      known.kind === 'failed'
        ? [
            this.#note(
              `plan failed ${runId}`,
              parent,
              failureRow(vscode.l10n.t('The plan could not be loaded'), explain(known.error)),
            ),
          ]
        : [];
    if (!steps) return failure;
    if (steps.length === 0 && failure.length === 0)
      return [this.#note(`no plan ${runId}`, parent, noteRow(vscode.l10n.t('No plan yet'), ['info']))];
    return [...planTree(steps).map((node) => this.#stepHandle(parent, node)), ...failure];
  }

  // Handles

  #intern(handle: Handle): Handle {
    const held = this.#handles.get(handle.key);
    if (held) return held;
    this.#handles.set(handle.key, handle);
    return handle;
  }

  #missionHandle(missionId: string): Handle {
    return this.#intern({ kind: 'mission', key: `mission ${missionId}`, missionId });
  }

  #runHandle(missionId: string, runId: string): Handle {
    return this.#intern({ kind: 'run', key: `run ${runId}`, missionId, runId });
  }

  #stepHandle({ missionId, runId }: { missionId: string; runId: string }, node: StepNode): Handle {
    const { stepId } = node.step;
    const handle = this.#intern({ kind: 'step', key: `step ${runId} ${stepId}`, missionId, runId, stepId });
    this.#steps.set(handle.key, node);
    return handle;
  }

  /** Notes carry their item, so each is a new handle. */
  #note(key: string, parent: Handle | undefined, item: vscode.TreeItem): Handle {
    const handle: Handle = { kind: 'note', key, parent, item };
    this.#handles.set(key, handle);
    return handle;
  }

  // What is watched

  #lay(handle: Handle, open: boolean): void {
    const interest: Interest | undefined =
      handle.kind === 'mission'
        ? { kind: 'runs', missionId: handle.missionId }
        : handle.kind === 'run'
          ? { kind: 'plan', missionId: handle.missionId, runId: handle.runId }
          : undefined;
    if (!interest) return;
    if (open) this.#want(handle.key, interest);
    else this.#drop(handle);
  }

  #want(key: string, interest: Interest): void {
    if (this.#open.has(key)) return;
    this.#open.set(key, interest);
    this.#watch();
  }

  #drop(handle: Handle): void {
    for (const [key, interest] of this.#open) {
      const below = handle.kind === 'mission' && 'missionId' in interest && interest.missionId === handle.missionId;
      if (key === handle.key || below) this.#open.delete(key);
    }
    this.#watch();
  }

  /** Watches what is laid open while the view is visible, and nothing else. */
  #watch(): void {
    const visible = this.#view?.visible ?? true;
    const wanted = new Map<string, Interest>(visible ? [['missions', { kind: 'missions' }], ...this.#open] : []);
    for (const [key, interest] of wanted)
      if (!this.#watching.has(key)) this.#watching.set(key, this.#poller.watch(interest));
    for (const [key, stop] of this.#watching) {
      if (wanted.has(key)) continue;
      this.#watching.delete(key);
      stop();
    }
    this.#keepDurations(visible);
  }

  /** Durations of active runs grow by themselves. */
  #keepDurations(visible: boolean): void {
    const needed = visible && this.#store.activeRuns().size > 0;
    if (needed === (this.#ticking !== undefined)) return;
    clearInterval(this.#ticking);
    this.#ticking = needed ? setInterval(() => this.#refreshActive(), durationsEvery) : undefined;
  }

  #refreshActive(): void {
    const shown = [...this.#store.activeRuns()].flatMap((runId) => this.#handles.get(`run ${runId}`) ?? []);
    const open = shown.filter((handle) => handle.kind === 'run' && this.#open.has(`mission ${handle.missionId}`));
    if (open.length > 0) this.#changed.fire(open);
  }

  // What has changed

  #apply(change: Change): void {
    this.#showFreshness();
    this.#keepDurations(this.#view?.visible ?? false);
    if (change.missionList) {
      if (this.#store.missionList().kind === 'unknown') this.#forget();
      this.#changed.fire(undefined);
      return;
    }
    const keys = new Set<string>();
    for (const missionId of [...change.missions, ...change.runLists]) keys.add(`mission ${missionId}`);
    for (const runId of [...change.runs, ...change.plans]) {
      const run = valueOf(this.#store.run(runId));
      if (!run) continue;
      // Whether it is active is counted on the mission's row.
      const above = `mission ${run.missionId}`;
      if (!keys.has(above)) keys.add(change.runs.has(runId) && !this.#store.isBusy(runId) ? above : `run ${runId}`);
    }
    const handles = [...keys].flatMap((key) => this.#handles.get(key) ?? []);
    if (handles.length > 0) this.#changed.fire(handles);
  }

  /** Another account: nothing of the old one may stay. */
  #forget(): void {
    this.#handles.clear();
    this.#steps.clear();
    this.#open.clear();
    for (const stop of this.#watching.values()) stop();
    this.#watching.clear();
  }

  #showFreshness(): void {
    if (!this.#view) return;
    const list = this.#store.missionList();
    if (list.kind === 'failed' && list.last) {
      const { reason } = explain(list.error);
      this.#view.message = vscode.l10n.t('As of {0}. {1}', formatTime(list.last.at), reason);
    } else this.#view.message = '';
  }

  #activeRunsOf(missionId: string): number {
    let count = 0;
    for (const runId of this.#store.activeRuns()) if (valueOf(this.#store.run(runId))?.missionId === missionId) count++;
    return count;
  }

  /** What is known, once anything is: VS Code shows that the row is loading meanwhile. */
  #settled<T>(read: () => Known<T>, concerns: (change: Change) => boolean): Promise<Known<T>> {
    return new Promise((resolve) => {
      const { epoch } = this.#store;
      const now = read();
      if (now.kind !== 'unknown') {
        resolve(now);
        return;
      }
      const stop = this.#store.subscribe((change) => {
        const next = read();
        if (this.#store.epoch === epoch && (!concerns(change) || next.kind === 'unknown')) return;
        stop();
        resolve(next);
      });
      this.#disposables.push(stop);
    });
  }

  async reveal(missionId: string, runId: string): Promise<void> {
    if (!this.#view?.visible || !this.#handles.has(`mission ${missionId}`)) return;
    await this.#view.reveal(this.#missionHandle(missionId), { select: false, expand: true });
    await this.#view.reveal(this.#runHandle(missionId, runId), { select: true, expand: true });
  }
}
