import { isObject } from '../model/jsonObject';
import type { JsonObject } from '../model/mission';
import type { Resource } from '../model/resource';
import type { Caller } from './caller';
import type { CallOptions } from './sender';
import { decodeResource } from './decode';
import type { OperationId } from './operations';

export function resourceOperations({ none, looseOne, looseMany }: Caller) {
  /** Tools, knowledge bases and MCP servers: the same five operations on a body that the contract leaves open. */
  function resources(kind: 'Tool' | 'KnowledgeBase' | 'McpServer', path: string, idField: string) {
    const decode = decodeResource(idField);
    const all = (missionId: string) => ({ path: `/{}/${path}`, ids: [missionId] });
    const single = (missionId: string, resourceId: string) => ({
      path: `/{}/${path}/{}`,
      ids: [missionId, resourceId],
    });
    const create: OperationId = `create${kind}`;
    const get: OperationId = `get${kind}`;
    const update: OperationId = `update${kind}`;
    const remove: OperationId = `delete${kind}`;
    const list: OperationId = `list${kind}s`;
    return {
      list: (missionId: string, options?: CallOptions) =>
        looseMany(list, { method: 'GET', ...all(missionId) }, decode, options),
      /** Resolves to `undefined` where the answer names no id: list again. */
      create: (missionId: string, body: JsonObject, options?: CallOptions): Promise<Resource | undefined> =>
        looseOne(create, { method: 'POST', ...all(missionId), body }, decode, options),
      get: async (missionId: string, resourceId: string, options?: CallOptions): Promise<Resource> => {
        const found = await looseOne(
          get,
          { method: 'GET', ...single(missionId, resourceId) },
          // The id is known: an answer without one is still its body.
          (row) => decode(row) ?? decodeBody(row, resourceId),
          options,
        );
        return found ?? { resourceId, body: {} };
      },
      update: (missionId: string, resourceId: string, body: JsonObject, options?: CallOptions) =>
        looseOne(update, { method: 'PUT', ...single(missionId, resourceId), body }, decode, options),
      delete: (missionId: string, resourceId: string, options?: CallOptions) =>
        none(remove, { method: 'DELETE', ...single(missionId, resourceId) }, options),
    };
  }

  const tools = resources('Tool', 'tools', 'tool_id');
  const knowledgeBases = resources('KnowledgeBase', 'knowledge-bases', 'knowledge_base_id');
  const mcpServers = resources('McpServer', 'mcp-servers', 'mcp_server_id');

  return {
    listTools: tools.list,
    createTool: tools.create,
    getTool: tools.get,
    updateTool: tools.update,
    deleteTool: tools.delete,

    listKnowledgeBases: knowledgeBases.list,
    createKnowledgeBase: knowledgeBases.create,
    getKnowledgeBase: knowledgeBases.get,
    updateKnowledgeBase: knowledgeBases.update,
    deleteKnowledgeBase: knowledgeBases.delete,

    listMcpServers: mcpServers.list,
    createMcpServer: mcpServers.create,
    getMcpServer: mcpServers.get,
    updateMcpServer: mcpServers.update,
    deleteMcpServer: mcpServers.delete,
  };
}

function decodeBody(row: unknown, resourceId: string): Resource | undefined {
  return isObject(row) ? { resourceId, body: row } : undefined;
}
