/** What each field of a mission is for: hovers and completions of `mission.json` and of the front matter. */
export const missionTexts = {
  mission_id: 'ID of the mission (UUID). Assigned by Telnyx.',
  name: 'Name of the mission.',
  description: 'Description of the mission in one or two sentences.',
  model: 'Language model of the mission.',
  instructions: 'Instructions for the agent, in Markdown.',
  execution_mode:
    'Who executes the runs: "external" (your own agent) or "managed" (Telnyx). The default is "external".',
  metadata: 'Custom metadata. Stored by Telnyx but not interpreted.',
  created_at: 'Time when the mission was created.',
  updated_at: 'Time when the mission was last changed.',
  tools: 'Tools of the mission. Edited as separate documents.',
  knowledge_bases: 'Knowledge bases of the mission. Edited as separate documents.',
  mcp_servers: 'MCP servers of the mission. Edited as separate documents.',
} as const;
export type MissionTexts = Readonly<Record<keyof typeof missionTexts, string>>;

/** The same schema with each description of it in other words. */
export function translated<T>(schema: T, words: (description: string) => string): T {
  if (Array.isArray(schema)) return schema.map((part: unknown) => translated(part, words)) as T;
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.entries(schema).map(([name, part]: [string, unknown]) => [
    name,
    // A field may be called so, too: that is an object.
    name === 'description' && typeof part === 'string' ? words(part) : translated(part, words),
  ]);
  return Object.fromEntries(parts) as T;
}
