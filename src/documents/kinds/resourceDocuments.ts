import * as vscode from 'vscode';
import { sameValue } from '../../model/deepEqual';
import { resourceKinds, resourceName, type Resource } from '../../model/resource';
import type { Journal } from '../../tracking/actions/journal';
import type { ResourceActs } from '../../tracking/actions/resourceActions';
import type { Resources } from '../../tracking/resources';
import type { ResourceList } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';
import { hasScheme, resourceShapes } from '../remote/documentShapes';
import { placeOf } from '../remote/documentUri';
import { fileName } from '../editors/editorDocuments';
import { onDidCloseDocument } from '../editors/onDidCloseDocument';
import type { RemoteFilesParts } from '../remote/openDocuments';
import { registerRemoteFiles } from '../remote/remoteFileSystem';
import { ResourceDrafts } from './resourceDrafts';
import { resourceType } from './resourceType';

export interface ResourceDocuments {
  /** Opens one as JSON; `mission` is the name of its mission. Throws `ApiError`. */
  open(list: ResourceList, resource: Resource, mission: string): Promise<void>;
  /** Opens a draft that becomes one when it is saved. `text` takes the place of the template. */
  create(list: ResourceList, mission: string, text?: string): Promise<void>;
  dispose(): void;
}

/** Tools, knowledge bases and MCP servers as JSON documents: all of the body, whatever is in it. */
export function registerResourceDocuments(
  parts: Omit<RemoteFilesParts<ResourceActs>, 'begin'> & {
    readonly resources: Pick<Resources, 'watch' | 'begin'>;
    readonly store: Pick<Store, 'resources' | 'resource'>;
    readonly journal: Journal;
  },
): ResourceDocuments {
  const { journal, resources, store } = parts;
  const files = registerRemoteFiles('missions-resource', { ...parts, begin: () => resources.begin() });
  const drafts = new ResourceDrafts(journal);
  const kinds = new Map(
    resourceKinds.map((of) => [of, { type: resourceType(of, { store, create }), draft: drafts.typeOf(of) }] as const),
  );
  for (const { type, draft } of kinds.values()) {
    files.register(type);
    files.register(draft);
  }

  async function open(list: ResourceList, resource: Resource, mission: string): Promise<void> {
    const type = kinds.get(list.of)?.type;
    const name = `${resourceName(resource).slice(0, 30)} · ${mission}`;
    if (type) await files.open(type, { missionId: list.missionId, resourceId: resource.resourceId }, name);
  }

  async function create(list: ResourceList, mission: string, text?: string): Promise<void> {
    const draft = kinds.get(list.of)?.draft;
    if (!draft) return;
    const document = await files.open(draft, { missionId: list.missionId, draftId: crypto.randomUUID() }, mission);
    if (text === undefined) return;
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, document.validateRange(new vscode.Range(0, 0, document.lineCount, 0)), text);
    await vscode.workspace.applyEdit(edit);
  }

  /** What the document is of; `id` is the resource's, or the draft's. */
  function targetOf(uri: vscode.Uri) {
    for (const of of resourceKinds) {
      const { resource, draft } = resourceShapes[of];
      if (!hasScheme(resource, uri.scheme)) continue;
      const place = placeOf(uri, [resource.ending, draft.ending]);
      const [missionId, id] = place?.ids ?? [];
      if (missionId && id) return { list: { missionId, of }, id, isDraft: place?.ending === draft.ending };
    }
    return undefined;
  }

  /** A draft that has become something makes room for that. */
  async function makeRoom(document: vscode.TextDocument): Promise<void> {
    const target = targetOf(document.uri);
    const isTypedOn = () => document.isDirty;
    if (!target?.isDraft || !drafts.isCreated(target.id) || isTypedOn()) return;
    const resource = drafts.createdFrom(target.id);
    const isIts = ({ input }: vscode.Tab) =>
      input instanceof vscode.TabInputText && input.uri.toString() === document.uri.toString();
    const name = fileName(document.uri).slice(0, -resourceShapes[target.list.of].draft.ending.length);
    try {
      if (resource) await open(target.list, resource, name);
      // Saving the draft changes what it has become.
      if (isTypedOn()) return;
      const tabs = vscode.window.tabGroups.all.flatMap(({ tabs: all }) => all);
      await vscode.window.tabGroups.close(tabs.filter(isIts));
    } catch {
      // What it has become could not be read, and the draft stays; or somebody has closed it meanwhile.
    }
  }

  // What is open follows its list: a row that has changed says that the whole has.
  const rows = new Map<string, Resource | undefined>();
  const watching = new Map<string, () => void>();
  function follow(): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      const target = targetOf(uri);
      if (!target || target.isDraft) continue;
      const key = uri.toString();
      if (!watching.has(key)) watching.set(key, resources.watch(target.list));
      const known = store.resources(target.list);
      const row = known.kind === 'loaded' ? known.value.find(({ resourceId }) => resourceId === target.id) : undefined;
      const before = rows.get(key);
      if (row) rows.set(key, row);
      if (row && before && !sameValue(row, before))
        resources
          .begin()
          .read(target.list, target.id)
          .catch(() => undefined);
    }
  }

  function forget({ uri }: vscode.TextDocument): void {
    const target = targetOf(uri);
    if (target?.isDraft) void drafts.forget({ list: target.list, draftId: target.id });
    watching.get(uri.toString())?.();
    watching.delete(uri.toString());
    rows.delete(uri.toString());
  }

  const unsubscribe = store.subscribe((change) => {
    if (change.resources.size > 0) follow();
  });
  const registered = vscode.Disposable.from(
    files,
    new vscode.Disposable(unsubscribe),
    vscode.workspace.onDidOpenTextDocument(follow),
    onDidCloseDocument(forget),
    vscode.workspace.onDidSaveTextDocument((document) => void makeRoom(document)),
  );
  follow();

  return {
    open,
    create,
    dispose() {
      registered.dispose();
    },
  };
}
