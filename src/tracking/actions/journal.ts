import { JournalEntries, type IntentFiles, type JournalEntry, type JournalState } from './journalEntries';
import type { Outcome } from './outcome';

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
  const entries = new JournalEntries(state, files);
  const underWay = new Set<{ readonly account: string; key: string }>();

  const isUnderWay = (key: string, account: string) =>
    [...underWay].some((act) => act.key === key && act.account === account);

  /** What is remembered of an act that has ended. */
  async function noteOutcome<T>(
    begun: JournalEntry,
    before: JournalEntry | undefined,
    outcome: Outcome<T>,
    created: string | undefined,
  ): Promise<void> {
    if (outcome.kind === 'unsure') {
      if (outcome.error.kind === 'timeout') await entries.put({ ...begun, timedOut: true });
    } else if (created !== undefined) await entries.put({ ...begun, created });
    else if (outcome.kind !== 'done' && before) await entries.put({ ...before, key: begun.key });
    else await entries.drop(begun.key, begun.account);
  }

  function of(account: () => Promise<string>): Journal {
    async function entry(key: string): Promise<JournalEntry | undefined> {
      await entries.recovered();
      return entries.find(key, await account());
    }

    return {
      entry,
      async once({ key, sent = {}, idOf }, send) {
        const name = await account();
        const act = { account: name, key };
        if (isUnderWay(key, name)) return { kind: 'busy' };
        underWay.add(act);
        try {
          await entries.recovered();
          const begun: JournalEntry = { key: act.key, account: name, window, at: now(), sent };
          const before = entries.find(act.key, name);
          await entries.put(begun);
          const outcome = await send();
          const created = outcome.kind === 'done' ? idOf?.(outcome.value) : undefined;
          // What it names may have been renamed meanwhile. What has happened has happened, whether it can be kept or not.
          await noteOutcome({ ...begun, key: act.key }, before, outcome, created).catch(() => undefined);
          return outcome;
        } finally {
          underWay.delete(act);
          entries.announce([act.key]);
        }
      },
      async unconfirmed(key) {
        const found = await entry(key);
        if (found?.created !== undefined) return undefined;
        return found && !isUnderWay(key, found.account) ? found : undefined;
      },
      async entries() {
        await entries.recovered();
        const name = await account();
        return entries
          .all()
          .filter((one) => one.account === name)
          .reverse();
      },
      async confirm(key, created, sent) {
        const name = await account();
        await entries.recovered();
        const before = entries.find(key, name);
        const known = { at: before?.at ?? now(), sent: sent ?? before?.sent ?? {} };
        await entries.put({ key, account: name, window, ...known, created });
      },
      settle: async (key) => entries.drop(key, await account()),
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
      await entries.rename(to);
    },
    subscribe: (listener) => entries.subscribe(listener),
  };
}
