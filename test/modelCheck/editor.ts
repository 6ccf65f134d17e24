import type { NewMission } from '../../src/api/requests';
import { missionJsonType } from '../../src/documents/kinds/jsonDocuments';
import { createMissionOnce } from '../../src/documents/missionFiles/createMissionOnce';
import { instructionsType } from '../../src/documents/kinds/instructions';
import { NotSaved, openRemoteFile, type RemoteFile } from '../../src/documents/remote/remoteDocument';
import { textHash } from '../../src/model/sha256';
import type { Actions } from '../../src/tracking/actions/actions';
import type { AccountName, Said, Seen } from './act';
import { saidOf } from './said';
import { same, type Thing } from './things';
import type { Session, Window } from './window';

export type DocumentName = 'instructions' | 'json';

/** What a window knows of a document that was opened in it. */
type Opened = {
  readonly file: RemoteFile;
  readonly window: number;
  readonly account: Pick<Actions, 'isCurrent'>;
  readonly accountId: string;
  /** The store's, when its account was last known to be the one in use. */
  epoch: number;
};

async function follow(opened: Opened, store: Session['store']): Promise<void> {
  const { epoch } = store;
  if (await opened.account.isCurrent()) opened.epoch = epoch;
}

/** A document in an editor. VS Code keeps it over a reload of its window, with what was typed. */
export class Editor {
  text = '';
  isDirty = false;
  #opened: Opened | undefined;
  /** What the text was made from, and in which account, as the extension keeps it over a reload. */
  #edits: { readonly hash: string; readonly accountId: string } | undefined;
  /** The values that the person has seen of what was changed. */
  readonly #known = new Map<string, unknown[]>();
  /** What was shown of Telnyx when it was agreed to write over it. */
  readonly #agreed = new Map<string, readonly unknown[]>();

  constructor(
    readonly document: DocumentName,
    readonly missionId: string,
    readonly account: AccountName,
  ) {}

  /** Throws what reading throws. As `remoteFileSystem.ts` does. */
  async open(session: Session): Promise<Opened> {
    const held = this.#openedIn(session);
    if (held) return held;
    const { actions, store } = session;
    const { epoch } = store;
    const accountId = await actions.accountId();
    if (this.isDirty && this.#edits && this.#edits.accountId !== accountId) throw new NotSaved('another account');
    const file = await openFile(this.document, this.missionId, session, this.isDirty ? this.#edits?.hash : undefined);
    const meanwhile = this.#openedIn(session);
    if (meanwhile) return meanwhile;
    const opened = { file, window: session.number, epoch, account: actions, accountId };
    this.#opened = opened;
    store.subscribe((change) => {
      if (opened.epoch === store.epoch) {
        if (file.onStoreChange(change)) this.#show(file);
      } else void follow(opened, store);
    });
    this.#show(file);
    return opened;
  }

  #openedIn({ number }: Session): Opened | undefined {
    return this.#opened?.window === number ? this.#opened : undefined;
  }

  #show(file: RemoteFile): void {
    if (this.isDirty) return;
    this.text = file.text;
    file.setBase(this.text);
  }

  /** Types something new into what is shown. */
  async type({ file, accountId }: Opened, turn: number, field: 'description' | 'name'): Promise<void> {
    const shown = this.#fields(this.text);
    const changed = this.document === 'instructions' ? 'instructions' : field;
    if (!this.isDirty) for (const noted of [this.#known, this.#agreed]) noted.clear();
    if (!this.#known.has(changed)) this.#known.set(changed, [shown[changed]]);
    const mine = { ...shown, [changed]: `mine ${turn}` };
    this.text = this.document === 'instructions' ? mine.instructions : `${JSON.stringify(mine, undefined, 2)}\n`;
    this.isDirty = true;
    const baseText = file.baseTextOf(this.text);
    if (baseText !== undefined) this.#edits = { hash: await textHash(baseText), accountId };
  }

  #fields(text: string): Record<string, unknown> & { readonly instructions: string } {
    if (this.document === 'instructions') return { instructions: text };
    return JSON.parse(text) as Record<string, unknown> & { readonly instructions: string };
  }

  readonly seen: Seen = (thing, field, value) =>
    this.#isIt(thing) &&
    [...(this.#known.get(field) ?? []), ...(this.#agreed.get(field) ?? [])].some((known) => same(known, value));

  #isIt(thing: Thing): boolean {
    return thing.kind === 'mission' && thing.id === this.missionId;
  }

  /** What is to be there after saving. */
  wanted(): readonly (readonly [field: string, value: unknown])[] {
    const fields = this.#fields(this.text);
    return [...this.#known.keys()].map((field) => [field, fields[field]]);
  }

  /**
   * `insists`: writes over what others have changed, once that was seen. `onSave` hears what is to be there then: more
   * may have been typed since the person has clicked.
   */
  async save(
    session: Session,
    insists: boolean,
    onSave: (wanted: ReturnType<Editor['wanted']>) => void,
  ): Promise<Said> {
    return saidOf(async () => {
      const { file } = await this.open(session);
      onSave(this.wanted());
      const isBaseUnknown = file.baseTextOf(this.text) === undefined;
      const outcome = await file.save(this.text);
      if (outcome.kind === 'partly') return { kind: 'partly', why: outcome.message };
      if (outcome.kind === 'conflict') {
        if (insists) {
          const theirs = this.#fields(outcome.text);
          for (const [field, known] of this.#known) known.push(theirs[field]);
          // Where it is not known what the text was made from, all of it is written over what was shown.
          if (isBaseUnknown || this.#agreed.size > 0)
            for (const [field, value] of Object.entries(theirs)) this.#agreed.set(field, [value]);
          outcome.allowOverwrite();
        }
        return { kind: 'conflict' };
      }
      this.isDirty = false;
      this.#show(file);
      return { kind: 'done' };
    });
  }

  /** Its mission is not there any more: another one is made of the text. */
  async createMission(session: Session): Promise<Said> {
    return saidOf(async () => {
      const { file } = await this.open(session);
      const isMade = await file.createMission(this.text);
      if (isMade) this.isDirty = false;
      return { kind: isMade ? 'done' : 'partly' };
    });
  }

  /** What is shown, of what is there; `undefined` where that is not to be compared. */
  shownFields(window: Window): Readonly<Record<string, unknown>> | undefined {
    const isFollowed = this.#opened?.window === window.number && this.#opened.epoch === window.store.epoch;
    return this.isDirty || !isFollowed ? undefined : this.#fields(this.text);
  }
}

function openFile(document: DocumentName, missionId: string, session: Session, editsOf: string | undefined) {
  const createMission = async (actions: Actions, definition: NewMission) =>
    (await createMissionOnce(actions, session.journal, definition, () => Promise.resolve(false))).kind === 'done';
  const type = document === 'instructions' ? instructionsType({ ...session, createMission }) : undefined;
  if (type) return openRemoteFile(type.of(session.actions), { missionId }, editsOf);
  return openRemoteFile(missionJsonType(session, createMission).of(session.actions), { missionId }, editsOf);
}
