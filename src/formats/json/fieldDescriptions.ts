/** What each field of a mission is for: hovers and completions of `mission.json` and of the front matter. */
export const missionTexts = {
  mission_id: 'The id of the mission on Telnyx, a UUID. Telnyx gives it when the mission is created.',
  name: 'What the mission is called.',
  description: 'What the mission is for, in a sentence or two.',
  model: 'The language model that the mission is meant for.',
  instructions: 'What the agent is told to do, as Markdown.',
  execution_mode:
    'Who executes the runs: “external”, an agent of your own; “managed”, Telnyx. New missions are external.',
  metadata: 'Any further facts, as an object. Telnyx keeps them and gives them no meaning.',
  created_at: 'When the mission was created.',
  updated_at: 'When the mission was last changed.',
  tools: 'The tools of the mission. They are edited as documents of their own.',
  knowledge_bases: 'The knowledge bases of the mission. They are edited as documents of their own.',
  mcp_servers: 'The MCP servers of the mission. They are edited as documents of their own.',
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
