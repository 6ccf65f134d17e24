import type { BoundClient } from '../../api/client';
import { createSaves, type ActionParts, type Saves } from '../saving/saves';
import { createAnswerActions, type AnswerActions } from './answerActions';
import { createLookups, type Lookups } from './lookups';
import { createMissionActions, type MissionActions } from './missionActions';
import { createPlanActions, type PlanActions } from './planActions';
import { createRunActions, type RunActions } from './runActions';
import { createRunPartActions, type RunPartActions } from './runPartActions';

/** Begins an act: all that it does goes to the account that is in use now, and stops as soon as another one is. */
export type BeginAct = () => Actions;

/** The acts of one account. */
export interface Actions
  extends
    Saves,
    PlanActions,
    RunActions,
    RunPartActions,
    AnswerActions,
    MissionActions,
    Lookups,
    Pick<BoundClient, 'isCurrent' | 'accountId' | 'requireAccount'> {}

/** What people can do: mark busy → call → put the answer. Nothing else changes what the store remembers. */
export function createActions(parts: ActionParts): Actions {
  const { isCurrent, accountId, requireAccount } = parts.client;
  const saves = createSaves(parts);
  const withSaves = { ...parts, saves };
  const runs = createRunActions(withSaves);
  return {
    ...saves,
    ...createPlanActions(withSaves),
    ...runs,
    ...createAnswerActions({ ...parts, runs }),
    ...createRunPartActions(withSaves),
    ...createMissionActions(withSaves),
    ...createLookups(parts),
    isCurrent,
    accountId,
    requireAccount,
  };
}
