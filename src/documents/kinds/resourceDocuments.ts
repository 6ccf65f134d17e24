import * as vscode from 'vscode';
import { ApiError } from '../../api/apiError';
import { dialogs } from '../../dialogs';
import { explain } from '../../errorMessages';
import type { JsonObject } from '../../model/mission';
import { resourceKinds, resourceName, type Resource, type ResourceKind } from '../../model/resource';
import type { Journal } from '../../tracking/actions/journal';
import type { Poller } from '../../tracking/polling/poller';
import type { Resources } from '../../tracking/resources';
import type { ResourceActs } from '../../tracking/actions/resourceActions';
import type { ResourceList } from '../../tracking/store/facts';
import { sameValue } from '../../model/deepEqual';
import { emptyChange } from '../../tracking/store/change';
import type { Store } from '../../tracking/store/store';
import type { BaseHashes } from '../remote/baseHashes';
import { onDidCloseDocument } from '../remote/onDidCloseDocument';
import { shownProblems } from './jsonKind';
import { printJson } from '../../formats/json/jsonText';
import { NotSaved, type DocumentType } from '../remote/remoteDocument';
import { registerRemoteFiles } from '../remote/remoteFileSystem';
import type { RemoteTexts } from '../remote/readonlyTexts';
import { bodyOf, decideBody, resourceProblems, templateText } from '../../formats/json/resourceText';
import { placeOf, resourceScheme } from '../remote/documentUri';
import { resourceEndings as endings } from '../remote/documentTarget';
import { wantsAnother } from '../remote/wantsAnother';

export interface ResourceDocuments {
  /** Opens one as JSON; `mission` is the name of its mission. Throws `ApiError`. */
  open(list: ResourceList, resource: Resource, mission: string): Promise<void>;
  /** Opens a draft that becomes one when it is saved. `text` takes the place of the template. */
  create(list: ResourceList, mission: string, text?: string): Promise<void>;
  dispose(): void;
}

const journalKeyOf = ({ missionId, of }: ResourceList, draftId: string) => `create ${of} ${missionId} ${draftId}`;

