import { createClient } from '../../src/api/client';
import type { Connection } from '../../src/api/request';
import { createActions } from '../../src/tracking/actions/actions';
import { createJournals } from '../../src/tracking/actions/journal';
import type { JournalState } from '../../src/tracking/actions/journalEntries';
import { createPoller } from '../../src/tracking/polling/poller';
import { createResources } from '../../src/tracking/resources';
import { createStore } from '../../src/tracking/store/store';
import { silent } from '../silent';
import { context } from './act';
import type { OwnFile } from './disk';

/** What of the extension is there in one window of VS Code, from a load to the next. */
export function openWindow(parts: {
  readonly number: number;
  readonly connection: () => Connection;
  readonly state: JournalState;
  readonly random: () => number;
  readonly onDefect: (error: unknown) => void;
}) {
  const { random, onDefect } = parts;
  /** Not on behalf of the act that asks for it. */
  const byItself = <T>(act: () => T): T => context.run({ window: parts.number }, act);
  return byItself(() => {
    const client = createClient({ connection: () => Promise.resolve(parts.connection()), log: silent, random });
    const store = createStore();
    const poller = createPoller({ client, store, random, onDefect });
    poller.setIntervals({ timeline: 20_000, active: 60_000, idle: 60_000 });
    const wake = (runId?: string) => byItself(() => poller.wake(runId));
    const resources = createResources({ client, store });
    const journals = createJournals({ state: parts.state, window: String(parts.number) });
    poller.watch({ kind: 'missions' });
    return {
      number: parts.number,
      store,
      poller,
      byItself,
      journals,
      /** Files that were moved while it was open, and where to. */
      moved: new Map<OwnFile, string>(),
      /** Begins an act. */
      begin() {
        const actions = createActions({ client: client.bind(), store, wake });
        const journal = journals.of(actions.accountId);
        return { number: parts.number, store, actions, journal, resources: resources.begin() };
      },
      /** As `extension.ts` does. */
      changeAccount() {
        byItself(() => {
          store.clear();
          poller.restart();
        });
      },
      close: () => byItself(() => poller.stop()),
    };
  });
}

export type Window = ReturnType<typeof openWindow>;
/** What an act goes by, from its beginning to its end. */
export type Session = ReturnType<Window['begin']>;
