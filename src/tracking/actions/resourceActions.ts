import type { BoundClient } from '../../api/client';
import { sameValue } from '../../model/deepEqual';
import type { JsonObject } from '../../model/mission';
import type { Resource } from '../../model/resource';
import { createResourceReads, resourceOperations, type ResourceReads } from '../reading/resourceReads';
import { save, type Decide, type SaveOutcome } from '../saving/save';
import { valueOf, type ResourceList } from '../store/facts';
import type { Store } from '../store/store';
import { done, failureOutcome, type Outcome } from './outcome';
import { isNotFound } from '../../api/apiError';

/** What is read and changed in one account; the answers are remembered. */
export interface ResourceActs
  extends Pick<BoundClient, 'isCurrent' | 'accountId'>, Pick<ResourceReads, 'readAll' | 'read'> {
  /** Its value is the new one, where it could be told from the others. */
  create(list: ResourceList, body: JsonObject): Promise<Outcome<Resource | undefined>>;
  /** Replaces the whole body, see `save`. Throws `ApiError` as that does. */
  save(list: ResourceList, resourceId: string, decide: Decide<Resource, JsonObject>): Promise<SaveOutcome<Resource>>;
  remove(list: ResourceList, resourceId: string): Promise<Outcome>;
}

export function createResourceActs({
  client,
  store,
}: {
  readonly client: BoundClient;
  readonly store: Store;
}): ResourceActs {
  const reads = createResourceReads({ client, store });
  const operations = resourceOperations(client);

  async function create(list: ResourceList, body: JsonObject): Promise<Outcome<Resource | undefined>> {
    // What was there before tells a new one apart, should the answer get lost.
    const before = valueOf(store.resources(list)) ?? (await reads.load(list));
    const ids = before && new Set(before.map(({ resourceId }) => resourceId));
    try {
      const value = await operations[list.of].create(list.missionId, body);
      await reads.load(list);
      return { kind: 'done', value };
    } catch (error) {
      const failure = failureOutcome(error);
      const rows = failure.kind === 'unsure' ? await reads.load(list) : undefined;
      const seen = rows?.find((row) => ids?.has(row.resourceId) === false && holds(row.body, body));
      return seen ? { kind: 'done', value: seen } : failure;
    }
  }

  async function saveOne(
    list: ResourceList,
    resourceId: string,
    decide: Decide<Resource, JsonObject>,
  ): Promise<SaveOutcome<Resource>> {
    const { epoch } = store;
    let sent: { readonly body: JsonObject; readonly over: JsonObject } | undefined;
    try {
      return await save<Resource, JsonObject>(client, {
        read: () => reads.read(list, resourceId),
        // Telnyx may add to what was sent. Where nothing has changed at all it was not written: what was to be taken
        // away is still there.
        decide: (remote) =>
          sent && holds(remote.body, sent.body) && !sameValue(remote.body, sent.over)
            ? { kind: 'nothingToDo' }
            : decide(remote),
        async write(body, remote) {
          sent = { body, over: remote.body };
          const answer = await operations[list.of].update(list.missionId, resourceId, body);
          // Without a body in the answer it's read; that it was replaced is known anyway.
          if (!answer) return reads.read(list, resourceId).catch(() => ({ resourceId, body }));
          const resource = { resourceId, body: answer.body };
          if (store.epoch === epoch)
            store.put([{ kind: 'resource', list, resource, requestSeq: store.nextRequestSeq() }]);
          return resource;
        },
      });
    } finally {
      if (sent) void reads.load(list);
    }
  }

  async function remove(list: ResourceList, resourceId: string): Promise<Outcome> {
    const outcome = await removal(list, resourceId);
    if (outcome.kind === 'done') await reads.load(list);
    return outcome;
  }

  /** Only a 404 to a request for it says that it is gone, whatever the list has. */
  async function removal(list: ResourceList, resourceId: string): Promise<Outcome> {
    try {
      await operations[list.of].remove(list.missionId, resourceId);
      return done;
    } catch (error) {
      const failure = failureOutcome(error);
      const mayBeGone = failure.kind === 'unsure' || isNotFound(error);
      return mayBeGone && (await isMissing(list, resourceId)) ? done : failure;
    }
  }

  const isMissing = (list: ResourceList, resourceId: string) =>
    reads.read(list, resourceId).then(() => false, isNotFound);

  return {
    isCurrent: client.isCurrent,
    accountId: client.accountId,
    readAll: (list, options) => reads.readAll(list, options),
    read: (list, resourceId, options) => reads.read(list, resourceId, options),
    create,
    save: saveOne,
    remove,
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
