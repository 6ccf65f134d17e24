import { ApiError } from '../../api/apiError';
import type { Outcome } from './actions';

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

/**
 * Whether an act is to be sent again that was sent before and never confirmed, and of which nothing is to be found: it
 * may still arrive, or have been changed since.
 */
export type MayBeSent = (before: JournalEntry) => Promise<boolean>;

/** What is about to be sent. */
export type Intent<T> = {
  readonly key: string;
  readonly sent?: Readonly<Record<string, string>>;
  /** The id of what was created, where that is to be remembered after it was confirmed. */
  readonly idOf?: (value: T) => string | undefined;
};

/**
 * Remembers acts that create something from before they are sent until their answer is known, so that a reload of the
 * window in between leaves "unknown" behind and not "nothing happened"; and what was created, where the only other
 * record of it can be taken back. Entries belong to the account in which they were made.
 */
export interface Journal {
  /** Sends it, and nothing a second time while it is under way in this window (`busy`). */
  once<T>(intent: Intent<T>, send: () => Promise<Outcome<T>>): Promise<Outcome<T>>;
  /** What is remembered under the key. */
  entry(key: string): Promise<JournalEntry | undefined>;
  /** The act was sent and never confirmed, and it is not under way in this window: it may have happened. */
  unconfirmed(key: string): Promise<JournalEntry | undefined>;
  /** Everything that is remembered of the account, the newest first. */
  entries(): Promise<readonly JournalEntry[]>;
  /** It is known what was created. */
  confirm(key: string, created: string, sent?: Readonly<Record<string, string>>): Promise<void>;
  /** It is decided what is to be done about it: nothing is remembered any more. */
  settle(key: string): Promise<void>;
  /** Whether the request of an earlier window, or one that has timed out, may still be on its way. */
  mayStillArrive(entry: JournalEntry): boolean;
}

/** The journals of all accounts, kept in one place. */
export interface Journals {
  /** The journal of the account that `account` names: the same name only for the same one. */
  of(account: () => Promise<string>): Journal;
  /** What the keys name has moved: each becomes what `to` makes of it, in every account. */
  rename(to: (key: string) => string): Promise<void>;
  /** The listener hears under which keys something else is remembered, or under way, than before. */
  subscribe(listener: (keys: ReadonlySet<string>) => void): () => void;
}

const stateKey = 'journal';

/** More than anybody will ask about again; the oldest go first. */
const maxEntries = 500;

/** A request that was sent longer ago (ms) has either arrived or never will. */
const maxRequestAgeMs = 120_000;

