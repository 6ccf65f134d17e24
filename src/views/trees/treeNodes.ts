import * as vscode from 'vscode';
import { explain } from '../../errorMessages';
import type { RunEvent } from '../../model/event';
import { planTree, type StepNode } from '../../model/plan';
import { resourceKinds, type ResourceKind } from '../../model/resource';
import type { AttentionWatch } from '../../tracking/attention';
import { valueOf, type Loadable } from '../../tracking/store/facts';
import type { Resources } from '../../tracking/resources';
import type { Store } from '../../tracking/store/store';
import { whenKnown } from '../../tracking/store/whenKnown';
import type { Handle } from './treeHandles';
import { eventRow } from './eventRows';
import { agentRow, nothingYet, resourceGroupRow, resourceRow, resourcesText } from './resourceRows';
import { failureRow, missionRow, noteRow, runRow, stepRow } from './rows';

type Failure = Extract<Loadable<unknown>, { readonly kind: 'failed' }>['error'];
type OfKind<K extends Handle['kind']> = Extract<Handle, { readonly kind: K }>;

/** The rows that the trees have in common: handles, what they look like, and what grows from them. */
export interface Branches {
  mission(missionId: string): OfKind<'mission'>;
  /** `alone`: by itself, not under its mission. */
  run(missionId: string, runId: string, alone: boolean): OfKind<'run'>;
  event(event: RunEvent): Handle;
  /** A row that says something; `command` happens at a click. */
  note(key: string, parent: Handle | undefined, item: vscode.TreeItem): Handle;
  /** A row that says why nothing can be shown. */
  failure(key: string, parent: Handle | undefined, what: string, error: Failure): Handle;
  /** The handle of the key, if it has been shown. */
  held(key: string): Handle | undefined;
  item(handle: Handle): vscode.TreeItem;
  parentOf(handle: Handle): Handle | undefined;
  /** The plan of a run, once it is known, and the agents that are known to be linked to it. */
  ofRun(run: OfKind<'run'>): Promise<Handle[]>;
  steps(step: OfKind<'step'>): Handle[];
  /** What a mission's tools, knowledge bases and MCP servers stand under. */
  groups(missionId: string): Handle[];
  resources(group: OfKind<'group'>): Promise<Handle[]>;
  /** What is known, once anything is: VS Code shows that the row is loading meanwhile. */
  settled<T>(read: () => Loadable<T>): Promise<Loadable<T>>;
  /** Another account: nothing of the old one may stay. */
  forget(): void;
  dispose(): void;
}

