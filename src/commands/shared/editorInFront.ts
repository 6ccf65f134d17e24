import * as vscode from 'vscode';
import { openDocument } from '../../documents/editors/editorDocuments';
import { isMissionFile } from '../../documents/missionFiles/missionFileUri';
import { documentTarget, type DocumentTarget } from '../../documents/remote/documentTarget';
import { parseMissionFile } from '../../formats/missionFile/missionFile';
import type { RunFiles } from '../../views/timeline/runFileEditor';
import type { Histories } from '../../views/history/historyPanel';
import type { Timelines } from '../../views/timeline/timelinePanel';

/** What the editor in front is of. */
export type EditorInFront = {
  /** Several where two are compared, that which can be edited or was asked for first. */
  readonly targets: readonly DocumentTarget[];
  /** It is a document or a timeline of ours, whether or not it says of what. */
  readonly isOurs: boolean;
};

const nothing: EditorInFront = { targets: [], isOurs: false };
const unclear: EditorInFront = { targets: [], isOurs: true };

const is = (...targets: readonly DocumentTarget[]): EditorInFront => ({ targets, isOurs: true });

/** Reads the tab in front: with a timeline there, VS Code goes on to call a text editor of another group active. */
export function editorInFront(parts: {
  readonly timelines: Pick<Timelines, 'active'>;
  readonly histories: Pick<Histories, 'active'>;
  readonly runFiles: Pick<RunFiles, 'runOf'>;
}): EditorInFront {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  // VS Code tells of a timeline that was just opened before it tells of its tab.
  const run = parts.timelines.active();
  if (run) return is(run);
  const missionId = parts.histories.active();
  if (missionId !== undefined) return is({ missionId });
  if (input instanceof vscode.TabInputText) return ofUri(input.uri);
  if (input instanceof vscode.TabInputTextDiff) {
    const both = [ofUri(input.modified), ofUri(input.original)];
    return { targets: both.flatMap(({ targets }) => targets), isOurs: both.some(({ isOurs }) => isOurs) };
  }
  if (input instanceof vscode.TabInputCustom && isRunFile(input.uri)) {
    const run = mayName() ? parts.runFiles.runOf(input.uri) : undefined;
    return run ? is(run) : unclear;
  }
  return nothing;
}

/** What a document of that address is of. */
export function ofUri(uri: vscode.Uri): EditorInFront {
  const target = documentTarget(uri);
  if (target) return is(target);
  if (isRunFile(uri)) return unclear;
  if (!isMissionFile(uri)) return nothing;
  const document = openDocument(uri);
  const { missionId } = document && mayName() ? parseMissionFile(document.getText()) : {};
  return missionId === undefined ? unclear : is({ missionId });
}

const isRunFile = ({ path }: vscode.Uri) => path.endsWith('.missionrun.json');

/** What is in a folder that nobody vouches for says of nothing that it is meant. */
const mayName = () => vscode.workspace.isTrusted;
