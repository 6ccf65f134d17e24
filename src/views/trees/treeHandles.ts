import type * as vscode from 'vscode';
import type { RunEvent } from '../../model/event';
import type { ResourceKind } from '../../model/resource';

/** One row: what it stands for, by id. Interned, because VS Code refreshes by identity. */
export type Handle =
  | { readonly kind: 'mission'; readonly key: string; readonly missionId: string }
  | {
      readonly kind: 'run';
      readonly key: string;
      readonly missionId: string;
      readonly runId: string;
      /** It stands by itself, not under its mission. */
      readonly topLevel: boolean;
    }
  | {
      readonly kind: 'step';
      readonly key: string;
      readonly missionId: string;
      readonly runId: string;
      readonly stepId: string;
    }
  /** An assistant that is linked to the run. */
  | {
      readonly kind: 'agent';
      readonly key: string;
      readonly missionId: string;
      readonly runId: string;
      readonly telnyxAgentId: string;
    }
  /** What all that the agents of a mission may use stands under. */
  | { readonly kind: 'resources'; readonly key: string; readonly missionId: string }
  /** What the tools, the knowledge bases or the MCP servers of a mission stand under. */
  | { readonly kind: 'group'; readonly key: string; readonly missionId: string; readonly of: ResourceKind }
  | {
      readonly kind: 'resource';
      readonly key: string;
      readonly missionId: string;
      readonly of: ResourceKind;
      readonly resourceId: string;
    }
  | {
      readonly kind: 'event';
      readonly key: string;
      readonly runId: string;
      readonly eventId: string;
      /** An event never changes. */
      readonly event: RunEvent;
    }
  /** A row that says something instead of showing something. `parent` is the row it stands under. */
  | {
      readonly kind: 'note';
      readonly key: string;
      readonly parent: Handle | undefined;
      readonly item: vscode.TreeItem;
    };

/** The handles of one kind. */
export type HandleOf<K extends Handle['kind']> = Extract<Handle, { readonly kind: K }>;

export const missionsViewId = 'missions.tree';
export const recentRunsViewId = 'missions.recentRuns';
export const activityViewId = 'missions.activity';
/** Those that have rows of runs. */
export const runViewIds: readonly string[] = [missionsViewId, recentRunsViewId];
export const allViewIds: readonly string[] = [...runViewIds, activityViewId];
