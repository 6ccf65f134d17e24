import { ApiError } from '../../api/apiError';
import type { Operations } from '../../api/client';
import type { CallOptions } from '../../api/sender';
import type { Resource, ResourceKind } from '../../model/resource';
import type { ResourceList } from '../store/facts';
import type { Store } from '../store/store';
import { readingOfNow, readInto } from './reads';

/** Reads tools, knowledge bases and MCP servers into the store. */
export interface ResourceReads {
  /** The list as the server has it now. Throws `ApiError`. */
  readAll(list: ResourceList, options?: CallOptions): Promise<readonly Resource[]>;
  /** One as the server has it now, whole: a list may leave something out. Throws `ApiError`. */
  read(list: ResourceList, resourceId: string, options?: CallOptions): Promise<Resource>;
  /** Resolves to the list, or to `undefined` where it could not be read, which is then part of what is known. */
  load(list: ResourceList): Promise<readonly Resource[] | undefined>;
}

export function createResourceReads(parts: { readonly client: Operations; readonly store: Store }): ResourceReads {
  const { client, store } = parts;
  const operations = resourceOperations(client);

  const readAll = (list: ResourceList, options?: CallOptions): Promise<readonly Resource[]> =>
    readInto(
      readingOfNow(parts),
      () => operations[list.of].list(list.missionId, options),
      (resources, requestSeq) => ({ kind: 'resources', list, resources, requestSeq }),
    );

  return {
    readAll,
    read: (list, resourceId, options) =>
      readInto(
        readingOfNow(parts),
        async () => {
          const { body } = await operations[list.of].get(list.missionId, resourceId, options);
          return { resourceId, body };
        },
        (resource, requestSeq) => ({ kind: 'resource', list, resource, requestSeq }),
      ),
    async load(list) {
      const { epoch } = store;
      try {
        return await readAll(list);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const { missionId, of } = list;
        if (error.kind !== 'accountChanged' && store.epoch === epoch)
          store.put([{ kind: 'failed', subject: { kind: 'resources', missionId, of }, error }]);
        return undefined;
      }
    },
  };
}

/** The operations on each kind, under the same names. */
export function resourceOperations(client: Operations) {
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
