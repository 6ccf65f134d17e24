import * as vscode from 'vscode';
import type { Account } from '../account/account';
import type { Explaining } from '../agent/registerExplanations';
import type { Client } from '../api/client';
import type { AllDocuments } from '../documents/registerAllDocuments';
import type { Timing } from '../model/timing';
import type { Tracking } from '../tracking/tracking';
import type { Views } from '../views/registerViews';
import { accountCommands } from './account';
import { activityCommands } from './activity';
import { diagnosticsCommands, type FailureLog } from './diagnostics';
import { linkCommands, registerLinks } from './links';
import { missionFileCommands } from './missionFiles/missionFiles';
import { newMissionFileCommands } from './missionFiles/newMissionFile';
import { publishAllCommands } from './missionFiles/publishAllMissionFiles';
import { createPublishing } from './missionFiles/publishMissionFile';
import { cloneMissionCommands } from './missions/missionCloning';
import { deletionCommands } from './missions/missionDeletion';
import { missionFieldCommands } from './missions/missionFields';
import { historyCommands } from './missions/missionHistory';
import { missionFilterCommands } from './missions/missionFilters';
import { missionCommands } from './missions/missions';
import { documentCommands } from './missions/openDocuments';
import { resourceCommands } from './missions/resources';
import { stepCommands } from './plans/addSteps';
import { planCommands } from './plans/plan';
import { skipStepCommands } from './plans/skipSteps';
import { agentGuideCommands } from './runs/agentGuide';
import { agentCommands } from './runs/agents';
import { answerCommands } from './runs/answers';
import { compareCommands } from './runs/compareRuns';
import { eventLogCommands } from './runs/eventLog';
import { explainCommands } from './runs/explainRuns';
import { recentRunsCommands } from './runs/recentRuns';
import { completionCommands } from './runs/runCompletion';
import { runEventCommands } from './runs/runEvents';
import { runFileCommands } from './runs/runFiles';
import { runCommands } from './runs/runs';
import { runWithAgentCommands } from './runs/runWithAgent';
import { startCommands } from './runs/runStart';
import { runStatusCommands } from './runs/runStatus';
import { createBulkRecord, showInterruptedBulks } from './shared/bulkRecord';
import { registerAll } from './shared/command';

type RegisterParts = Omit<Tracking & Views & AllDocuments, 'dispose'> & {
  readonly account: Account;
  readonly accountId: () => Promise<string>;
  readonly client: Client;
  readonly explaining: Explaining;
  readonly failures: FailureLog;
  readonly log: vscode.LogOutputChannel;
  readonly timing: Timing;
};

/** Every command of the manifest, and the links from outside. */
export function registerCommands(context: vscode.ExtensionContext, registered: RegisterParts) {
  const { tree, deletedMissions, remoteTexts } = registered;
  const bulks = createBulkRecord(context.workspaceState);
  const links = registerLinks(registered);
  const state = context.globalState;
  const parts = { ...registered, state, bulks, publishFile: createPublishing(registered).publish };
  const commands = vscode.Disposable.from(
    links,
    tree.view.onDidChangeVisibility(({ visible }) => {
      if (visible) void deletedMissions.prune();
    }),
    registerAll(parts, {
      ...accountCommands(parts),
      ...missionCommands(parts),
      ...cloneMissionCommands(parts),
      ...missionFieldCommands(parts),
      ...historyCommands(parts),
      ...missionFilterCommands(parts),
      ...deletionCommands(parts),
      ...documentCommands(parts),
      ...resourceCommands(parts),
      ...missionFileCommands(parts),
      ...newMissionFileCommands,
      ...publishAllCommands(parts),
      ...runCommands(parts),
      ...runWithAgentCommands(parts),
      ...startCommands(parts),
      ...completionCommands(parts),
      ...runStatusCommands(parts),
      ...runEventCommands(parts),
      ...answerCommands(parts),
      ...runFileCommands(parts),
      ...recentRunsCommands(parts),
      ...compareCommands(parts),
      ...explainCommands(parts),
      ...eventLogCommands(parts),
      ...agentCommands(parts),
      ...agentGuideCommands(parts),
      ...planCommands(parts),
      ...stepCommands(parts),
      ...skipStepCommands(parts),
      ...activityCommands(parts),
      ...linkCommands({ ...parts, extensionId: context.extension.id }),
      ...diagnosticsCommands({ ...parts, extension: context.extension }),
    }),
  );
  void showInterruptedBulks(bulks, remoteTexts);
  return { links, dispose: () => void commands.dispose() };
}
