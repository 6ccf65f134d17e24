import * as vscode from 'vscode';
import { isObject } from '../../model/jsonObject';
import { beginAct, targetMission, type CommandParts } from '../shared/target';
import { agentPrompt } from './agentPrompt';

/** Hands a mission or a run over to the editor's own agent. */
export function runWithAgentCommands(parts: CommandParts) {
  return {
    /** A person reads what is asked of the agent, and sends it. */
    async runWithAgent(argument: unknown) {
      const { runId } = isObject(argument) ? argument : {};
      const mission = await targetMission(argument, beginAct(parts));
      const query = mission && agentPrompt(mission.missionId, runId);
      if (query === undefined) return;
      await vscode.commands.executeCommand('workbench.action.chat.open', {
        mode: 'agent',
        query,
        isPartialQuery: true,
      });
    },
  };
}