/** Tools, knowledge bases and MCP servers as JSON documents: all of the body, whatever is in it. */
export function registerResourceDocuments(parts: {
  readonly resources: Resources;
  readonly store: Pick<Store, 'epoch'>;
  readonly poller: Pick<Poller, 'watch'>;
  readonly remoteTexts: RemoteTexts;
  readonly bases: BaseHashes;
  readonly journal: Journal;
}): ResourceDocuments {
  const { journal, resources } = parts;
  const store = {
    get epoch() {
      return parts.store.epoch;
    },
    subscribe: (listener: (change: ReturnType<typeof emptyChange>) => void) =>
      resources.subscribe(() => listener(emptyChange())),
  };
  const files = registerRemoteFiles(resourceScheme, { ...parts, store, begin: () => resources.begin() });
  /** What a draft has become, by its id; `undefined` where Telnyx did not say. */
  const created = new Map<string, Resource | undefined>();

  type Type = DocumentType<JsonObject, 'missionId' | 'resourceId', ResourceActs>;
  const typeOf = (of: ResourceKind): Type => ({
    ending: endings[of][0],
    ids: ['missionId', 'resourceId'],
    of: (acts) => ({
      read: async ({ missionId, resourceId }) => (await acts.read({ missionId, of }, resourceId)).body,
      print: printJson,
      held: ({ missionId, resourceId }) => resources.whole({ missionId, of }, resourceId)?.body,
      problems: (base, mine, isGuess) => shownProblems(resourceProblems(of, base, mine), isGuess),
      isConflict: ({ base, mine, overwritten }, fresh) =>
        decideBody(bodyOf(mine), { seen: overwritten ?? base, fresh }) === 'conflict',
      async save({ missionId, resourceId }, { base, mine, overwritten }) {
        const body = bodyOf(mine);
        const outcome = await saveBody(acts, { list: { missionId, of }, resourceId }, body, overwritten ?? base);
        if (outcome.kind === 'conflict') return { kind: 'conflict', remote: outcome.remote.body };
        return { kind: 'saved', value: outcome.value.body, base: body };
      },
      offerAnew: ({ missionId, resourceId }, mine) =>
        void offerAnew({ missionId, of }, { resourceId, body: bodyOf(mine) }, mine),
    }),
  });

  function saveBody(
    acts: ResourceActs,
    { list, resourceId }: { readonly list: ResourceList; readonly resourceId: string },
    body: JsonObject,
    seen: JsonObject,
  ) {
    return acts.save(list, resourceId, ({ body: fresh }) => {
      const kind = decideBody(body, { seen, fresh });
      return kind === 'write' ? { kind, change: body } : { kind };
    });
  }

  /** Writes what a draft says into what it has become, unless that is another one by now. */
  async function replaceCreated(
    acts: ResourceActs,
    list: ResourceList,
    draftId: string,
    already: Resource,
    body: JsonObject,
  ): Promise<Resource> {
    try {
      const { resourceId } = already;
      const outcome = await saveBody(acts, { list, resourceId }, body, already.body);
      if (outcome.kind === 'saved') return outcome.value;
      throw new NotSaved(vscode.l10n.t('It was created already, and changed since: open it from its list.'));
    } catch (error) {
      // The next save creates it anew.
      if (error instanceof ApiError && error.kind === 'notFound') {
        created.delete(draftId);
        await journal.settle(journalKeyOf(list, draftId));
      }
      throw error;
    }
  }

  type Draft = DocumentType<string, 'missionId' | 'draftId', ResourceActs>;
  const draftOf = (of: ResourceKind): Draft => ({
    ending: endings[of][1],
    ids: ['missionId', 'draftId'],
    of: (acts) => ({
      read: () => Promise.resolve(templateText(of)),
      savesUnedited: true,
      print: (text) => text,
      problems: (_, mine, isGuess) => shownProblems(resourceProblems(of, {}, mine), isGuess),
      async save({ missionId, draftId }, { mine, byItself }) {
        const list = { missionId, of };
        const body = bodyOf(mine);
        // Saved once more before its own document was there, or while both are open.
        const already = created.get(draftId);
        const key = journalKeyOf(list, draftId);
        if (already) created.set(draftId, await replaceCreated(acts, list, draftId, already, body));
        else if (created.has(draftId) || (await journal.entry(key))?.created !== undefined)
          throw new NotSaved(vscode.l10n.t('It was created already: open it from its list.'));
        else {
          if (byItself) throw new NotSaved(vscode.l10n.t('“Auto Save” creates nothing. Save the document yourself.'));
          if ((await journal.unconfirmed(key)) && !(await wantsAnother()))
            throw new NotSaved(vscode.l10n.t('Nothing was created.'));
          // Its id is kept: after a reload of the window the draft may be there again.
          const idOf = (resource: Resource | undefined) => resource?.resourceId ?? '';
          const outcome = await journal.once({ key, idOf }, () => acts.create(list, body));
          if (outcome.kind === 'refused')
            throw new NotSaved(vscode.l10n.t('Nothing was created. {0}', explain(outcome.error).reason));
          if (outcome.kind !== 'done')
            throw new NotSaved(
              vscode.l10n.t('The answer was lost: it is unknown whether it was created. Look before you save again.'),
            );
          created.set(draftId, outcome.value);
        }
        return { kind: 'saved', value: mine };
      },
    }),
  });

  const kinds = new Map(resourceKinds.map((of) => [of, { type: typeOf(of), draft: draftOf(of) }]));
  for (const { type, draft } of kinds.values()) {
    files.register(type);
    files.register(draft);
  }

  async function offerAnew(list: ResourceList, resource: Resource, mine: string): Promise<void> {
    const anew = vscode.l10n.t('Create Anew');
    const message = vscode.l10n.t(
      '“{0}” was deleted elsewhere. Nothing was saved; your text is still in the editor.',
      resourceName(resource),
    );
    if ((await dialogs.showWarningMessage(message, anew)) === anew) await create(list, resourceName(resource), mine);
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
    for (const of of uri.scheme === resourceScheme ? resourceKinds : []) {
      const place = placeOf(uri, endings[of]);
      const [missionId, id] = place?.ids ?? [];
      if (missionId && id) return { list: { missionId, of }, id, isDraft: place?.ending === endings[of][1] };
    }
    return undefined;
  }

  /** A draft that has become something makes room for that. */
  async function makeRoom(document: vscode.TextDocument): Promise<void> {
    const target = targetOf(document.uri);
    const isTypedOn = () => document.isDirty;
    if (!target?.isDraft || !created.has(target.id) || isTypedOn()) return;
    const resource = created.get(target.id);
    const isIts = ({ input }: vscode.Tab) =>
      input instanceof vscode.TabInputText && input.uri.toString() === document.uri.toString();
    const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1, -endings[target.list.of][1].length);
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
      const known = resources.known(target.list);
      const row = known.kind === 'known' ? known.value.find(({ resourceId }) => resourceId === target.id) : undefined;
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
    if (target?.isDraft) {
      created.delete(target.id);
      void journal.settle(journalKeyOf(target.list, target.id));
    }
    watching.get(uri.toString())?.();
    watching.delete(uri.toString());
    rows.delete(uri.toString());
  }

  const unsubscribe = resources.subscribe(follow);
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
