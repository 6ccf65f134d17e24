import type { OperationId } from '../api/operations';
import { refuse } from './refusal';

const mission = '/ai/missions/{}';
const run = `${mission}/runs/{}`;

/** As in the contract; `{}` stands for an id. What is fixed comes before what is not. */
export const routes: readonly (readonly [method: string, path: string, operation: OperationId])[] = [
  ['GET', '/ai/missions', 'listMissions'],
  ['POST', '/ai/missions', 'createMission'],
  ['GET', '/ai/missions/events', 'listRecentEvents'],
  ['GET', '/ai/missions/runs', 'listRecentRuns'],
  ['GET', mission, 'getMission'],
  ['PUT', mission, 'updateMission'],
  ['DELETE', mission, 'deleteMission'],
  ['POST', `${mission}/clone`, 'cloneMission'],
  ['GET', `${mission}/runs`, 'listRuns'],
  ['POST', `${mission}/runs`, 'startRun'],
  ['GET', run, 'getRun'],
  ['PATCH', run, 'updateRun'],
  ['POST', `${run}/cancel`, 'cancelRun'],
  ['POST', `${run}/pause`, 'pauseRun'],
  ['POST', `${run}/resume`, 'resumeRun'],
  ['GET', `${run}/events`, 'listEvents'],
  ['POST', `${run}/events`, 'logEvent'],
  ['GET', `${run}/events/{}`, 'getEvent'],
  ['GET', `${run}/plan`, 'getPlan'],
  ['POST', `${run}/plan`, 'createPlan'],
  ['POST', `${run}/plan/steps`, 'addPlanSteps'],
  ['GET', `${run}/plan/steps/{}`, 'getPlanStep'],
  ['PATCH', `${run}/plan/steps/{}`, 'updatePlanStep'],
  ['GET', `${run}/telnyx-agents`, 'listLinkedAgents'],
  ['POST', `${run}/telnyx-agents`, 'linkAgent'],
  ['DELETE', `${run}/telnyx-agents/{}`, 'unlinkAgent'],
  ...resourceRoutes('Tool', 'tools'),
  ...resourceRoutes('KnowledgeBase', 'knowledge-bases'),
  ...resourceRoutes('McpServer', 'mcp-servers'),
];

function resourceRoutes(name: 'Tool' | 'KnowledgeBase' | 'McpServer', path: string) {
  const all = `${mission}/${path}`;
  return [
    ['GET', all, `list${name}s`],
    ['POST', all, `create${name}`],
    ['GET', `${all}/{}`, `get${name}`],
    ['PUT', `${all}/{}`, `update${name}`],
    ['DELETE', `${all}/{}`, `delete${name}`],
  ] as const;
}

const matchers = routes.map(([method, path, operation]) => ({
  method,
  operation,
  pattern: new RegExp(`/v2${path.replaceAll('{}', '([^/]+)')}/?$`),
}));

export type Route = { readonly operation: OperationId; readonly ids: readonly string[] };

/** Takes any base path that ends in `/v2`. The ids come decoded. Refuses what is no route, or none of this method. */
export function findRoute(method: string, pathname: string): Route {
  let otherMethod = false;
  for (const { method: wanted, operation, pattern } of matchers) {
    const match = pattern.exec(pathname);
    if (!match) continue;
    if (wanted === method) return { operation, ids: match.slice(1).map(decoded) };
    otherMethod = true;
  }
  return otherMethod
    ? refuse(405, `${method} isn't allowed for ${pathname}`)
    : refuse(404, `There is nothing at ${pathname}`);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return refuse(404, `There is nothing at ${segment}`);
  }
}
