import * as vscode from 'vscode';
import { isObject } from '../../model/jsonObject';
import { beginAct, targetMission, type CommandParts } from '../shared/target';

/** The command of the skill in `media/skills`. */
const skill = '/telnyx-run-mission';

/** IDs come from the service, and stand in what a model reads: what is more than an ID is none. */
const id = /^[\w-]{1,64}$/;

/** Hands a mission or a run over to the editor's own agent. */
export function runWithAgentCommands(parts: CommandParts) {
  return {
    /** A person reads what is asked of the agent, and sends it. */
    async runWithAgent(argument: unknown) {
      const { runId } = isObject(argument) ? argument : {};
      const mission = await targetMission(argument, beginAct(parts));
      if (!mission || !id.test(mission.missionId)) return;
      const run = typeof runId === 'string' && id.test(runId) ? ` run ${runId}` : '';
      const query = `${skill} mission ${mission.missionId}${run}`;
      await vscode.commands.executeCommand('workbench.action.chat.open', {
        mode: 'agent',
        query,
        isPartialQuery: true,
      });
    },
  };
}