export function createBranches(parts: {
  readonly store: Store;
  readonly resources: Resources;
  readonly attention: AttentionWatch;
}): Branches {
  const { store, resources, attention } = parts;
  const handles = new Map<string, Handle>();
  const nodes = new Map<string, StepNode>();
  const disposed = new AbortController();

  function intern<H extends Handle>(handle: H): H {
    const held = handles.get(handle.key);
    // A key says what kind of handle it is for.
    if (held) return held as H;
    handles.set(handle.key, handle);
    return handle;
  }

  const mission = (missionId: string) => intern({ kind: 'mission', key: `mission ${missionId}`, missionId } as const);
  const run = (missionId: string, runId: string, alone: boolean) =>
    intern({ kind: 'run', key: `run ${runId}`, missionId, runId, alone } as const);

  const group = (missionId: string, of: ResourceKind) =>
    intern({ kind: 'group', key: `${of} ${missionId}`, missionId, of } as const);

  function step({ missionId, runId }: { missionId: string; runId: string }, node: StepNode): Handle {
    const { stepId } = node.step;
    const handle = intern({ kind: 'step', key: `step ${runId} ${stepId}`, missionId, runId, stepId } as const);
    nodes.set(handle.key, node);
    return handle;
  }

  /** Notes carry their item, so each is a new handle. */
  function note(key: string, parent: Handle | undefined, item: vscode.TreeItem): Handle {
    const handle: Handle = { kind: 'note', key, parent, item };
    handles.set(key, handle);
    return handle;
  }

  const failure = (key: string, parent: Handle | undefined, what: string, error: Failure) =>
    note(key, parent, failureRow(what, explain(error)));

  const settled = <T>(read: () => Loadable<T>) => whenKnown(store, read, disposed.signal);

  async function plan(parent: OfKind<'run'>): Promise<Handle[]> {
    const { runId } = parent;
    const known = await settled(() => store.plan(runId));
    const steps = valueOf(known);
    const failed =
      known.kind === 'failed'
        ? [failure(`plan failed ${runId}`, parent, vscode.l10n.t('The plan could not be loaded'), known.error)]
        : [];
    if (!steps) return failed;
    if (steps.length === 0 && failed.length === 0)
      return [note(`no plan ${runId}`, parent, noteRow(vscode.l10n.t('No plan yet'), ['info']))];
    return [...planTree(steps).map((node) => step(parent, node)), ...failed];
  }

  /** The agents that are linked to a run, as far as they are known: the plan does not wait for them. */
  function agents(parent: OfKind<'run'>): Handle[] {
    const { missionId, runId } = parent;
    const known = store.agents(runId);
    const rows: Handle[] = (valueOf(known) ?? []).map(({ telnyxAgentId }) =>
      intern({ kind: 'agent', key: `agent ${runId} ${telnyxAgentId}`, missionId, runId, telnyxAgentId } as const),
    );
    // Where the plan could not be loaded either, that is said once.
    if (known.kind === 'failed' && store.plan(runId).kind === 'known')
      rows.push(
        failure(`agents failed ${runId}`, parent, vscode.l10n.t('The linked agents could not be loaded'), known.error),
      );
    return rows;
  }

  function itemOf(handle: Handle): vscode.TreeItem {
    const now = store.now();
    switch (handle.kind) {
      case 'mission': {
        const { missionId } = handle;
        const known = store.mission(missionId);
        return known
          ? missionRow(known, store.activeRunsOf(missionId), attention.askingOf(missionId))
          : new vscode.TreeItem('');
      }
      case 'run': {
        const { runId, alone } = handle;
        const known = valueOf(store.run(runId));
        if (!known) return new vscode.TreeItem('');
        return runRow({
          run: known,
          progress: store.progress(runId),
          attention: attention.of(runId),
          busy: store.isBusy(runId),
          mission: store.mission(known.missionId),
          alone,
          now,
        });
      }
      case 'step': {
        const node = nodes.get(handle.key);
        return node ? stepRow(node, now) : new vscode.TreeItem('');
      }
      case 'agent': {
        const agents = valueOf(store.agents(handle.runId)) ?? [];
        const agent = agents.find(({ telnyxAgentId }) => telnyxAgentId === handle.telnyxAgentId);
        return agent ? agentRow(agent) : new vscode.TreeItem('');
      }
      case 'group':
        return resourceGroupRow(handle.of, valueOf(resources.known(handle))?.length);
      case 'resource': {
        const list = valueOf(resources.known(handle)) ?? [];
        const resource = list.find(({ resourceId }) => resourceId === handle.resourceId);
        if (!resource) return new vscode.TreeItem('');
        const item = resourceRow(handle.of, resource);
        item.command = { command: 'missions.openResource', title: '', arguments: [handle] };
        return item;
      }
      case 'event': {
        const missionId = valueOf(store.run(handle.runId))?.missionId;
        const item = eventRow(handle.event, missionId === undefined ? undefined : store.mission(missionId), now);
        item.command = { command: 'missions.openEvent', title: '', arguments: [handle] };
        return item;
      }
      case 'note':
        return handle.item;
    }
  }

  return {
    mission,
    run,
    event(event) {
      const { runId, eventId } = event;
      return intern({ kind: 'event', key: `event ${runId} ${eventId}`, runId, eventId, event } as const);
    },
    note,
    failure,
    held: (key) => handles.get(key),
    item(handle) {
      const item = itemOf(handle);
      item.id = handle.key;
      return item;
    },
    parentOf(handle) {
      switch (handle.kind) {
        case 'mission':
        case 'event':
          return undefined;
        case 'run':
          return handle.alone ? undefined : mission(handle.missionId);
        case 'step':
        case 'agent':
          return handles.get(`run ${handle.runId}`);
        case 'group':
          return mission(handle.missionId);
        case 'resource':
          return group(handle.missionId, handle.of);
        case 'note':
          return handle.parent;
      }
    },
    ofRun: async (parent) => [...(await plan(parent)), ...agents(parent)],
    steps: (parent) => (nodes.get(parent.key)?.children ?? []).map((node) => step(parent, node)),
    groups: (missionId) => resourceKinds.map((of) => group(missionId, of)),
    async resources(parent) {
      const { missionId, of } = parent;
      const known = await resources.settled(parent);
      const list = valueOf(known);
      const rows: Handle[] = (list ?? []).map(({ resourceId }) =>
        intern({ kind: 'resource', key: `${of} ${missionId} ${resourceId}`, missionId, of, resourceId } as const),
      );
      if (known.kind === 'failed') {
        const what = vscode.l10n.t('{0} could not be loaded', resourcesText(of));
        rows.push(failure(`${of} failed ${missionId}`, parent, what, known.error));
      } else if (list?.length === 0) {
        const { text, command, title } = nothingYet(of);
        const create = { command, title, arguments: [parent] };
        rows.push(note(`no ${of} ${missionId}`, parent, noteRow(text, ['info'], create)));
      }
      return rows;
    },
    settled,
    forget() {
      handles.clear();
      nodes.clear();
    },
    dispose: () => disposed.abort(),
  };
}
