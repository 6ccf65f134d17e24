import type { JsonObject } from './mission';
import { shortLine } from './plainText';

/** What a mission's agents may use. The contract leaves the bodies of all three open. */
export const resourceKinds = ['tool', 'knowledgeBase', 'mcpServer'] as const;
export type ResourceKind = (typeof resourceKinds)[number];

/** One of them: its id, and all of its body as it came. */
export type Resource = { readonly resourceId: string; readonly body: JsonObject };

/** The fields that may name one, the best first. */
const naming = ['name', 'display_name', 'title', 'label', 'url', 'server_url', 'description'] as const;

/** What people know it by, on one line; its id where the body says nothing of that kind. */
export function resourceName({ resourceId, body }: Resource): string {
  return firstText(body, naming) || shortLine(resourceId);
}

/** What sort of tool, knowledge base or server it says it is, on one line; empty where it does not. */
export function resourceSort({ body }: Resource): string {
  return firstText(body, ['type', 'kind', 'transport']);
}

function firstText(body: JsonObject, fields: readonly string[]): string {
  for (const field of fields) {
    const value = Object.hasOwn(body, field) ? body[field] : undefined;
    const text = typeof value === 'string' ? shortLine(value) : '';
    if (text !== '') return text;
  }
  return '';
}
