import type { ToolInput, ToolName } from '../table/toolTable';
import type { Answer, Call } from './call';
import { claimRun } from './claimRun';
import { finishRun, steerRun } from './endRun';
import { getMission, listMissions } from './readMissions';
import { getRun, listRuns } from './readRuns';
import { askPerson, logEvent, reportStep, writePlan } from './workRun';

type ToolActs = {
  readonly [N in ToolName]: (input: ToolInput<N>, call: Call) => Promise<Answer>;
};

/** What each tool does. */
export const toolActs: ToolActs = {
  list_missions: listMissions,
  get_mission: getMission,
  list_runs: listRuns,
  get_run: getRun,
  claim_run: claimRun,
  write_plan: writePlan,
  report_step: reportStep,
  log_event: logEvent,
  ask_person: askPerson,
  finish_run: finishRun,
  steer_run: steerRun,
};