export function createJournals(parts: {
  readonly state: JournalState;
  readonly files?: IntentFiles;
  /** Told apart from every other, and from itself before a reload. */
  readonly window: string;
  readonly now?: () => number;
}): Journals {
  const { state, files, window, now = Date.now } = parts;
  const listeners = new Set<(keys: ReadonlySet<string>) => void>();
  /** What was read last, and what it is made of. */
  let last: { readonly kept: unknown; readonly entries: readonly JournalEntry[] } | undefined;
  const underWay = new Set<{ readonly account: string; key: string }>();

  /** Read each time: another window may have written since. */
  function all(): readonly JournalEntry[] {
    const kept = state.get(stateKey);
    if (last?.kept !== kept)
      last = { kept, entries: Array.isArray(kept) ? kept.flatMap((one: unknown) => readEntry(one) ?? []) : [] };
    return last?.entries ?? [];
  }

  /** Resolves once it is kept. What `all` says is so at once. */
  async function replace(entries: readonly JournalEntry[], keys: readonly string[]): Promise<void> {
    const written = state.update(stateKey, entries.slice(-maxEntries));
    announce(keys);
    await written;
  }

  let recovering: Promise<void> | undefined;
  /** Resolves once everything is known that a window has sent before a reload: read once, on first use. */
  const recovered = () => (recovering ??= recover());

  async function recover(): Promise<void> {
    const found = (await files?.all())?.flatMap((one) => readEntry(one) ?? []) ?? [];
    const known = all();
    const isKnown = (one: JournalEntry) =>
      known.some((other) => isOf(one.key, one.account)(other) && other.at >= one.at);
    const missing = found.filter((one) => !isKnown(one));
    if (missing.length === 0) return;
    const others = known.filter((one) => !missing.some(({ key, account }) => isOf(key, account)(one)));
    const entries = [...others, ...missing].sort((one, other) => one.at - other.at);
    await replace(
      entries,
      missing.map(({ key }) => key),
    );
    // Those that are too many by now.
    const left = all();
    for (const one of missing) if (!left.some(isOf(one.key, one.account))) await files?.drop(nameOf(one));
  }

  const nameOf = ({ account, key }: Pick<JournalEntry, 'account' | 'key'>) => `${account} ${key}`;

  const isOf = (key: string, name: string) => (entry: JournalEntry) => entry.key === key && entry.account === name;

  const isUnderWay = (key: string, name: string) =>
    [...underWay].some((act) => act.key === key && act.account === name);

  async function put(entry: JournalEntry): Promise<void> {
    const is = isOf(entry.key, entry.account);
    const kept = replace([...all().filter((one) => !is(one)), entry], [entry.key]);
    const name = nameOf(entry);
    await (entry.created === undefined ? files?.keep(name, entry) : files?.drop(name));
    await kept;
  }

  async function drop(key: string, account: string): Promise<void> {
    const kept = all();
    const left = kept.filter((one) => !isOf(key, account)(one));
    if (left.length < kept.length) await replace(left, [key]);
    await files?.drop(nameOf({ key, account }));
  }

  function announce(keys: readonly string[]): void {
    const of = new Set(keys);
    for (const listener of [...listeners]) listener(of);
  }

  function of(account: () => Promise<string>): Journal {
    async function entry(key: string): Promise<JournalEntry | undefined> {
      await recovered();
      return all().find(isOf(key, await account()));
    }

    return {
      entry,
      async once({ key, sent = {}, idOf }, send) {
        const name = await account();
        const act = { account: name, key };
        if (isUnderWay(key, name)) return { kind: 'busy' };
        underWay.add(act);
        try {
          await recovered();
          const begun: JournalEntry = { key: act.key, account: name, window, at: now(), sent };
          const before = all().find(isOf(act.key, name));
          await put(begun);
          const outcome = await send();
          if (outcome.kind === 'unsure') {
            if (outcome.error.kind === 'timeout')
              await put({ ...begun, key: act.key, timedOut: true }).catch(() => undefined);
            return outcome;
          }
          const created = outcome.kind === 'done' ? idOf?.(outcome.value) : undefined;
          // What it names may have been renamed meanwhile.
          const noted =
            created !== undefined
              ? put({ ...begun, key: act.key, created })
              : outcome.kind !== 'done' && before
                ? put({ ...before, key: act.key })
                : drop(act.key, name);
          // What has happened has happened, whether that can be kept or not.
          await noted.catch(() => undefined);
          return outcome;
        } finally {
          underWay.delete(act);
          announce([act.key]);
        }
      },
      async unconfirmed(key) {
        const found = await entry(key);
        if (found?.created !== undefined) return undefined;
        return found && !isUnderWay(key, found.account) ? found : undefined;
      },
      async entries() {
        await recovered();
        const name = await account();
        return all()
          .filter((one) => one.account === name)
          .reverse();
      },
      async confirm(key, created, sent) {
        const name = await account();
        await recovered();
        const before = all().find(isOf(key, name));
        await put({ key, account: name, window, at: before?.at ?? now(), sent: sent ?? before?.sent ?? {}, created });
      },
      settle: async (key) => drop(key, await account()),
      mayStillArrive: (one) =>
        one.created === undefined &&
        (one.window !== window || one.timedOut === true) &&
        // What was sent long after now was sent before the clock was set back.
        Math.abs(now() - one.at) < maxRequestAgeMs,
    };
  }

  return {
    of,
    async rename(to) {
      for (const act of underWay) act.key = to(act.key);
      await recovered();
      const kept = all();
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
      const written = replace([...others.filter((one) => !isOver(one)), ...renamed], keys);
      for (const one of [...moved, ...others.filter(isOver)]) await files?.drop(nameOf(one));
      for (const one of renamed) if (one.created === undefined) await files?.keep(nameOf(one), one);
      await written;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

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

/** The outcome of an act that throws `ApiError` where it did not happen, or where that is unknown. */
export async function outcomeOf<T>(act: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { kind: 'done', value: await act() };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { kind: error.maybeDone ? 'unsure' : 'refused', error };
  }
}
