import * as vscode from 'vscode';
import type { ContentSources } from '../editors/contentSources';
import { translated } from '../../formats/json/fieldDescriptions';
import { jsonText, parseJson } from '../../model/jsonObject';

/** `missions-schema://<name>/schema.json`, named in `contributes.jsonValidation`. */
const names: readonly string[] = ['mission', 'run', 'step', 'event'];

/** The schemas of JSON documents (`media/schemas`), with the texts of their fields in the language of VS Code. */
export function registerFieldSchemas(extensionUri: vscode.Uri, schemas: ContentSources): vscode.Disposable {
  return schemas.add({
    async provideText({ authority }) {
      // Anybody may name such an address, in a `$schema` say.
      if (!names.includes(authority)) return undefined;
      const file = vscode.Uri.joinPath(extensionUri, 'media', 'schemas', `${authority}.json`);
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
      return jsonText(translated(parseJson(text), (description) => vscode.l10n.t(description)));
    },
  });
}
