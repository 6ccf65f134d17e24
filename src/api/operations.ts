import type { operations } from './contract';

export type OperationId = keyof operations;

/**
 * The operations that must not be repeated on their own once they may have reached the server: they would create a
 * second thing, or act on a state that has moved on. (API facts, "Errors".) `logEvent` is absent: it always carries
 * an idempotency key.
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
]);

export function isRepeatable(operation: OperationId): boolean {
  return !notRepeatable.has(operation);
}
