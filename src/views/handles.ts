import type * as vscode from 'vscode';

/** One row: what it stands for, by id. Interned, because VS Code refreshes by identity. */
export type Handle =
  | { readonly kind: 'mission'; readonly key: string; readonly missionId: string }
  | { readonly kind: 'run'; readonly key: string; readonly missionId: string; readonly runId: string }
  | {
      readonly kind: 'step';
      readonly key: string;
      readonly missionId: string;
      readonly runId: string;
      readonly stepId: string;
    }
  /** A row that says something instead of showing something. `parent` is the row it stands under. */
  | {
      readonly kind: 'note';
      readonly key: string;
      readonly parent: Handle | undefined;
      readonly item: vscode.TreeItem;
    };

export const missionsViewId = 'missions.tree';
