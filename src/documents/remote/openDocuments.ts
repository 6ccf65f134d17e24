import * as vscode from 'vscode';
import { jsonText } from '../../model/jsonObject';
import type { Interest } from '../../tracking/feeds/interest';
import type { Poller } from '../../tracking/polling/poller';
import { createWatching, type Watching } from '../../tracking/polling/watchSet';
import type { Change } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';
import { notOfThisAccount } from './documentErrors';
import { newLife, type DocumentLife } from './documentLife';
import { hasScheme } from './documentShapes';
import { placeOf, type Place } from './documentUri';
import type { MissionsFileSystem } from './missionsFileSystem';
import { fileName, openDocument } from '../editors/editorDocuments';
import {
  goneFile,
  openRemoteFile,
  type Conflict,
  type DocumentAccount,
  type DocumentType,
  type GoneFile,
  type Ids,
  type RemoteFile,
} from './remoteDocument';
import type { BaseHashes } from '../kept/baseHashes';
import type { RemoteTexts } from '../editors/readonlyTexts';
import { isNotFound } from '../../api/apiError';

export type RemoteFilesParts<Acts> = {
  readonly fileSystem: MissionsFileSystem;
  /** For a document that is opened: what is done with it belongs to the account of this moment. */
  readonly begin: () => Acts;
  readonly store: Pick<Store, 'subscribe' | 'epoch'>;
  readonly poller: Pick<Poller, 'watch'>;
  readonly remoteTexts: RemoteTexts;
  readonly bases: BaseHashes;
};

type Opener<Acts> = {
  readonly count: number;
  readonly hasScheme: (scheme: string) => boolean;
  open(acts: Acts, ids: readonly string[], editsOf?: string): Promise<RemoteFile>;
  /** The same where it is there no more, by what was kept of it. */
  gone(acts: Acts, ids: readonly string[], name: string, kept: string | undefined): GoneFile;
};

/** A document as it was read for an account. */
export type Reading = {
  readonly file: RemoteFile;
  readonly account: DocumentAccount;
  readonly accountId: string;
  /** The store's, when its account was last known to be the one in use. */
  epoch: number;
};

/** A document that VS Code has asked for. */
export type OpenDocument = {
  readonly uri: vscode.Uri;
  life: DocumentLife;
  reading: Reading | undefined;
  /** Looks up what saving it would be in conflict with. */
  conflictCheck: Promise<Conflict | undefined> | undefined;
  /** What can be done about what went wrong the last time that it was saved. */
  offers: readonly Offer[];
};

export type Offer = { readonly id: number; readonly title: string; readonly accept: () => Promise<void> };

/** The documents of a file system that are open, each read for one account. */
export class OpenDocuments<Acts extends DocumentAccount> {
  readonly #parts: RemoteFilesParts<Acts>;
  readonly #openers = new Map<string, Opener<Acts>>();
  /** By URI. */
  readonly #documents = new Map<string, OpenDocument>();
  /** What somebody sees is asked for now and then. */
  readonly #watching: Watching<Interest>;
  readonly #onRead: (document: OpenDocument, isChanged: boolean) => void;

  /** `onRead`: one was read again; `isChanged` where the text is another one, or of another account. */
  constructor(parts: RemoteFilesParts<Acts>, onRead: (document: OpenDocument, isChanged: boolean) => void) {
    this.#parts = parts;
    this.#onRead = onRead;
    this.#watching = createWatching<Interest>((interest) => parts.poller.watch(interest));
  }

