import type { JsonObject } from '../../model/mission';
import type { ResourceKind } from '../../model/resource';
import { sameValue } from '../../model/deepEqual';
import { versionOf, type JsonProblem } from './jsonFields';
import { printJson, readJson } from './jsonText';

/** The API's own name for the id of each. */
const idFields = {
  tool: 'tool_id',
  knowledgeBase: 'knowledge_base_id',
  mcpServer: 'mcp_server_id',
} as const satisfies Record<ResourceKind, string>;
const times = ['created_at', 'updated_at'];

/** What a new one begins as. The contract leaves its body open: these are the fields that such things mostly have. */
const templates = {
  tool: { name: '', type: '', description: '' },
  knowledgeBase: { name: '', type: '', description: '' },
  mcpServer: { name: '', type: '', url: '' },
} as const satisfies Record<ResourceKind, JsonObject>;

export const templateText = (of: ResourceKind): string => printJson(templates[of]);

const isSetByTelnyx = (of: ResourceKind, name: string): boolean => [idFields[of], 'id', ...times].includes(name);

/** What of `mine` cannot be saved. `base` is what it was made from; a new one was made from nothing. */
export function resourceProblems(of: ResourceKind, base: JsonObject, mine: string): JsonProblem[] {
  const text = readJson(mine);
  if (text.kind !== 'object') return [text];
  const seen = new Set<string>();
  return text.names.flatMap(({ name, at }): JsonProblem[] => {
    if (seen.has(name)) return [{ kind: 'twice', name, at }];
    seen.add(name);
    const isTheirs = isSetByTelnyx(of, name) && Object.hasOwn(base, name);
    return isTheirs && !sameValue(base[name], text.value[name]) ? [{ kind: 'readOnly', name, at }] : [];
  });
}

/** Which of the bodies, the newest first, the text was made from. */
export const resourceVersionOf = (of: ResourceKind, versions: readonly JsonObject[], mine: string): number =>
  versionOf(versions, mine, (name) => isSetByTelnyx(of, name));

/** The body of a text without problems. */
export function bodyOf(text: string): JsonObject {
  const read = readJson(text);
  return read.kind === 'object' ? read.value : {};
}

/** What saving means, given what the server has now and what was seen of it last. Its times alone are no change. */
export function decideBody(
  mine: JsonObject,
  { seen, fresh }: { readonly seen: JsonObject; readonly fresh: JsonObject },
): 'write' | 'nothingToDo' | 'conflict' {
  if (sameValue(timeless(mine), timeless(fresh))) return 'nothingToDo';
  return sameValue(timeless(seen), timeless(fresh)) ? 'write' : 'conflict';
}

function timeless(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !times.includes(name)));
}
