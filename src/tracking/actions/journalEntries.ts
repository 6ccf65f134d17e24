/** Where it is kept; `vscode.Memento` is one. `get` has at once what `update` was given. */
export type JournalState = {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
};

/** Where what was sent and is not confirmed is kept as well: `state` may lose what it was given right before a reload. */
export type IntentFiles = {
  keep(name: string, value: unknown): Promise<unknown>;
  drop(name: string): Promise<unknown>;
  all(): Promise<readonly unknown[]>;
};

/** An act that must not happen twice, as it is remembered outside of what it changes. */
export type JournalEntry = {
  /** Which act, and on what: `startRun <mission id>`. */
  readonly key: string;
  /** Whose it was. */
  readonly account: string;
  /** The window that has sent it. A reload makes it another one. */
  readonly window: string;
  /** When it was about to be sent (epoch ms). */
  readonly at: number;
  /** By what it can be found again: a name, a hash, an id. */
  readonly sent: Readonly<Record<string, string>>;
  /** This window has waited for its answer in vain: the service may be slower than that. */
  readonly timedOut?: true;
  /** The id of what it has created; absent until the service has confirmed it. */
  readonly created?: string;
};

const stateKey = 'journal';

/** More than anybody will ask about again; the oldest go first. */
const maxEntries = 500;

/** The entries of all accounts, as they are kept in both places. */
export class JournalEntries {
  readonly #state: JournalState;
  readonly #files: IntentFiles | undefined;
  readonly #listeners = new Set<(keys: ReadonlySet<string>) => void>();
  /** What was read last, and what it is made of. */
  #last: { readonly kept: unknown; readonly entries: readonly JournalEntry[] } | undefined;
  #recovering: Promise<void> | undefined;

  constructor(state: JournalState, files: IntentFiles | undefined) {
    this.#state = state;
    this.#files = files;
  }

  /** The oldest first. Read each time: another window may have written since. */
  all(): readonly JournalEntry[] {
    const kept = this.#state.get(stateKey);
    if (this.#last?.kept !== kept)
      this.#last = { kept, entries: Array.isArray(kept) ? kept.flatMap((one: unknown) => readEntry(one) ?? []) : [] };
    return this.#last?.entries ?? [];
  }

  find(key: string, account: string): JournalEntry | undefined {
    return this.all().find(isOf(key, account));
  }

  /** Resolves once everything is known that a window has sent before a reload: read once, on first use. */
  recovered(): Promise<void> {
    return (this.#recovering ??= this.#recover());
  }

  async put(entry: JournalEntry): Promise<void> {
    const isSame = isOf(entry.key, entry.account);
    const kept = this.#replace([...this.all().filter((one) => !isSame(one)), entry], [entry.key]);
    const name = nameOf(entry);
    await (entry.created === undefined ? this.#files?.keep(name, entry) : this.#files?.drop(name));
    await kept;
  }

  async drop(key: string, account: string): Promise<void> {
    const kept = this.all();
    const left = kept.filter((one) => !isOf(key, account)(one));
    if (left.length < kept.length) await this.#replace(left, [key]);
    await this.#files?.drop(nameOf({ key, account }));
  }

  /** Each key becomes what `to` makes of it, in every account. */
  async rename(to: (key: string) => string): Promise<void> {
    await this.recovered();
    const kept = this.all();
    const renamed = kept.flatMap((one) => {
      const key = to(one.key);
      return key === one.key ? [] : [{ ...one, key }];
    });
    if (renamed.length === 0) return;
    // What was there before under such a key is written over, as the file is.
    const isOver = (one: JournalEntry) => renamed.some((other) => isOf(other.key, other.account)(one));
    const others = kept.filter((one) => to(one.key) === one.key);
    const moved = kept.filter((one) => !others.includes(one));
    const keys = [...moved, ...renamed].map(({ key }) => key);
    const written = this.#replace([...others.filter((one) => !isOver(one)), ...renamed], keys);
    for (const one of [...moved, ...others.filter(isOver)]) await this.#files?.drop(nameOf(one));
    for (const one of renamed) if (one.created === undefined) await this.#files?.keep(nameOf(one), one);
    await written;
  }

  /** The listener hears of the keys that are announced. */
  subscribe(listener: (keys: ReadonlySet<string>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  announce(keys: readonly string[]): void {
    const changed = new Set(keys);
    for (const listener of [...this.#listeners]) listener(changed);
  }

  /** Resolves once it is kept. What `all` says is so at once. */
  async #replace(entries: readonly JournalEntry[], keys: readonly string[]): Promise<void> {
    const written = this.#state.update(stateKey, entries.slice(-maxEntries));
    this.announce(keys);
    await written;
  }

  async #recover(): Promise<void> {
    const found = (await this.#files?.all())?.flatMap((one) => readEntry(one) ?? []) ?? [];
    const known = this.all();
    const isKnown = (one: JournalEntry) =>
      known.some((other) => isOf(one.key, one.account)(other) && other.at >= one.at);
    const missing = found.filter((one) => !isKnown(one));
    if (missing.length === 0) return;
    const others = known.filter((one) => !missing.some(({ key, account }) => isOf(key, account)(one)));
    const entries = [...others, ...missing].sort((one, other) => one.at - other.at);
    await this.#replace(
      entries,
      missing.map(({ key }) => key),
    );
    // Those that are too many by now.
    for (const one of missing) if (!this.find(one.key, one.account)) await this.#files?.drop(nameOf(one));
  }
}

const nameOf = ({ account, key }: Pick<JournalEntry, 'account' | 'key'>) => `${account} ${key}`;

const isOf = (key: string, account: string) => (entry: JournalEntry) => entry.key === key && entry.account === account;

/** What was kept may be another version's, or broken: what is no entry is left out. */
function readEntry(kept: unknown): JournalEntry | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const { key, account, window, at, sent, timedOut, created } = kept as Partial<Record<keyof JournalEntry, unknown>>;
  if (typeof key !== 'string' || typeof account !== 'string' || typeof window !== 'string') return undefined;
  if (typeof at !== 'number' || typeof sent !== 'object' || sent === null) return undefined;
  const texts = Object.entries(sent).filter((one): one is [string, string] => typeof one[1] === 'string');
  const entry: JournalEntry = {
    ...{ key, account, window, at, sent: Object.fromEntries(texts) },
    ...(timedOut === true ? { timedOut } : {}),
  };
  return typeof created === 'string' ? { ...entry, created } : entry;
}
