import * as vscode from 'vscode';
import { waitFor } from '../harness/waitFor';

/** A file of the folder that is open, made for one test. */
export class TestFile {
  private constructor(readonly uri: vscode.Uri) {}

  static async create(name: string, text: string): Promise<TestFile> {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    if (!folder) throw new Error('No folder is open');
    const file = new TestFile(vscode.Uri.joinPath(folder.uri, name));
    await file.write(text);
    return file;
  }

  write = (text: string) => vscode.workspace.fs.writeFile(this.uri, new TextEncoder().encode(text));
  /** What the file says on the disk. */
  saved = async () =>
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(await vscode.workspace.fs.readFile(this.uri));
  /** As in the explorer: of a file that is only gone VS Code keeps the document for minutes, and we watch its mission. */
  async remove(): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    edit.deleteFile(this.uri, { ignoreIfNotExists: true });
    if (!(await vscode.workspace.applyEdit(edit))) throw new Error(`${this.uri.path} could not be removed`);
    await waitFor('the document to be closed', () =>
      vscode.workspace.textDocuments.every(({ uri }) => uri.toString() !== this.uri.toString()),
    );
  }
  document = () => vscode.workspace.openTextDocument(this.uri);
  open = async () => vscode.window.showTextDocument(await this.document(), { preview: false });
  save = async () => (await this.document()).save();
  text = async () => (await this.document()).getText();
  missionId = async () => /mission_id: (\S+)/.exec(await this.text())?.[1] ?? '';
  problems = () => vscode.languages.getDiagnostics(this.uri).map(({ message }) => message);

  async replace(from: string, to: string): Promise<void> {
    const document = await this.document();
    const at = document.getText().indexOf(from);
    if (at < 0) throw new Error(`The file does not say ${from}`);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(this.uri, new vscode.Range(document.positionAt(at), document.positionAt(at + from.length)), to);
    await vscode.workspace.applyEdit(edit);
  }

  /** What the line above the file says, without its icons. */
  async lenses(): Promise<string[]> {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', this.uri);
    return lenses.map(({ command }) => command?.title.replace(/^\$\([\w~-]+\)\s/, '') ?? '');
  }

  /** The titles of the ways out of its problems. */
  async fixes(): Promise<string[]> {
    const found = await Promise.all(
      vscode.languages
        .getDiagnostics(this.uri)
        .map(({ range }) =>
          vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', this.uri, range),
        ),
    );
    return [...new Set(found.flat().map(({ title }) => title))];
  }
}
