import * as vscode from 'vscode';
import { valueOf } from '../../tracking/store/facts';
import { eventTypeText } from '../text/eventTexts';
import { showCaption } from './staleMessage';
import { activityViewId, type Handle } from './treeHandles';
import { createLiveTree, type LiveTree, type TreeParts } from './liveTree';
import { loadMoreRow } from './rows';
import { createEmptyContext } from './viewContexts';

export type ActivityTree = Pick<LiveTree, 'view' | 'provider' | 'onDidRead' | 'dispose'> & {
  /** The type of events that is shown; `undefined` for all. */
  readonly type: () => string | undefined;
  show(type: string | undefined): void;
};

const stateKey = 'activityType';

/** What is logged in the runs of all missions, newest first. */
export function registerActivityTree(parts: TreeParts & { readonly state: vscode.Memento }): ActivityTree {
  const { store, state } = parts;
  const saved = state.get<unknown>(stateKey);
  let type = typeof saved === 'string' ? saved : undefined;
  const updateContext = () =>
    void vscode.commands.executeCommand('setContext', 'missions.activityFiltered', type !== undefined);
  updateContext();
  const tellEmpty = createEmptyContext('missions.activityEmpty');

  /** What is held may still be of the type that was shown before. */
  function known() {
    const activity = store.activity();
    return valueOf(activity)?.type === type || activity.kind === 'failed' ? activity : ({ kind: 'notLoaded' } as const);
  }

  async function roots({ nodes }: LiveTree): Promise<Handle[]> {
    if (known().kind === 'notLoaded') tellEmpty(undefined);
    const found = await nodes.settled(known);
    showState();
    const log = valueOf(found);
    // What was read before may be of another type.
    if (log?.type !== type || !log)
      return found.kind === 'failed'
        ? [nodes.failure('activity failed', undefined, vscode.l10n.t("Couldn't load activity"), found.error)]
        : [];
    const rows: Handle[] = log.events.map((event) => nodes.event(event));
    if (log.more) {
      const command = { command: 'missions.loadMoreActivity', title: '' };
      rows.push(nodes.note('more activity', undefined, loadMoreRow(command)));
    }
    tellEmpty(rows.length > 0 ? undefined : type === undefined ? 'account' : 'filter');
    return rows;
  }

  function showState(): void {
    showCaption(tree.view, type === undefined ? '' : eventTypeText(type), store.activity());
  }

  const tree = createLiveTree(parts, {
    viewId: activityViewId,
    isMultiSelect: false,
    roots,
    interests: () =>
      new Map([[`activity ${type ?? ''}`, { kind: 'activity', ...(type === undefined ? {} : { type }) }]]),
    onChange: () => showState(),
    rootsChanged: (change) => change.activity || (change.missionList && change.missions.size > 0),
  });

  return {
    view: tree.view,
    provider: tree.provider,
    onDidRead: tree.onDidRead,
    dispose: tree.dispose,
    type: () => type,
    show(next) {
      type = next;
      void state.update(stateKey, type);
      updateContext();
      tree.watch();
      tree.redraw();
    },
  };
}
