import * as vscode from 'vscode';
import { describeError } from '../../errorMessages';
import type { RunEvent } from '../../model/event';
import { planTree } from '../../model/plan';
import { resourceKinds } from '../../model/resource';
import type { AttentionWatch } from '../../tracking/attention';
import { valueOf, type Loadable } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';
import { whenKnown } from '../../tracking/store/whenKnown';
import { HandleTable } from './handleTable';
import { nothingYet, resourcesText } from './resourceRows';
import { failureRow, noteRow } from './rows';
import type { Handle, HandleOf } from './treeHandles';
import type { OwnClaims } from '../text/claimTexts';
import { treeItemOf } from './treeItems';

type Failure = Extract<Loadable<unknown>, { readonly kind: 'failed' }>['error'];

/** The rows that the trees have in common: handles, what they look like, and what grows from them. */
export interface TreeNodes {
  mission(missionId: string): HandleOf<'mission'>;
  /** `topLevel`: by itself, not under its mission. */
  run(missionId: string, runId: string, topLevel: boolean): HandleOf<'run'>;
  event(event: RunEvent): Handle;
  /** A row that says something; `command` happens at a click. */
  note(key: string, parent: Handle | undefined, item: vscode.TreeItem): Handle;
  /** A row that says why nothing can be shown. */
  failure(key: string, parent: Handle | undefined, what: string, error: Failure): Handle;
  /** The handle of the key, if it has been shown. */
  handleOf(key: string): Handle | undefined;
  item(handle: Handle): vscode.TreeItem;
  parentOf(handle: Handle): Handle | undefined;
  /** The plan of a run, once it is known, and the agents that are known to be linked to it. */
  ofRun(run: HandleOf<'run'>): Promise<Handle[]>;
  steps(step: HandleOf<'step'>): Handle[];
  /** What stands for all that a mission's agents may use; nothing where it is not known that there is any. */
  resourcesNode(missionId: string): Handle[];
  /** What a mission's tools, knowledge bases and MCP servers stand under. */
  groups(missionId: string): Handle[];
  /** The rows that are others now that these lists (by `resourceListKey`) have changed. */
  changedByResources(keys: ReadonlySet<string>): Handle[];
  resources(group: HandleOf<'group'>): Promise<Handle[]>;
  /** What is known, once anything is: VS Code shows that the row is loading meanwhile. */
  settled<T>(read: () => Loadable<T>): Promise<Loadable<T>>;
  /** Something else is to be shown: whoever waits for what was to be shown before gets what is known now. */
  renew(): void;
  /** Another account: nothing of the old one may stay. */
  forget(): void;
  dispose(): void;
}

export function createTreeNodes(parts: {
  readonly store: Store;
  readonly attention: AttentionWatch;
  readonly runClaims?: OwnClaims | undefined;
}): TreeNodes {
  const { store } = parts;
  const table = new HandleTable();
  let waiting = new AbortController();
  /** By mission whose rows were read: whether it had such a node. */
  const hadResources = new Map<string, boolean>();

  const failure = (key: string, parent: Handle | undefined, what: string, error: Failure) =>
    table.note(key, parent, failureRow(what, describeError(error)));

  const settled = <T>(read: () => Loadable<T>) => whenKnown(store, read, waiting.signal);

  async function plan(parent: HandleOf<'run'>): Promise<Handle[]> {
    const { runId } = parent;
    const known = await settled(() => store.plan(runId));
    const steps = valueOf(known);
    const failed =
      known.kind === 'failed'
        ? [failure(`plan failed ${runId}`, parent, vscode.l10n.t("Couldn't load the plan"), known.error)]
        : [];
    if (!steps) return failed;
    if (steps.length === 0 && failed.length === 0)
      return [table.note(`no plan ${runId}`, parent, noteRow(vscode.l10n.t('No plan yet'), ['info']))];
    return [...planTree(steps).map((node) => table.step(parent, node)), ...failed];
  }

  /** The agents that are linked to a run, as far as they are known: the plan does not wait for them. */
  function agents(parent: HandleOf<'run'>): Handle[] {
    const { runId } = parent;
    const known = store.agents(runId);
    const rows: Handle[] = (valueOf(known) ?? []).map(({ telnyxAgentId }) => table.agent(parent, telnyxAgentId));
    // Where the plan could not be loaded either, that is said once.
    if (known.kind === 'failed' && store.plan(runId).kind === 'loaded')
      rows.push(failure(`agents failed ${runId}`, parent, vscode.l10n.t("Couldn't load linked agents"), known.error));
    return rows;
  }

  async function resourcesOf(parent: HandleOf<'group'>): Promise<Handle[]> {
    const { missionId, of } = parent;
    const known = await settled(() => store.resources(parent));
    const list = valueOf(known);
    const rows: Handle[] = (list ?? []).map(({ resourceId }) => table.resource(parent, resourceId));
    if (known.kind === 'failed') {
      const what = vscode.l10n.t("Couldn't load {0}", resourcesText(of));
      rows.push(failure(`${of} failed ${missionId}`, parent, what, known.error));
    } else if (list?.length === 0) {
      const { text, command, title } = nothingYet(of);
      const create = { command, title, arguments: [parent] };
      rows.push(table.note(`no ${of} ${missionId}`, parent, noteRow(text, ['info'], create)));
    }
    return rows;
  }

  /** Whether there is any of them, or it is to be said that they could not be loaded. */
  function hasResources(missionId: string): boolean {
    const lists = resourceKinds.map((of) => store.resources({ missionId, of }));
    return lists.some((list) => list.kind === 'failed' || (valueOf(list)?.length ?? 0) > 0);
  }

  return {
    mission: (missionId) => table.mission(missionId),
    run: (missionId, runId, topLevel) => table.run(missionId, runId, topLevel),
    event: (event) => table.event(event),
    note: (key, parent, item) => table.note(key, parent, item),
    failure,
    handleOf: (key) => table.handleOf(key),
    item: (handle) => treeItemOf(handle, { ...parts, table }),
    parentOf: (handle) => table.parentOf(handle),
    ofRun: async (parent) => [...(await plan(parent)), ...agents(parent)],
    steps: (parent) => (table.nodeOf(parent)?.children ?? []).map((node) => table.step(parent, node)),
    resourcesNode(missionId) {
      const isShown = hasResources(missionId);
      hadResources.set(missionId, isShown);
      return isShown ? [table.resources(missionId)] : [];
    },
    changedByResources(keys) {
      if (keys.size === 0) return [];
      const moved = [...hadResources].filter(([missionId, had]) => had !== hasResources(missionId));
      const above = moved.map(([missionId]) => `mission ${missionId}`);
      return [...above, ...keys].flatMap((key) => table.handleOf(key) ?? []);
    },
    groups: (missionId) => resourceKinds.map((of) => table.group(missionId, of)),
    resources: resourcesOf,
    settled,
    renew() {
      waiting.abort();
      waiting = new AbortController();
    },
    forget() {
      table.clear();
      hadResources.clear();
    },
    dispose: () => waiting.abort(),
  };
}
