import { ApiError } from '../api/apiError';
import type { CallOptions } from '../api/caller';
import type { Client } from '../api/client';
import type { JsonObject } from '../model/mission';
import type { Resource, ResourceKind } from '../model/resource';
import { defaultTiming, type Timing } from '../model/timing';
import type { Outcome } from './actions/actions';
import { valueOf, type Known } from './store/facts';
import { sameValue } from '../model/deepEqual';
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
  /** The list as the server has it now. Throws `ApiError`. */
  readAll(list: ResourceList, options?: CallOptions): Promise<readonly Resource[]>;
  /** One as the server has it now, whole: a list may leave something out. Throws `ApiError`. */
  read(list: ResourceList, resourceId: string, options?: CallOptions): Promise<Resource>;
  /** One as it was read last. */
  whole(list: ResourceList, resourceId: string): Resource | undefined;
  /** Its value is the new one, where it could be told from the others. */
  create(list: ResourceList, body: JsonObject): Promise<Outcome<Resource | undefined>>;
  /** Replaces the whole body. Throws `ApiError` where it was not replaced, or where that is unknown (`maybeDone`). */
  replace(list: ResourceList, resourceId: string, body: JsonObject): Promise<Resource>;
  remove(list: ResourceList, resourceId: string): Promise<Outcome>;
}

type Held = { readonly list: ResourceList; known: Known<readonly Resource[]>; asked: number; watchers: number };

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

  const operations = {
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
    const held = lists.get(key) ?? { list, known: { kind: 'unknown' }, asked: 0, watchers: 0 };
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

  async function readAll(list: ResourceList, options?: CallOptions): Promise<readonly Resource[]> {
    const held = heldOf(list);
    const asked = store.ask();
    const value = await operations[list.of].list(list.missionId, options);
    // An answer that was asked for earlier than the one held is older.
    if (asked > held.asked) {
      held.asked = asked;
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

  async function read(list: ResourceList, resourceId: string, options?: CallOptions): Promise<Resource> {
    const asked = store.ask();
    const now = store.epoch;
    const { body } = await operations[list.of].get(list.missionId, resourceId, options);
    return putWhole(list, { resourceId, body }, asked, now);
  }

  /** Resolves to the list, or to `undefined` where it could not be read, which is then part of what is known. */
  async function load(list: ResourceList): Promise<readonly Resource[] | undefined> {
    const held = heldOf(list);
    try {
      return await readAll(list);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { known } = held;
      const last = known.kind === 'known' ? known : known.kind === 'failed' ? known.last : undefined;
      put(held, { kind: 'failed', error, ...(last ? { last: { value: last.value, at: last.at } } : {}) });
      return undefined;
    }
  }

  /** Reads the list after an act; `shows` finds out whether an act with a lost answer has happened. */
  async function after<T>(
    list: ResourceList,
    act: () => Promise<T>,
    shows: (rows: readonly Resource[]) => T | 'unseen',
  ) {
    try {
      const value = await act();
      await load(list);
      return { kind: 'done', value } as const;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const rows = error.maybeDone || error.kind === 'notFound' ? await load(list) : undefined;
      const seen = rows ? shows(rows) : 'unseen';
      if (seen !== 'unseen') return { kind: 'done', value: seen } as const;
      return { kind: error.maybeDone ? 'unsure' : 'refused', error } as const;
    }
  }

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
      const { known } = held;
      if (known.kind !== 'known' || Date.now() - known.at > timing.resourcesMaxAgeMs) void load(list);
      return () => held.watchers--;
    },
    async refresh() {
      await Promise.all([...lists.values()].filter(({ watchers }) => watchers > 0).map(({ list }) => load(list)));
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    readAll,
    read,
    whole: (list, resourceId) => wholes.get(wholeKey(list, resourceId))?.resource,
    async create(list, body) {
      // What was there before tells a new one apart, should the answer get lost.
      const before = valueOf(heldOf(list).known) ?? (await load(list));
      const ids = before && new Set(before.map(({ resourceId }) => resourceId));
      return after(
        list,
        () => operations[list.of].create(list.missionId, body),
        (rows) => rows.find((row) => ids?.has(row.resourceId) === false && holds(row.body, body)) ?? 'unseen',
      );
    },
    async replace(list, resourceId, body) {
      const now = store.epoch;
      try {
        const answer = await operations[list.of].update(list.missionId, resourceId, body);
        if (!answer) return await read(list, resourceId);
        return putWhole(list, { resourceId, body: answer.body }, store.ask(), now);
      } catch (error) {
        // After a lost answer the thing itself says whether it was replaced.
        const there =
          error instanceof ApiError && error.maybeDone && (await read(list, resourceId).catch(() => undefined));
        if (there && holds(there.body, body)) return there;
        throw error;
      } finally {
        void load(list);
      }
    },
    remove: (list, resourceId) =>
      after(
        list,
        () => operations[list.of].remove(list.missionId, resourceId),
        (rows) => (rows.some((row) => row.resourceId === resourceId) ? 'unseen' : undefined),
      ),
  };
}

/** What Telnyx sets by itself whenever something is written. */
const written: ReadonlySet<string> = new Set(['created_at', 'updated_at']);

/** Whether what was sent is in the body, whatever the server has added. */
function holds(body: JsonObject, sent: JsonObject): boolean {
  return Object.entries(sent).every(
    ([name, value]) => written.has(name) || (Object.hasOwn(body, name) && sameValue(body[name], value)),
  );
}
