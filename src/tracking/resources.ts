import { ApiError } from '../api/apiError';
import type { CallOptions } from '../api/sender';
import type { BoundClient, Client, Operations } from '../api/client';
import type { JsonObject } from '../model/mission';
import type { Resource, ResourceKind } from '../model/resource';
import { defaultTiming, type Timing } from '../model/timing';
import type { Outcome } from './actions/outcome';
import { valueOf, type Known } from './store/facts';
import { sameValue } from '../model/deepEqual';
import { save, type Decide, type SaveOutcome } from './saving/save';
import type { Store } from './store/store';

/** The tools, the knowledge bases or the MCP servers of one mission. */
export type ResourceList = { readonly missionId: string; readonly of: ResourceKind };

/**
 * Remembers what missions' agents may use, and changes it: nothing of a mission until somebody watches one of its
 * lists, and the list anew after each act.
 */
export interface Resources {
  known(list: ResourceList): Known<readonly Resource[]>;
  /** What is known, once anything is; `unknown` where the account has changed meanwhile. */
  settled(list: ResourceList): Promise<Known<readonly Resource[]>>;
  /** Asks for the list unless it has just been read, and again at `refresh`, until the returned function is called. */
  watch(list: ResourceList): () => void;
  /** Asks anew for all that is watched. Never rejects: what goes wrong becomes part of what is known. */
  refresh(): Promise<void>;
  subscribe(listener: (list: ResourceList) => void): () => void;
  /** One as it was read last. */
  whole(list: ResourceList, resourceId: string): Resource | undefined;
  /** Begins an act, see `BeginAct`. */
  begin(): ResourceActs;
}

/** What is read and changed in one account; the answers are remembered. */
export interface ResourceActs extends Pick<BoundClient, 'isCurrent' | 'accountId'> {
  /** The list as the server has it now. Throws `ApiError`. */
  readAll(list: ResourceList, options?: CallOptions): Promise<readonly Resource[]>;
  /** One as the server has it now, whole: a list may leave something out. Throws `ApiError`. */
  read(list: ResourceList, resourceId: string, options?: CallOptions): Promise<Resource>;
  /** Its value is the new one, where it could be told from the others. */
  create(list: ResourceList, body: JsonObject): Promise<Outcome<Resource | undefined>>;
  /** Replaces the whole body, see `save`. Throws `ApiError` as that does. */
  save(list: ResourceList, resourceId: string, decide: Decide<Resource, JsonObject>): Promise<SaveOutcome<Resource>>;
  remove(list: ResourceList, resourceId: string): Promise<Outcome>;
}

/** Whom an act or a poll asks. */
type Polling = { readonly operations: ReturnType<typeof operationsOf> };
type Acting = Polling & { readonly client: BoundClient };

type Held = {
  readonly list: ResourceList;
  known: Known<readonly Resource[]>;
  asked: number;
  /** When it was last read, by the steady clock. */
  readAt: number;
  watchers: number;
};

