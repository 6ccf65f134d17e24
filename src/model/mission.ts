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
  /** What else came with it, `tools` for one, as it came. A list and the answer to a change may leave it out. */
  readonly more?: JsonObject;
};

/** What a person may change of a mission: everything but its id, its dates and what belongs to it. */
export type MissionDefinition = Omit<Mission, 'missionId' | 'createdAt' | 'updatedAt' | 'more'>;

/** The part of a mission that a person may change. */
export function definitionOf(mission: Mission): MissionDefinition {
  const own: ReadonlySet<string> = new Set(['missionId', 'createdAt', 'updatedAt', 'more'] satisfies (keyof Mission)[]);
  return Object.fromEntries(Object.entries(mission).filter(([name]) => !own.has(name))) as MissionDefinition;
}
