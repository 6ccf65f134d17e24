import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { describeGap } from '../../errorMessages';
import { eventsAsCsv, eventsAsJsonLines } from '../../model/saved/eventExport';
import type { TimelineSource } from './timelineSource';

/** Characters of text between two looks at whether the person has had enough. */
const pieceSize = 1_000_000;

/** Asks where to, with a name that says what it is; `undefined` where the person thinks better of it. */
export async function askWhere(name: string, filters: Record<string, string[]>): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const defaultUri = folder ? vscode.Uri.joinPath(folder, name) : vscode.Uri.file(`/${name}`);
  return vscode.window.showSaveDialog({ defaultUri, filters, title: vscode.l10n.t('Save As') });
}

/** Writes the text, piece by piece made, with progress and a way to stop. Returns whether it was written. */
export async function writePieces(uri: vscode.Uri, pieces: Iterable<string>): Promise<boolean> {
  const title = vscode.l10n.t('Saving {0}...', uri.path.split('/').at(-1) ?? '');
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, async (_, token) => {
    const encoder = new TextEncoder();
    const chunks: Uint8Array[] = [];
    let buffer = '';
    for (const piece of pieces) {
      buffer += piece;
      if (buffer.length < pieceSize) continue;
      chunks.push(encoder.encode(buffer));
      buffer = '';
      await new Promise((resume) => setTimeout(resume));
      if (token.isCancellationRequested) return false;
    }
    chunks.push(encoder.encode(buffer));
    const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const chunk of chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    await vscode.workspace.fs.writeFile(uri, whole);
    return true;
  });
}

/** Says that it was saved, with `note` behind it, and offers to open it; or why it was not. */
export async function tellSaved(uri: vscode.Uri, save: () => PromiseLike<boolean>, note = ''): Promise<void> {
  const name = uri.path.split('/').at(-1) ?? '';
  try {
    if (!(await save())) return;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void dialogs.showErrorMessage(vscode.l10n.t("Couldn't save {0}: {1}", name, reason));
    return;
  }
  const open = vscode.l10n.t('Open');
  const saved = [vscode.l10n.t('Saved {0}.', name), note].filter(Boolean).join(' ');
  if ((await dialogs.showInformationMessage(saved, open)) === open)
    await vscode.commands.executeCommand('vscode.open', uri);
}

export async function saveEvents(
  runId: string,
  source: Pick<TimelineSource, 'columns' | 'gap'>,
  format: 'jsonl' | 'csv',
  indexes: Uint32Array | undefined,
): Promise<void> {
  const filters = format === 'csv' ? { CSV: ['csv'] } : { 'JSON Lines': ['jsonl'] };
  const uri = await askWhere(`run-${runId.slice(0, 8)}-events.${format}`, filters);
  if (!uri) return;
  const columns = source.columns();
  const gap = source.gap();
  // The timeline knows no more than it was sent; what it names beyond is not there.
  const wanted = (indexes ?? Uint32Array.from({ length: columns.length }, (_, i) => i)).filter(
    (index) => index < columns.length,
  );
  const pieces = format === 'csv' ? eventsAsCsv(columns, wanted) : eventsAsJsonLines(columns, wanted);
  await tellSaved(uri, () => writePieces(uri, pieces), gap && describeGap(gap, columns.length));
}

export async function savePicture(runId: string, format: 'png' | 'svg', data: Uint8Array | string): Promise<void> {
  const uri = await askWhere(`run-${runId.slice(0, 8)}.${format}`, { [format.toUpperCase()]: [format] });
  if (!uri) return;
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  await tellSaved(uri, () => vscode.workspace.fs.writeFile(uri, bytes).then(() => true));
}
