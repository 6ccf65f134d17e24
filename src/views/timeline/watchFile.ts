import * as vscode from 'vscode';

/** Calls when the file has been written, whatever its name would be as a pattern: `run [1].json`. */
export function watchFile(uri: vscode.Uri, onWritten: () => void): vscode.Disposable {
  const folder = new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), '*');
  const watcher = vscode.workspace.createFileSystemWatcher(folder, false, false, true);
  const hear = (written: vscode.Uri) => {
    if (written.path === uri.path) onWritten();
  };
  return vscode.Disposable.from(watcher, watcher.onDidChange(hear), watcher.onDidCreate(hear));
}
