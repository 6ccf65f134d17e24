import * as vscode from 'vscode';
import { describeError } from '../../errorMessages';
import { bodyOf, resourceProblems, templateText } from '../../formats/json/resourceText';
import type { JsonObject } from '../../model/mission';
import type { Resource, ResourceKind } from '../../model/resource';
import type { Journal } from '../../tracking/actions/journal';
import type { ResourceActs } from '../../tracking/actions/resourceActions';
import type { ResourceList } from '../../tracking/store/facts';
import { resourceShapes } from '../remote/documentShapes';
import { NotSaved, type DocumentType } from '../remote/remoteDocument';
import { wantsAnother } from '../editors/wantsAnother';
import { shownProblems } from './jsonKind';
import { saveBody } from './resourceType';
import { isNotFound } from '../../api/apiError';

export type ResourceDraftType = DocumentType<string, 'missionId' | 'draftId', ResourceActs>;

/** A draft of one list. */
type Draft = { readonly list: ResourceList; readonly draftId: string };

const journalKeyOf = ({ list: { missionId, of }, draftId }: Draft) => `create ${of} ${missionId} ${draftId}`;

/** Drafts of tools, knowledge bases and MCP servers: each becomes one when it is saved, and never a second one. */
export class ResourceDrafts {
  readonly #journal: Journal;
  /** What a draft has become, by its id; `undefined` where Telnyx did not say. */
  readonly #created = new Map<string, Resource | undefined>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  typeOf(of: ResourceKind): ResourceDraftType {
    return {
      ...resourceShapes[of].draft,
      of: (acts) => ({
        read: () => Promise.resolve(templateText(of)),
        savesUnedited: true,
        print: (text) => text,
        problems: (_, mine, isBaseUncertain) => shownProblems(resourceProblems(of, {}, mine), isBaseUncertain),
        save: async ({ missionId, draftId }, { mine, isAutoSave }) => {
          await this.#save(acts, { list: { missionId, of }, draftId }, bodyOf(mine), isAutoSave);
          return { kind: 'saved', value: mine };
        },
      }),
    };
  }

  isCreated(draftId: string): boolean {
    return this.#created.has(draftId);
  }

  /** What it has become, where Telnyx has said so. */
  createdFrom(draftId: string): Resource | undefined {
    return this.#created.get(draftId);
  }

  async forget(draft: Draft): Promise<void> {
    this.#created.delete(draft.draftId);
    await this.#journal.settle(journalKeyOf(draft));
  }

  async #save(acts: ResourceActs, draft: Draft, body: JsonObject, isAutoSave: boolean): Promise<void> {
    const { draftId } = draft;
    // Saved once more before its own document was there, or while both are open.
    const already = this.#created.get(draftId);
    if (already) {
      this.#created.set(draftId, await this.#replaceCreated(acts, draft, already, body));
      return;
    }
    if (this.#created.has(draftId) || (await this.#journal.entry(journalKeyOf(draft)))?.created !== undefined)
      throw new NotSaved(vscode.l10n.t('It has already been created. Open it from its list.'));
    if (isAutoSave) throw new NotSaved(vscode.l10n.t("Auto Save doesn't create anything. Save the document manually."));
    this.#created.set(draftId, await this.#create(acts, draft, body));
  }

  async #create(acts: ResourceActs, draft: Draft, body: JsonObject): Promise<Resource | undefined> {
    const key = journalKeyOf(draft);
    if ((await this.#journal.unconfirmed(key)) && !(await wantsAnother()))
      throw new NotSaved(vscode.l10n.t('Nothing was created.'));
    // Its id is kept: after a reload of the window the draft may be there again.
    const idOf = (resource: Resource | undefined) => resource?.resourceId ?? '';
    const outcome = await this.#journal.once({ key, idOf }, () => acts.create(draft.list, body));
    if (outcome.kind === 'refused')
      throw new NotSaved(vscode.l10n.t('Nothing was created. {0}', describeError(outcome.error).reason));
    if (outcome.kind !== 'done')
      throw new NotSaved(
        vscode.l10n.t("Telnyx didn't confirm the request, so it may have been created. Check before you save again."),
      );
    return outcome.value;
  }

  /** Writes what a draft says into what it has become, unless that is another one by now. */
  async #replaceCreated(acts: ResourceActs, draft: Draft, already: Resource, body: JsonObject): Promise<Resource> {
    try {
      const { resourceId } = already;
      const outcome = await saveBody(acts, { list: draft.list, resourceId }, body, already.body);
      if (outcome.kind === 'saved') return outcome.value;
      throw new NotSaved(vscode.l10n.t('It has already been created, and changed since then. Open it from its list.'));
    } catch (error) {
      // The next save creates it again.
      if (isNotFound(error)) await this.forget(draft);
      throw error;
    }
  }
}
