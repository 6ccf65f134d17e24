import * as vscode from 'vscode';
import { translated } from '../../formats/json/fieldDescriptions';
import { jsonText, parseJson } from '../../model/jsonObject';

/** `missions-fields://<name>/schema.json`, named in `contributes.jsonValidation`. */
const fieldsScheme = 'missions-fields';
const names: readonly string[] = ['mission', 'run', 'step', 'event'];

/** The schemas of JSON documents (`media/schemas`), with the texts of their fields in the language of VS Code. */
export function registerFieldSchemas(extensionUri: vscode.Uri): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(fieldsScheme, {
    async provideTextDocumentContent({ authority }): Promise<string | undefined> {
      // Anybody may name such an address, in a `$schema` say.
      if (!names.includes(authority)) return undefined;
      const file = vscode.Uri.joinPath(extensionUri, 'media', 'schemas', `${authority}.json`);
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
      return jsonText(translated(parseJson(text), (description) => vscode.l10n.t(description)));
    },
  });
}
