import type { Client } from '../api/client';
import type { Timing } from '../model/timing';
import { createActions } from './actions/actions';
import type { MayLoseFields } from './saving/echoedFields';
import { createAttentionWatch } from './attention';
import { createRunClaims, type KeptClaims } from './runClaims';
import { createPoller } from './polling/poller';
import { createResources } from './resources';
import { createStore } from './store/store';

export type Tracking = ReturnType<typeof createTracking>;

/** What is known, what keeps it up to date, and what changes it. */
export function createTracking(parts: {
  readonly client: Client;
  readonly timing: Timing;
  readonly seen: Parameters<typeof createAttentionWatch>[0]['seen'];
  readonly mayLoseFields: MayLoseFields;
  readonly onDefect: (error: unknown) => void;
  readonly claims?: KeptClaims;
}) {
  const { client, timing, mayLoseFields, onDefect, claims } = parts;
  const store = createStore(timing);
  const runClaims = createRunClaims(claims);
  const attention = createAttentionWatch({ store, timing, seen: parts.seen });
  const poller = createPoller({ client, store, timing, stuckAfter: () => attention.stuckAfter(), onDefect });
  return {
    store,
    attention,
    runClaims,
    poller,
    resources: createResources({ client, store, timing }),
    /** Begins an act, all of which belongs to the account that is in use now. */
    begin: () => createActions({ client: client.bind(), store, wake: (runId) => poller.wake(runId), mayLoseFields }),
    /** Another account is in use: nothing that was known belongs to it. */
    restart() {
      runClaims.restart();
      store.clear();
      poller.restart();
    },
    dispose() {
      poller.stop();
      attention.stop();
    },
  };
}
