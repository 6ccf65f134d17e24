import * as vscode from 'vscode';
import { missionTexts } from '../../formats/json/fieldDescriptions';
import { executionModes, missionFileKeys } from '../../formats/missionFile/missionFile';
import { missionFileLayout } from '../../formats/missionFile/missionFileLayout';
import { valueOf } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';
import { missionFilePattern } from '../missionFiles/missionFileUri';
import { rangeIn, type ParsedMissionFiles } from './parsedMissionFiles';

/** Completion of the keys and values of mission files, and what a key means under the mouse. */
export function registerMissionFileCompletions(store: Store, files: ParsedMissionFiles): vscode.Disposable {
  const selector: vscode.DocumentSelector = { pattern: missionFilePattern };

  /** Asked for while somebody types: it reads no YAML. */
  function completions(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionItem[] {
    const text = document.getText();
    const { yaml } = missionFileLayout(text);
    const offset = document.offsetAt(position);
    if (offset < yaml.start || offset > yaml.end) return [];
    const before = document.lineAt(position.line).text.slice(0, position.character);
    const [, key] = /^(\w+):\s*\S*$/.exec(before) ?? [];
    const values = (words: readonly string[]) =>
      words.map((word) => new vscode.CompletionItem(word, vscode.CompletionItemKind.Value));
    if (key === 'execution_mode') return values(executionModes);
    if (key === 'model') return values(modelsIn(store));
    if (!/^\w*$/.test(before)) return [];
    const here = new Set(files.ifParsed(document)?.entries.map((entry) => entry.key));
    for (const [, word = ''] of text.slice(yaml.start, yaml.end).matchAll(/^(\w+):/gm)) here.add(word);
    return missionFileKeys
      .filter((name) => !here.has(name) && name !== 'mission_id')
      .map((name) => {
        const item = new vscode.CompletionItem(name, vscode.CompletionItemKind.Property);
        item.insertText = `${name}: `;
        item.documentation = vscode.l10n.t(missionTexts[name]);
        return item;
      });
  }

  function hover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const offset = document.offsetAt(position);
    const entry = files.of(document).entries.find(({ keyRange }) => offset >= keyRange.start && offset <= keyRange.end);
    const key = missionFileKeys.find((name) => name === entry?.key);
    if (!entry || !key) return undefined;
    return new vscode.Hover(
      new vscode.MarkdownString(vscode.l10n.t(missionTexts[key])),
      rangeIn(document, entry.keyRange),
    );
  }

  return vscode.Disposable.from(
    vscode.languages.registerCompletionItemProvider(
      selector,
      { provideCompletionItems: (document, position) => completions(document, position) },
      ':',
      ' ',
    ),
    vscode.languages.registerHoverProvider(selector, {
      provideHover: (document, position) => hover(document, position),
    }),
  );
}

/** Models that missions of the account name, the most used first. */
export function modelsIn(store: Store): string[] {
  const counts = new Map<string, number>();
  for (const missionId of valueOf(store.missionList())?.missionIds ?? []) {
    const model = store.mission(missionId)?.model;
    if (model) counts.set(model, (counts.get(model) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([model]) => model);
}
