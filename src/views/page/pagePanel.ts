import * as vscode from 'vscode';

const distOf = (extensionUri: vscode.Uri) => vscode.Uri.joinPath(extensionUri, 'dist');

/** What a page of ours may do: run its script, and load what was built. */
export function pageOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [distOf(extensionUri)] };
}

/** Gives a panel, also one that VS Code has restored, its icon and its options. Returns the folder with its page's files. */
export function preparePanel(panel: vscode.WebviewPanel, extensionUri: vscode.Uri): vscode.Uri {
  const icon = (theme: string) => vscode.Uri.joinPath(extensionUri, 'media', `timeline-${theme}.svg`);
  panel.iconPath = { light: icon('light'), dark: icon('dark') };
  panel.webview.options = pageOptions(extensionUri);
  return distOf(extensionUri);
}
