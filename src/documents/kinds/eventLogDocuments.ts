import * as vscode from 'vscode';
import { ApiError } from '../../api/apiError';
import { describeGap, explain } from '../../errorMessages';
import type { EventColumns } from '../../model/eventColumns';
import { readEvents } from '../../tracking/actions/readEvents';
import type { Step } from '../../model/plan';
import type { RunRef } from '../../model/run';
import { timerMs, type Timing } from '../../model/timing';
import { valueOf } from '../../tracking/store/facts';
import type { Poller } from '../../tracking/polling/poller';
import type { Store } from '../../tracking/store/store';
import { gapOf } from '../../tracking/store/eventLogs';
import { whenKnown } from '../../tracking/store/whenKnown';
import { onDidCloseDocument } from '../remote/onDidCloseDocument';
import { eventLogSymbols, type LogSymbol } from '../../formats/log/eventLogSymbols';
import { createEventLogText, type EventLogText } from '../../formats/log/eventLogText';
import { NotShown } from '../remote/remoteDocument';
import { isTooLongForVsCode, sayTooLong, toBytes } from '../remote/utf8';
import { eventLogScheme, pathOf, runOf } from '../remote/documentUri';
import { unavailable } from '../remote/unavailable';

/** The ending that makes VS Code take the text for a log; it stands in the manifest as well. */
const ending = '.missions-log';

/** A log that VS Code was told of. */
type Opened = {
  readonly uri: vscode.Uri;
  readonly run: RunRef;
  columns: EventColumns;
  log: EventLogText;
  /** The last line, where events are missing. */
  note: string;
  /** Stops using the events. */
  readonly release: () => void;
  /** Grows with the text, so that VS Code reads it again. */
  mtime: number;
  /** In bytes, once somebody has asked. */
  size?: number | undefined;
  timer?: ReturnType<typeof setTimeout> | undefined;
};

export interface EventLogs {
  /**
   * Opens all events of a run as a text, once they are here; does nothing where `signal` aborts before that.
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

const bytesOf = ({ uri, log, note }: Opened) => toBytes(uri, log.text() + note);

/**
 * Event logs as files to read. A file system, because VS Code then puts what is new behind what is shown: another
 * kind of document would be exchanged as a whole, and the reader would lose the place and the folds.
 */
export function registerEventLogs(parts: {
  readonly store: Store;
  readonly poller: Poller;
  readonly timing: Timing;
}): EventLogs {
  const { store, poller, timing } = parts;
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const opened = new Map<string, Opened>();
  const watching = new Map<string, () => void>();

  function noteOf(runId: string): string {
    const log = valueOf(store.events(runId));
    const gap = log && gapOf(log);
    return gap ? `# ${describeGap(gap, log.columns.length)}\n` : '';
  }

  function close(key: string): void {
    const held = opened.get(key);
    clearTimeout(held?.timer);
    held?.release();
    opened.delete(key);
  }

  /** Takes in what the store has got since. Resolves to whether that changes the text. */
  function extend(held: Opened): boolean {
    const columns = valueOf(store.events(held.run.runId))?.columns;
    if (columns && columns !== held.columns) {
      held.columns = columns;
      held.log = createEventLogText(columns);
    }
    const note = noteOf(held.run.runId);
    const isNew = note !== held.note;
    held.note = note;
    if (!held.log.extend() && !isNew) return false;
    held.mtime = Math.max(held.mtime + 1, Date.now());
    held.size = undefined;
    return true;
  }

  /** VS Code reads the whole text again, so the longer it is the more rarely it is told. */
  function tellSoon(held: Opened): void {
    held.timer ??= setTimeout(
      () => {
        held.timer = undefined;
        if (watching.has(held.uri.toString()) && extend(held))
          changed.fire([{ type: vscode.FileChangeType.Changed, uri: held.uri }]);
      },
      timerMs(refreshDelayMs(held.log, timing)),
    );
  }

  async function load(uri: vscode.Uri): Promise<Opened> {
    const run = runOf(uri, ending);
    const held = opened.get(uri.toString());
    if (held) return held;
    if (!run) throw vscode.FileSystemError.FileNotFound(uri);
    const release = store.useEvents(run.runId);
    try {
      const columns = await readEvents(parts, run, new AbortController().signal, () => undefined);
      if (!columns) throw vscode.FileSystemError.FileNotFound(uri);
      const fresh = opened.get(uri.toString()) ?? {
        uri,
        run,
        columns,
        log: createEventLogText(columns),
        note: '',
        release: store.useEvents(run.runId),
        mtime: Date.now(),
      };
      opened.set(uri.toString(), fresh);
      extend(fresh);
      return fresh;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.kind === 'notFound') throw vscode.FileSystemError.FileNotFound(uri);
      throw unavailable(explain(error).reason);
    } finally {
      release();
    }
  }

