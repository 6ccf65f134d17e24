import type { ToolInput, ToolName } from '../table/toolTable';
import type { Answer, Call } from './call';
import { getMission, listMissions } from './readMissions';
import { getRun, listRuns } from './readRuns';

type ToolActs = {
  readonly [N in ToolName]: (input: ToolInput<N>, call: Call) => Promise<Answer>;
};

/** What each tool does. */
export const toolActs: ToolActs = {
  list_missions: listMissions,
  get_mission: getMission,
  list_runs: listRuns,
  get_run: getRun,
};
