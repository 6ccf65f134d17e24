import { isCut, isObject, isTooDeep, jsonDepthLimit, jsonText, parseJson } from '../../model/jsonObject';
import type { JsonObject } from '../../model/mission';
import type { RunStart } from '../../model/run';
import { inputSchema } from './inputSchema';
import type { JsonSchema } from './jsonSchemas';

/** What keeps a text from being the start of a run; `at` is the offset of it in the text, where that is known. */
export type NewRunProblem =
  | { readonly kind: 'notJson'; readonly message: string; readonly at: number }
  | { readonly kind: 'notObject' }
  | { readonly kind: 'tooDeep'; readonly levels: number }
  | { readonly kind: 'fieldNotObject' | 'unknownField'; readonly field: string; readonly at: number };

/** The text of a document that starts a run: `{"input": {…}, "metadata": {…}}`, each of them optional. */
export function parseNewRun(text: string): RunStart | NewRunProblem {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'notJson', message: message, at: Number(/position (\d+)/.exec(message)?.[1] ?? 0) };
  }
  if (!isObject(value)) return { kind: 'notObject' };
  if (isTooDeep(value, jsonDepthLimit + 1) || isCut(value)) return { kind: 'tooDeep', levels: jsonDepthLimit };
  const start: Partial<Record<'input' | 'metadata', JsonObject>> = {};
  for (const [field, part] of Object.entries(value)) {
    const at = Math.max(0, text.indexOf(jsonText(field)));
    if (field !== 'input' && field !== 'metadata') return { kind: 'unknownField', field, at };
    if (!isObject(part)) return { kind: 'fieldNotObject', field, at };
    // Nothing in it is as good as none.
    if (Object.keys(part).length > 0) start[field] = part;
  }
  return start;
}

export function isNewRunProblem(parsed: RunStart | NewRunProblem): parsed is NewRunProblem {
  return 'kind' in parsed;
}

export function printNewRun({ input = {}, metadata = {} }: RunStart): string {
  return `${jsonText({ input, metadata }, 2)}\n`;
}

export type NewRunTexts = {
  readonly input: string;
  readonly metadata: string;
  /** In how many of how many earlier runs a property was. */
  readonly seen: (seen: number, of: number) => string;
};

/** The schema of such documents, made of the mission's earlier runs, newest first. */
export function newRunSchema(earlier: readonly RunStart[], texts: NewRunTexts): JsonSchema {
  const part = (name: 'input' | 'metadata'): JsonSchema => ({
    ...inputSchema(
      earlier.flatMap(({ [name]: value }) => (value ? [value] : [])),
      texts.seen,
    ),
    description: texts[name],
  });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: false,
    properties: { input: part('input'), metadata: part('metadata') },
  };
}
