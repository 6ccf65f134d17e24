import * as vscode from 'vscode';
import { isCut, isObject, isTooDeep, jsonDepthLimit, parseJson } from '../../model/jsonObject';
import type { JsonObject } from '../../model/mission';

/** @throws SyntaxError for what is no JSON; returns `undefined` for nothing or for what is no object. */
export function parseJsonObject(text: string): JsonObject | undefined {
  if (text.trim() === '') return undefined;
  const value = parseJson(text);
  return isObject(value) ? value : undefined;
}

/** What is wrong with the text as a JSON object; nothing is fine. */
export function jsonProblem(text: string): string | undefined {
  try {
    const value = parseJsonObject(text);
    if (isTooDeep(value) || isCut(value))
      return vscode.l10n.t("This is nested more than {0} levels deep and can't be sent.", jsonDepthLimit);
    return text.trim() === '' || value
      ? undefined
      : vscode.l10n.t('Expected a JSON object, such as {0}', '{"city": "Berlin"}');
  } catch (error) {
    return vscode.l10n.t('Invalid JSON: {0}', error instanceof Error ? error.message : String(error));
  }
}
