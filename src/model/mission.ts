/** Anything that JSON can say and that the contract leaves untyped. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Who executes the runs: `external` an agent of the user's, `managed` Telnyx. Unknown modes pass through. */
export type ExecutionMode = 'external' | 'managed' | (string & {});

export type Mission = {
  readonly missionId: string;
  readonly name: string;
  readonly description?: string;
  readonly model?: string;
  readonly instructions?: string;
  readonly executionMode: ExecutionMode;
  readonly metadata?: JsonObject;
  /** Epoch ms, UTC. */
  readonly createdAt: number;
  /** Epoch ms, UTC. */
  readonly updatedAt: number;
  /**
   * What else came with it, by the API's names and as it came: `tools`, fields that are not known here, and known ones
   * that are not what they should be. A list and the answer to a change may leave it out.
   */
  readonly more?: JsonObject;
};

/** What a person may change of a mission: everything but its id, its dates and what belongs to it. */
export type MissionDefinition = Omit<Mission, 'missionId' | 'createdAt' | 'updatedAt' | 'more'>;

/** The part of a mission that a person may change. */
export function definitionOf(mission: Mission): MissionDefinition {
  const own: ReadonlySet<string> = new Set(['missionId', 'createdAt', 'updatedAt', 'more'] satisfies (keyof Mission)[]);
  return Object.fromEntries(Object.entries(mission).filter(([name]) => !own.has(name))) as MissionDefinition;
}

/** What a mission like this one is created from. */
export function contentsOf(mission: Mission): MissionDefinition & Pick<Mission, 'more'> {
  const { more } = mission;
  return { ...definitionOf(mission), ...(more ? { more } : {}) };
}

/** What belongs to one mission alone, or is changed by operations of its own. */
const notEchoed: ReadonlySet<string> = new Set([
  ...['mission_id', 'created_at', 'updated_at'],
  ...['tools', 'knowledge_bases', 'mcp_servers'],
]);

/** Of `Mission.more`, what is sent back with a change: the service takes away what is left out. */
export function echoedFields(more: JsonObject = {}): JsonObject {
  return Object.fromEntries(Object.entries(more).filter(([name]) => !notEchoed.has(name)));
}
