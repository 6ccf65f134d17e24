import * as vscode from 'vscode';
import { newRunSchema } from '../../formats/json/runInput';
import { jsonText } from '../../model/jsonObject';
import type { Store } from '../../tracking/store/store';
import type { ContentSources } from '../editors/contentSources';
import { schemaScheme } from '../editors/schemes';
import { earlierRuns } from './runInputTexts';

/** Named in `contributes.jsonValidation`. VS Code asks for one schema for all such documents. */
const schemaUri = vscode.Uri.parse(`${schemaScheme}://newrun/schema.json`);

export interface RunInputSchema {
  /** The document of this mission is worked on: its earlier runs make the schema. */
  follow(missionId: string): void;
  dispose(): void;
}

/** The JSON schema of the inputs of runs to come, learned from earlier runs. */
export function registerRunInputSchema(store: Store, schemas: ContentSources): RunInputSchema {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  /** The mission of the document that was worked on last. */
  let current: string | undefined;
  let schema = '';

  function renew(): void {
    const fresh = jsonText(newRunSchema(earlierRuns(store, current), texts()));
    if (fresh === schema) return;
    schema = fresh;
    changed.fire(schemaUri);
  }

  const unsubscribe = store.subscribe(({ runs }) => {
    if (current !== undefined && runs.size > 0) renew();
  });
  const registered = vscode.Disposable.from(
    changed,
    new vscode.Disposable(unsubscribe),
    schemas.add({
      onDidChange: changed.event,
      provideText({ authority }) {
        if (authority !== schemaUri.authority) return undefined;
        renew();
        return schema;
      },
    }),
  );
  return {
    follow(missionId) {
      current = missionId;
      renew();
    },
    dispose() {
      registered.dispose();
    },
  };
}

const texts = () => ({
  input: vscode.l10n.t('The input of the run. The agent reads it from the run.'),
  metadata: vscode.l10n.t('Custom metadata. Stored by Telnyx but not interpreted.'),
  seen: (seen: number, of: number) => vscode.l10n.t('Used in {0} of {1} earlier runs.', seen, of),
});
