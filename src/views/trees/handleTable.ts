import type * as vscode from 'vscode';
import type { RunEvent } from '../../model/event';
import type { StepNode } from '../../model/plan';
import type { ResourceKind } from '../../model/resource';
import { resourceListKey } from '../../tracking/store/facts';
import type { Handle, HandleOf } from './treeHandles';

type InRun = { readonly missionId: string; readonly runId: string };

/** One handle for each row that has been shown: VS Code refreshes by identity. */
export class HandleTable {
  readonly #handles = new Map<string, Handle>();
  readonly #nodes = new Map<string, StepNode>();

  mission(missionId: string): HandleOf<'mission'> {
    return this.#intern({ kind: 'mission', key: `mission ${missionId}`, missionId });
  }

  /** `topLevel`: by itself, not under its mission. */
  run(missionId: string, runId: string, topLevel: boolean): HandleOf<'run'> {
    return this.#intern({ kind: 'run', key: `run ${runId}`, missionId, runId, topLevel });
  }

  step({ missionId, runId }: InRun, node: StepNode): HandleOf<'step'> {
    const { stepId } = node.step;
    const handle = this.#intern({ kind: 'step', key: `step ${runId} ${stepId}`, missionId, runId, stepId });
    this.#nodes.set(handle.key, node);
    return handle;
  }

  agent({ missionId, runId }: InRun, telnyxAgentId: string): HandleOf<'agent'> {
    return this.#intern({ kind: 'agent', key: `agent ${runId} ${telnyxAgentId}`, missionId, runId, telnyxAgentId });
  }

  resources(missionId: string): HandleOf<'resources'> {
    return this.#intern({ kind: 'resources', key: `resources ${missionId}`, missionId });
  }

  group(missionId: string, of: ResourceKind): HandleOf<'group'> {
    return this.#intern({ kind: 'group', key: resourceListKey({ missionId, of }), missionId, of });
  }

  resource({ missionId, of }: HandleOf<'group'>, resourceId: string): HandleOf<'resource'> {
    return this.#intern({ kind: 'resource', key: `${of} ${missionId} ${resourceId}`, missionId, of, resourceId });
  }

  event(event: RunEvent): HandleOf<'event'> {
    const { runId, eventId } = event;
    return this.#intern({ kind: 'event', key: `event ${runId} ${eventId}`, runId, eventId, event });
  }

  /** Notes carry their item, so each is a new handle. */
  note(key: string, parent: Handle | undefined, item: vscode.TreeItem): Handle {
    const handle: Handle = { kind: 'note', key, parent, item };
    this.#handles.set(key, handle);
    return handle;
  }

  /** The handle of the key, if it has been shown. */
  handleOf(key: string): Handle | undefined {
    return this.#handles.get(key);
  }

  /** The step as it was shown the last time, with those below it. */
  nodeOf(step: HandleOf<'step'>): StepNode | undefined {
    return this.#nodes.get(step.key);
  }

  parentOf(handle: Handle): Handle | undefined {
    switch (handle.kind) {
      case 'mission':
      case 'event':
        return undefined;
      case 'run':
        return handle.topLevel ? undefined : this.mission(handle.missionId);
      case 'step':
      case 'agent':
        return this.#handles.get(`run ${handle.runId}`);
      case 'resources':
        return this.mission(handle.missionId);
      case 'group':
        return this.resources(handle.missionId);
      case 'resource':
        return this.group(handle.missionId, handle.of);
      case 'note':
        return handle.parent;
    }
  }

  clear(): void {
    this.#handles.clear();
    this.#nodes.clear();
  }

  #intern<H extends Handle>(handle: H): H {
    const known = this.#handles.get(handle.key);
    // A key says what kind of handle it is for.
    if (known) return known as H;
    this.#handles.set(handle.key, handle);
    return handle;
  }
}
