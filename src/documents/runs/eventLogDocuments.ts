import * as vscode from 'vscode';
import type { RunRef } from '../../model/run';
import { readEvents } from '../../tracking/actions/readEvents';
import type { Interest } from '../../tracking/feeds/interest';
import { createWatching } from '../../tracking/polling/watchSet';
import { refuse } from '../remote/documentErrors';
import { documentShapes } from '../remote/documentShapes';
import { addressOf, runOf } from '../remote/documentUri';
import { noFolders } from '../remote/missionsFileSystem';
import { onDidCloseDocument } from '../editors/onDidCloseDocument';
import { isTooLongForVsCode, describeTooLong } from '../editors/utf8';
import { NotShown } from '../remote/remoteDocument';
import { createEventLogSymbolProvider } from './eventLogSymbolProvider';
import { eventLogBytes, OpenEventLogs, type EventLogParts, type OpenEventLog } from './openEventLogs';

const { ending, scheme } = documentShapes.eventLog;

export interface EventLogs {
  /**
   * Opens all events of a run, which is called `name`, as a text, once they are here; does nothing where `signal` aborts
   * before that.
   * Throws `ApiError`.
   */
  open(
    run: RunRef,
    name: string,
    signal: AbortSignal,
    progress: (loaded: number, total: number) => void,
  ): Promise<void>;
  dispose(): void;
}

/**
 * Event logs as files to read. A file system, because VS Code then puts what is new behind what is shown: another
 * kind of document would be exchanged as a whole, and the reader would lose the place and the folds.
 */
export function registerEventLogs(parts: EventLogParts): EventLogs {
  const { store, poller } = parts;
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const logs = new OpenEventLogs(parts);
  const watching = createWatching<Interest>((interest) => poller.watch(interest));
  /** URIs of logs that somebody sees. */
  let visible: ReadonlySet<string> = new Set();

  function scheduleChanged(opened: OpenEventLog): void {
    const { uri } = opened;
    logs.scheduleExtend(
      opened,
      () => visible.has(uri.toString()),
      () => changed.fire([{ type: vscode.FileChangeType.Changed, uri }]),
    );
  }

  const files: vscode.FileSystemProvider = {
    ...noFolders,
    onDidChangeFile: changed.event,
    async stat(uri) {
      const opened = await logs.load(uri);
      const size = (opened.size ??= eventLogBytes(opened).length);
      const { mtime } = opened;
      return { type: vscode.FileType.File, ctime: 0, mtime, size, permissions: vscode.FilePermission.Readonly };
    },
    async readFile(uri) {
      const opened = await logs.load(uri);
      logs.extend(opened);
      return eventLogBytes(opened);
    },
    writeFile: refuse,
  };

  /** What somebody sees is kept up to date. */
  function updateWatches(editors: readonly vscode.TextEditor[]): void {
    const wanted = new Map<string, Interest>();
    for (const { uri } of editors.map(({ document }) => document)) {
      const run = uri.scheme === scheme ? runOf(uri, ending) : undefined;
      if (run) wanted.set(uri.toString(), { kind: 'timeline', ...run });
    }
    visible = new Set(wanted.keys());
    watching.set(wanted);
    for (const { document } of editors) {
      const opened = logs.at(document.uri);
      if (opened) scheduleChanged(opened);
    }
  }

  async function show(run: RunRef, name: string): Promise<void> {
    const { missionId, runId } = run;
    // The name of a mission may have changed since.
    const [opened] = logs.ofRun(runId);
    const uri = opened?.uri ?? vscode.Uri.from({ scheme, ...addressOf([missionId, runId], name, ending) });
    const { log } = await logs.load(uri);
    if (isTooLongForVsCode(log.text())) {
      if (!opened) logs.close(uri.toString());
      const instead = vscode.l10n.t('Export the events from the timeline instead.');
      throw new NotShown(`${describeTooLong(name)} ${instead}`);
    }
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
  }

  const unsubscribe = store.subscribe(({ events, plans }) => {
    for (const runId of new Set([...events, ...plans])) logs.ofRun(runId).forEach(scheduleChanged);
  });
  const registered = vscode.Disposable.from(
    changed,
    new vscode.Disposable(unsubscribe),
    vscode.workspace.registerFileSystemProvider(scheme, files, { isCaseSensitive: true, isReadonly: true }),
    vscode.languages.registerDocumentSymbolProvider({ scheme }, createEventLogSymbolProvider(parts, logs)),
    vscode.window.onDidChangeVisibleTextEditors(updateWatches),
    onDidCloseDocument(({ uri }) => logs.close(uri.toString())),
    new vscode.Disposable(() => updateWatches([])),
  );
  updateWatches(vscode.window.visibleTextEditors);

  return {
    async open(run, name, signal, progress) {
      const release = store.useEvents(run.runId);
      try {
        // Read first, so that what goes wrong is said in our words.
        if (await readEvents(parts, run, signal, progress)) await show(run, name);
      } finally {
        release();
      }
    },
    dispose() {
      logs.dispose();
      registered.dispose();
    },
  };
}
