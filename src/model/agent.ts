/** An assistant of Telnyx's that is linked to a run. */
export type LinkedAgent = {
  readonly runId: string;
  readonly telnyxAgentId: string;
  /** Epoch ms, UTC. */
  readonly createdAt: number;
};
