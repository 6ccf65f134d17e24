import * as vscode from 'vscode';

/** An attribute's value: what is not a letter, digit or dash becomes a character reference. */
function attribute(text: string): string {
  return text.replace(/[^\w-]/gu, (character) => `&#${character.codePointAt(0)};`);
}

/** The timeline's page: nothing may run or load but its own script, style and icon font. No network. */
export function timelineHtml(webview: vscode.Webview, dist: vscode.Uri, ids: { missionId: string; runId: string }) {
  const nonce = crypto.randomUUID().replaceAll('-', '');
  const uri = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString();
  const policy = [
    `default-src 'none'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${attribute(vscode.env.language)}">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1.0">
  <link rel="stylesheet" href="${uri('timeline.css')}">
  <title>${attribute(vscode.l10n.t('Run timeline'))}</title>
</head>
<body>
  <div id="app" data-mission-id="${attribute(ids.missionId)}" data-run-id="${attribute(ids.runId)}"></div>
  <script nonce="${nonce}" src="${uri('timeline.js')}"></script>
</body>
</html>`;
}