export function createResources(parts: {
  readonly client: Client;
  readonly store: Store;
  readonly timing?: Timing;
}): Resources {
  const { client, store, timing = defaultTiming } = parts;
  const listeners = new Set<(list: ResourceList) => void>();
  const lists = new Map<string, Held>();
  const wholes = new Map<string, { readonly resource: Resource; readonly asked: number }>();
  let { epoch } = store;
  const polling = { operations: operationsOf(client) };

  // Another account: nothing of the old one may stay.
  store.subscribe(() => {
    if (store.epoch === epoch) return;
    epoch = store.epoch;
    const old = [...lists.values()];
    lists.clear();
    wholes.clear();
    for (const { list } of old) announce(list);
  });

  const keyOf = ({ missionId, of }: ResourceList) => `${of} ${missionId}`;

  function heldOf(list: ResourceList): Held {
    const key = keyOf(list);
    const held = lists.get(key) ?? { list, known: { kind: 'unknown' }, asked: 0, readAt: -Infinity, watchers: 0 };
    lists.set(key, held);
    return held;
  }

  function announce(list: ResourceList): void {
    for (const listener of [...listeners]) listener(list);
  }

  function put(held: Held, known: Held['known']): void {
    held.known = known;
    if (lists.get(keyOf(held.list)) === held) announce(held.list);
  }

  async function readAll(
    { operations }: Polling,
    list: ResourceList,
    options?: CallOptions,
  ): Promise<readonly Resource[]> {
    const held = heldOf(list);
    const asked = store.ask();
    const value = await operations[list.of].list(list.missionId, options);
    // An answer that was asked for earlier than the one held is older.
    if (asked > held.asked) {
      held.asked = asked;
      held.readAt = timing.now();
      put(held, { kind: 'known', value, at: Date.now() });
    }
    return value;
  }

  const wholeKey = (list: ResourceList, resourceId: string) => `${keyOf(list)} ${resourceId}`;

  function putWhole(list: ResourceList, resource: Resource, asked: number, of: number): Resource {
    const key = wholeKey(list, resource.resourceId);
    const held = wholes.get(key);
    if (of !== store.epoch || (held && held.asked > asked)) return resource;
    wholes.set(key, { resource, asked });
    if (!sameValue(held?.resource.body, resource.body)) announce(list);
    return resource;
  }

  async function read(
    { operations }: Polling,
    list: ResourceList,
    resourceId: string,
    options?: CallOptions,
  ): Promise<Resource> {
    const asked = store.ask();
    const now = store.epoch;
    const { body } = await operations[list.of].get(list.missionId, resourceId, options);
    return putWhole(list, { resourceId, body }, asked, now);
  }

  /** Resolves to the list, or to `undefined` where it could not be read, which is then part of what is known. */
  async function load(acting: Polling, list: ResourceList): Promise<readonly Resource[] | undefined> {
    const held = heldOf(list);
    try {
      return await readAll(acting, list);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.kind === 'accountChanged') return undefined;
      const { known } = held;
      const last = known.kind === 'known' ? known : known.kind === 'failed' ? known.last : undefined;
      put(held, { kind: 'failed', error, ...(last ? { last: { value: last.value, at: last.at } } : {}) });
      return undefined;
    }
  }

  async function create(acting: Acting, list: ResourceList, body: JsonObject): Promise<Outcome<Resource | undefined>> {
    // What was there before tells a new one apart, should the answer get lost.
    const before = valueOf(heldOf(list).known) ?? (await load(acting, list));
    const ids = before && new Set(before.map(({ resourceId }) => resourceId));
    try {
      const value = await acting.operations[list.of].create(list.missionId, body);
      await load(acting, list);
      return { kind: 'done', value };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const rows = error.maybeDone ? await load(acting, list) : undefined;
      const seen = rows?.find((row) => ids?.has(row.resourceId) === false && holds(row.body, body));
      if (seen) return { kind: 'done', value: seen };
      return { kind: error.maybeDone ? 'unsure' : 'refused', error };
    }
  }

  async function saveOne(
    acting: Acting,
    list: ResourceList,
    resourceId: string,
    decide: Decide<Resource, JsonObject>,
  ): Promise<SaveOutcome<Resource>> {
    const now = store.epoch;
    let sent: { readonly body: JsonObject; readonly over: JsonObject } | undefined;
    try {
      return await save<Resource, JsonObject>(acting.client, {
        read: () => read(acting, list, resourceId),
        // Telnyx may add to what was sent. Where nothing has changed at all it was not written: what was to be taken
        // away is still there.
        decide: (remote) =>
          sent && holds(remote.body, sent.body) && !sameValue(remote.body, sent.over)
            ? { kind: 'nothingToDo' }
            : decide(remote),
        async write(body, remote) {
          sent = { body, over: remote.body };
          const answer = await acting.operations[list.of].update(list.missionId, resourceId, body);
          // Without a body in the answer it's read; that it was replaced is known anyway.
          if (!answer) return read(acting, list, resourceId).catch(() => ({ resourceId, body }));
          return putWhole(list, { resourceId, body: answer.body }, store.ask(), now);
        },
      });
    } finally {
      if (sent) void load(acting, list);
    }
  }

  async function remove(acting: Acting, list: ResourceList, resourceId: string): Promise<Outcome> {
    const outcome = await removal(acting, list, resourceId);
    if (outcome.kind === 'done') await load(acting, list);
    return outcome;
  }

  /** Only a 404 to a request for it says that it is gone, whatever the list has. */
  async function removal(acting: Acting, list: ResourceList, resourceId: string): Promise<Outcome> {
    try {
      await acting.operations[list.of].remove(list.missionId, resourceId);
      return { kind: 'done', value: undefined };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const mayBeGone = error.kind === 'notFound' || error.maybeDone;
      if (mayBeGone && (await isMissing(acting, list, resourceId))) return { kind: 'done', value: undefined };
      return { kind: error.maybeDone ? 'unsure' : 'refused', error };
    }
  }

  const isMissing = (acting: Acting, list: ResourceList, resourceId: string) =>
    read(acting, list, resourceId).then(
      () => false,
      (error: unknown) => error instanceof ApiError && error.kind === 'notFound',
    );

  return {
    known: (list) => lists.get(keyOf(list))?.known ?? { kind: 'unknown' },
    settled(list) {
      return new Promise((resolve) => {
        const held = heldOf(list);
        const settle = () => {
          if (held.known.kind === 'unknown' && lists.get(keyOf(list)) === held) return;
          listeners.delete(settle);
          resolve(held.known);
        };
        listeners.add(settle);
        settle();
      });
    },
    watch(list) {
      const held = heldOf(list);
      held.watchers++;
      if (held.known.kind !== 'known' || timing.now() - held.readAt > timing.resourcesMaxAgeMs)
        void load(polling, list);
      return () => held.watchers--;
    },
    async refresh() {
      await Promise.all(
        [...lists.values()].filter(({ watchers }) => watchers > 0).map(({ list }) => load(polling, list)),
      );
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    whole: (list, resourceId) => wholes.get(wholeKey(list, resourceId))?.resource,
    begin() {
      const bound = client.bind();
      const acting = { client: bound, operations: operationsOf(bound) };
      return {
        isCurrent: bound.isCurrent,
        accountId: bound.accountId,
        readAll: (list, options) => readAll(acting, list, options),
        read: (list, resourceId, options) => read(acting, list, resourceId, options),
        create: (list, body) => create(acting, list, body),
        save: (list, resourceId, decide) => saveOne(acting, list, resourceId, decide),
        remove: (list, resourceId) => remove(acting, list, resourceId),
      };
    },
  };
}

function operationsOf(client: Operations) {
  return {
    tool: {
      list: client.listTools,
      get: client.getTool,
      create: client.createTool,
      update: client.updateTool,
      remove: client.deleteTool,
    },
    knowledgeBase: {
      list: client.listKnowledgeBases,
      get: client.getKnowledgeBase,
      create: client.createKnowledgeBase,
      update: client.updateKnowledgeBase,
      remove: client.deleteKnowledgeBase,
    },
    mcpServer: {
      list: client.listMcpServers,
      get: client.getMcpServer,
      create: client.createMcpServer,
      update: client.updateMcpServer,
      remove: client.deleteMcpServer,
    },
  } satisfies Record<ResourceKind, unknown>;
}

/** What Telnyx sets by itself whenever something is written. */
const written: ReadonlySet<string> = new Set(['created_at', 'updated_at']);

/** Whether what was sent is in the body, whatever the server has added. */
function holds(body: JsonObject, sent: JsonObject): boolean {
  return Object.entries(sent).every(
    ([name, value]) => written.has(name) || (Object.hasOwn(body, name) && sameValue(body[name], value)),
  );
}