  const files: vscode.FileSystemProvider = {
    onDidChangeFile: changed.event,
    async stat(uri) {
      const held = await load(uri);
      const size = (held.size ??= bytesOf(held).length);
      const { mtime } = held;
      return { type: vscode.FileType.File, ctime: 0, mtime, size, permissions: vscode.FilePermission.Readonly };
    },
    async readFile(uri) {
      const held = await load(uri);
      extend(held);
      return bytesOf(held);
    },
    watch: () => new vscode.Disposable(() => undefined),
    readDirectory: () => [],
    writeFile: refuse,
    createDirectory: refuse,
    delete: refuse,
    rename: refuse,
  };

  /** The plan, which names the steps, once it is known or cannot be read, or nobody wants to know any more. */
  async function planOf(run: RunRef, token: vscode.CancellationToken): Promise<readonly Step[]> {
    const read = () => store.plan(run.runId);
    if (read().kind !== 'unknown') return valueOf(read()) ?? [];
    const stopped = new AbortController();
    const listening = token.onCancellationRequested(() => stopped.abort());
    const stopWatching = poller.watch({ kind: 'plan', ...run });
    try {
      return valueOf(await whenKnown(store, read, stopped.signal)) ?? [];
    } finally {
      stopWatching();
      listening.dispose();
    }
  }

  const symbols: vscode.DocumentSymbolProvider = {
    async provideDocumentSymbols(document, token) {
      const held = opened.get(document.uri.toString());
      if (!held) return [];
      const plan = await planOf(held.run, token);
      const steps = new Map(plan.map((step) => [step.stepId, step.description]));
      const nameOf = (id: string) => steps.get(id) ?? (id === '' ? vscode.l10n.t('No step') : id);
      return eventLogSymbols(held.log, held.columns, nameOf).flatMap((step) => symbolOf(step, document) ?? []);
    },
  };

  /** What somebody sees is kept up to date. */
  function look(editors: readonly vscode.TextEditor[]): void {
    const visible = new Set<string>();
    for (const { uri } of editors.map(({ document }) => document)) {
      const run = uri.scheme === eventLogScheme ? runOf(uri, ending) : undefined;
      if (!run) continue;
      const key = uri.toString();
      visible.add(key);
      if (!watching.has(key)) watching.set(key, poller.watch({ kind: 'timeline', ...run }));
      const held = opened.get(key);
      if (held) tellSoon(held);
    }
    for (const [key, stop] of watching) {
      if (visible.has(key)) continue;
      watching.delete(key);
      stop();
    }
  }

  async function show(run: RunRef, name: string): Promise<void> {
    const { missionId, runId } = run;
    // The name of a mission may have changed since.
    const held = [...opened.values()].find((other) => other.run.runId === runId);
    const shown = `${name.slice(0, 40).trim()} · ${vscode.l10n.t('run {0}', runId.slice(0, 8))}`;
    const path = pathOf([missionId, runId], shown, ending);
    const uri = held?.uri ?? vscode.Uri.from({ scheme: eventLogScheme, path });
    const { log } = await load(uri);
    if (isTooLongForVsCode(log.text())) {
      if (!held) close(uri.toString());
      const instead = vscode.l10n.t('Export the events from the timeline instead.');
      throw new NotShown(`${sayTooLong(shown)} ${instead}`);
    }
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
  }

  const unsubscribe = store.subscribe(({ events }) => {
    if (events.size > 0) for (const held of opened.values()) if (events.has(held.run.runId)) tellSoon(held);
  });
  const registered = vscode.Disposable.from(
    changed,
    new vscode.Disposable(unsubscribe),
    vscode.workspace.registerFileSystemProvider(eventLogScheme, files, { isCaseSensitive: true, isReadonly: true }),
    vscode.languages.registerDocumentSymbolProvider({ scheme: eventLogScheme }, symbols),
    vscode.window.onDidChangeVisibleTextEditors(look),
    onDidCloseDocument(({ uri }) => close(uri.toString())),
    new vscode.Disposable(() => look([])),
  );
  look(vscode.window.visibleTextEditors);

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
      for (const key of [...opened.keys()]) close(key);
      registered.dispose();
    },
  };
}

function refreshDelayMs(log: EventLogText, timing: Timing): number {
  return timing.eventLogRefreshMs + (timing.eventLogRefreshPerMegabyteMs * log.text().length) / 1_000_000;
}

/** The document may be a moment older than the log. */
function symbolOf(symbol: LogSymbol, document: vscode.TextDocument): vscode.DocumentSymbol | undefined {
  if (symbol.start >= document.lineCount) return undefined;
  const { range: first } = document.lineAt(symbol.start);
  const last = document.lineAt(Math.min(symbol.end, document.lineCount) - 1);
  const kind = symbol.children ? vscode.SymbolKind.Namespace : vscode.SymbolKind.Event;
  const made = new vscode.DocumentSymbol(symbol.name, symbol.detail, kind, first.union(last.range), first);
  made.children = (symbol.children ?? []).flatMap((child) => symbolOf(child, document) ?? []);
  return made;
}

function refuse(uri: vscode.Uri): never {
  throw vscode.FileSystemError.NoPermissions(uri);
}