  register<V, Id extends string>(type: DocumentType<V, Id, Acts>): void {
    const named = (ids: readonly string[]) => Object.fromEntries(type.ids.map((id, at) => [id, ids[at]])) as Ids<Id>;
    this.#openers.set(type.ending, {
      count: type.ids.length,
      hasScheme: (scheme) => hasScheme(type, scheme),
      open: (acts, ids, editsOf) => openRemoteFile(type.of(acts), named(ids), editsOf),
      gone: (acts, ids, name, kept) => goneFile(type.of(acts), named(ids), { name, kept }),
    });
  }

  placeOf(uri: vscode.Uri): Place | undefined {
    return this.#found(uri)?.place;
  }

  #found(uri: vscode.Uri): { readonly place: Place; readonly opener: Opener<Acts> } | undefined {
    const place = placeOf(uri, [...this.#openers.keys()]);
    const opener = place && this.#openers.get(place.ending);
    if (!place || !opener?.hasScheme(uri.scheme) || place.ids.length < opener.count) return undefined;
    // What stands behind the ids is for people: once it was a folder with the mission's name.
    return { place: { ...place, ids: place.ids.slice(0, opener.count) }, opener };
  }

  at(uri: vscode.Uri): OpenDocument {
    const key = uri.toString();
    const known = this.#documents.get(key);
    if (known) return known;
    const document: OpenDocument = {
      uri,
      life: newLife,
      reading: undefined,
      conflictCheck: undefined,
      offers: [],
    };
    // VS Code looks for files of its own as well.
    if (this.placeOf(uri)) this.#documents.set(key, document);
    return document;
  }

  /** The URI under which the same document is open: the mission may have had another name then, or it another scheme. */
  openUri(uri: vscode.Uri): vscode.Uri | undefined {
    const place = jsonText(this.placeOf(uri));
    const read = [...this.#documents.values()].filter(({ reading }) => reading);
    return read.find((other) => jsonText(this.placeOf(other.uri)) === place)?.uri;
  }

  forget({ uri }: OpenDocument): void {
    this.#documents.delete(uri.toString());
  }

  /** The document as VS Code was told of it; read where it was not. */
  async known(document: OpenDocument): Promise<Reading> {
    if (document.reading) return document.reading;
    const fresh = await this.#read(document.uri);
    document.reading ??= fresh;
    this.updateWatches();
    return document.reading;
  }

  /** The document, read afresh. */
  async load(document: OpenDocument): Promise<RemoteFile> {
    const { reading } = document;
    if (!reading) return (await this.known(document)).file;
    if (!(await reading.account.isCurrent())) return (await this.#readAgain(document)).file;
    this.#onRead(document, await reading.file.load());
    return reading.file;
  }

  /** For another account than before, which may know nothing of it: that doesn't mean that it was deleted. */
  async #readAgain(document: OpenDocument): Promise<Reading> {
    const { uri } = document;
    if (openDocument(uri)?.isDirty) throw notOfThisAccount(uri);
    const fresh = await this.#read(uri).catch((error: unknown) => {
      throw isNotFound(error) ? notOfThisAccount(uri) : error;
    });
    document.reading = fresh;
    this.#onRead(document, true);
    return fresh;
  }

  /** Reads the document for the account in use. */
  async #read(uri: vscode.Uri): Promise<Reading> {
    const { store, bases, begin } = this.#parts;
    const found = this.#found(uri);
    if (!found) throw vscode.FileSystemError.FileNotFound(uri);
    const { epoch } = store;
    const account = begin();
    const accountId = await account.accountId();
    const editsAccount = bases.accountOf(uri);
    if (accountId && editsAccount && editsAccount !== accountId) throw notOfThisAccount(uri);
    // Edits of which it was not kept what they were made from may be of anything.
    const editsOf = bases.of(uri) ?? (openDocument(uri)?.isDirty ? 'unknown' : undefined);
    return { file: await found.opener.open(account, found.place.ids, editsOf), account, accountId, epoch };
  }

  /** Edits that have outlived a reload of the window, of a document that did not. */
  goneFile(uri: vscode.Uri): GoneFile | undefined {
    const found = this.#found(uri);
    if (!found) return undefined;
    const { ids, ending } = found.place;
    const name = fileName(uri);
    const mission = name.endsWith(ending) ? name.slice(0, -ending.length) : name;
    return found.opener.gone(this.#parts.begin(), ids, mission, this.#parts.bases.keptOf(uri));
  }

  /** Does what the offer of this id says, unless the document was saved again since. */
  async acceptOffer(id: unknown): Promise<void> {
    const offers = [...this.#documents.values()].flatMap((document) => document.offers);
    await offers.find((offer) => offer.id === id)?.accept();
  }

  /** `onChanged` hears of each whose text is another one now. */
  onStoreChange(change: Change, onChanged: (document: OpenDocument) => void): void {
    for (const document of this.#documents.values()) {
      const { reading } = document;
      if (reading && this.#isFollowed(reading) && reading.file.onStoreChange(change)) onChanged(document);
    }
  }

  /** The account has changed, perhaps back to that of some documents. */
  async onAccountChange(): Promise<void> {
    this.updateWatches();
    for (const { reading } of this.#documents.values()) {
      const { epoch } = this.#parts.store;
      if (reading && (await reading.account.isCurrent())) reading.epoch = epoch;
    }
    this.updateWatches();
  }

  /** Whether the store tells of its account. */
  #isFollowed({ epoch }: Reading): boolean {
    return epoch === this.#parts.store.epoch;
  }

  updateWatches(editors: readonly vscode.TextEditor[] = vscode.window.visibleTextEditors): void {
    const wanted = new Map<string, Interest>();
    for (const { document } of editors) {
      const key = document.uri.toString();
      const reading = this.#documents.get(key)?.reading;
      // Another account knows nothing of it.
      if (reading?.file.interest && this.#isFollowed(reading)) wanted.set(key, reading.file.interest);
    }
    this.#watching.set(wanted);
  }

  dispose(): void {
    this.updateWatches([]);
  }
}
