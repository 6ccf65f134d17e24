import * as vscode from 'vscode';
import { EventColumns } from '../../model/eventColumns';
import { finishedAtOf, type RunRef } from '../../model/run';
import { isRunFileProblem, parseRunFile, type RunFile, type RunFileProblem } from '../../model/saved/runFile';
import { runStretches } from '../../model/statusHistory';
import type { Freshness } from '../../protocol/messages';
import { missionName, startName } from '../text/names';
import { createStatusReader, headerOf } from './liveTimelineSource';
import { openTimelineChannel } from './timelineChannel';
import { watchFile } from './watchFile';
import type { SourceChange, TimelineSource } from './timelineSource';

export const runFileViewType = 'missions.runFile';

export interface RunFiles {
  /** The run that a saved run, open in an editor, says it is of. */
  runOf(uri: vscode.Uri): RunRef | undefined;
  dispose(): void;
}

/** A run that was read from a file: the same timeline, offline, with nothing that could be done to it. */
export function registerRunFileEditor(parts: {
  readonly extensionUri: vscode.Uri;
  readonly warn: (message: string) => void;
}): RunFiles {
  const open = new Map<string, TimelineSource>();
  const registered = vscode.window.registerCustomEditorProvider(
    runFileViewType,
    {
      openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
      async resolveCustomEditor({ uri }, panel) {
        const source = createFileSource(uri);
        open.set(uri.toString(), source);
        await source.read();
        const channel = openTimelineChannel({
          ...parts,
          panel,
          // A file has no ids that anything could be restored by: VS Code opens it again by itself.
          ids: { missionId: '', runId: source.header()?.runId ?? '' },
          source,
          act(act) {
            if (act === 'freshnessAction') void vscode.commands.executeCommand('vscode.openWith', uri, 'default');
          },
        });
        const watcher = watchFile(uri, () => void source.read().then(() => channel.restart()));
        panel.onDidDispose(() => {
          open.delete(uri.toString());
          watcher.dispose();
          channel.stop();
        });
      },
    } satisfies vscode.CustomReadonlyEditorProvider,
    { supportsMultipleEditorsPerDocument: false },
  );
  return {
    runOf(uri) {
      const header = open.get(uri.toString())?.header();
      return header && { missionId: header.missionId, runId: header.runId };
    },
    dispose() {
      registered.dispose();
    },
  };
}

function createFileSource(uri: vscode.Uri): TimelineSource & { read(): Promise<void> } {
  const nothing = new EventColumns();
  const statuses = createStatusReader();
  const listeners = new Set<(change: SourceChange) => void>();
  let file: RunFile | undefined;
  let problem: string | undefined;

  function freshness(): Freshness {
    return problem === undefined
      ? { kind: 'live' }
      : { kind: 'stale', message: problem, action: { command: 'openWith', title: vscode.l10n.t('Open as Text') } };
  }

  return {
    async read() {
      try {
        const bytes = await vscode.workspace.fs.readFile(uri);
        const read = parseRunFile(new TextDecoder().decode(bytes));
        if (isRunFileProblem(read)) problem = describeProblem(read);
        else {
          file = read;
          problem = undefined;
        }
      } catch (error) {
        problem = error instanceof Error ? error.message : String(error);
      }
    },
    title: () => uri.path.split('/').at(-1) ?? '',
    header() {
      if (!file) return undefined;
      const { run, mission, columns } = file;
      return {
        ...headerOf(run, missionName(mission), startName(run, Date.now())),
        // What is written does not go on.
        active: false,
        acts: [],
        busy: false,
        stretches: runStretches({ ...run, finishedAt: finishedAtOf(run) ?? file.savedAt }, statuses(columns)),
        ...(finishedAtOf(run) === undefined ? { finishedAt: file.savedAt } : {}),
      };
    },
    steps: () => file?.steps ?? [],
    columns: () => file?.columns ?? nothing,
    gap: () => file?.gap,
    freshness,
    now: () => Date.now(),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    watch: () => () => undefined,
  };
}

function describeProblem(problem: RunFileProblem): string {
  switch (problem.kind) {
    case 'notJson':
      return vscode.l10n.t("This file isn't valid JSON: {0}", problem.message);
    case 'foreign':
      return vscode.l10n.t("This file isn't a saved run.");
    case 'tooDeep':
      return vscode.l10n.t(
        "This saved run can't be opened: it contains values nested more than {0} levels deep.",
        problem.levels,
      );
    case 'newer':
      return vscode.l10n.t(
        'This run was saved by a newer version of Missions (format {0}). Update the extension to open it.',
        problem.version,
      );
    case 'broken':
      return vscode.l10n.t('This saved run is invalid: {0} is missing or has the wrong type.', problem.at);
  }
}
