import * as vscode from 'vscode';

/** What to call the file of a mission, without its ending. */
export function fileNameOf(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return plain === '' ? 'mission' : plain;
}

/** `name.mission.md`, or with a number where the folder has such a file. */
export async function freeName(folder: vscode.Uri, name: string): Promise<string> {
  for (let number = 1; ; number++) {
    const file = `${name}${number === 1 ? '' : `-${number}`}.mission.md`;
    if (!(await exists(vscode.Uri.joinPath(folder, file)))) return file;
  }
}

export async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
