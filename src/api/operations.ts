import type { operations } from './contract';

export type OperationId = keyof operations;

/**
 * The operations that must not be repeated as they are once they may have reached the server: they would create a
 * second thing, act on a state that has moved on, or overwrite what somebody has changed meanwhile. (API facts,
 * "Errors".) What is left are reads, deletions, and `logEvent`, which always carries an idempotency key.
 */
const notRepeatable: ReadonlySet<OperationId> = new Set<OperationId>([
  'createMission',
  'cloneMission',
  'startRun',
  'createPlan',
  'addPlanSteps',
  'linkAgent',
  'pauseRun',
  'resumeRun',
  'cancelRun',
  'createTool',
  'createKnowledgeBase',
  'createMcpServer',
  'updateMission',
  'updateRun',
  'updatePlanStep',
  'updateTool',
  'updateKnowledgeBase',
  'updateMcpServer',
]);

export function isRepeatable(operation: OperationId): boolean {
  return !notRepeatable.has(operation);
}
