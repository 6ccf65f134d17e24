import type * as vscode from 'vscode';
import type { RunEvent } from '../model/event';

/** One row: what it stands for, by id. Interned, because VS Code refreshes by identity. */
export type Handle =
  | { readonly kind: 'mission'; readonly key: string; readonly missionId: string }
  | {
      readonly kind: 'run';
      readonly key: string;
      readonly missionId: string;
      readonly runId: string;
      /** It stands by itself, not under its mission. */
      readonly alone: boolean;
    }
  | {
      readonly kind: 'step';
      readonly key: string;
      readonly missionId: string;
      readonly runId: string;
      readonly stepId: string;
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

export const missionsViewId = 'missions.tree';
export const recentRunsViewId = 'missions.recentRuns';
export const activityViewId = 'missions.activity';
