import * as vscode from 'vscode';

/** An attribute's value: what is not a letter, digit or dash becomes a character reference. */
function attribute(text: string): string {
  return text.replace(/[^\w-]/gu, (character) => `&#${character.codePointAt(0)};`);
}

/** A page of ours: nothing may run or load but its own script, styles and icon font. No network. */
export function pageHtml(
  webview: vscode.Webview,
  dist: vscode.Uri,
  page: {
    readonly title: string;
    /** Files of `dist`. */
    readonly script: string;
    readonly styles: readonly string[];
    /** What its script finds at the element of the app. */
    readonly data: Readonly<Record<string, string>>;
  },
): string {
  const nonce = crypto.randomUUID().replaceAll('-', '');
  const uri = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString();
  const policy = [
    `default-src 'none'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  const data = Object.entries(page.data).map(([name, value]) => ` data-${name}="${attribute(value)}"`);
  return `<!DOCTYPE html>
<html lang="${attribute(vscode.env.language)}">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1.0">
  ${page.styles.map((style) => `<link rel="stylesheet" href="${uri(style)}">`).join('\n  ')}
  <title>${attribute(page.title)}</title>
</head>
<body>
  <div id="app"${data.join('')}></div>
  <script nonce="${nonce}" src="${uri(page.script)}"></script>
</body>
</html>`;
}
