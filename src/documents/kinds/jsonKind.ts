import * as vscode from 'vscode';
import type { JsonObject } from '../../model/mission';
import type { Change } from '../../tracking/store/facts';
import type { Decide, SaveOutcome } from '../../tracking/saving/save';
import {
  asRead,
  decideFields,
  jsonProblems,
  readObject,
  versionOf,
  type JsonProblem,
} from '../../formats/json/jsonFields';
import type { FieldRules } from '../../formats/json/fieldRules';
import { printJson } from '../../formats/json/jsonText';
import type { DocumentKind, DocumentProblem, Edit, Ids } from '../remote/remoteDocument';
import { sameLines } from '../editors/sameLines';

/** What such a document is of, and what its text says of it. */
export type JsonValue<V> = { readonly value: V; readonly wire: JsonObject };
/** The fields that were changed, by name; `undefined` takes one away. Their values fit the rules. */
export type FieldChanges = ReadonlyMap<string, unknown>;

export type JsonSpec<V, Id extends string> = Pick<DocumentKind<V, Id>, 'read' | 'interest'> & {
  readonly updatedAt?: (value: V) => number;
  /** What the store knows of it after a change; `read` is what was read last. */
  readonly storedValue?: (ids: Ids<Id>, change: Change, read: V) => V | undefined;
  /** In the API's names and in the order in which they are shown. */
  readonly wire: (value: V) => object;
  /** Left out where nothing of it can be changed. */
  readonly edit?: {
    /** The fields that can be. */
    readonly rules: FieldRules;
    /** `decide` says which fields are to be written, given what the server has now. Throws `ApiError`. */
    readonly save: (ids: Ids<Id>, decide: Decide<V, FieldChanges>) => Promise<SaveOutcome<V>>;
    /** See `DocumentKind`. */
    readonly createMission?: (base: V, changes: FieldChanges) => Promise<boolean>;
    /** What `createMission` takes for the base where only the text is left. */
    readonly lost?: (ids: Ids<Id>, name: string) => V;
  };
};

/**
 * A document that shows the whole of something as JSON. Fields with a rule can be changed; only those that were are
 * written, and only they can be in conflict.
 */
export function jsonKind<V, Id extends string>(spec: JsonSpec<V, Id>): DocumentKind<JsonValue<V>, Id> {
  const { edit } = spec;
  const shown = (value: V): JsonValue<V> => ({ value, wire: asRead(spec.wire(value)) });
  const print = ({ wire }: JsonValue<V>) => printJson(wire);
  const reading: DocumentKind<JsonValue<V>, Id> = {
    read: async (of) => shown(await spec.read(of)),
    print,
    updatedAt: ({ value }) => spec.updatedAt?.(value),
    storedValue(of, change, read) {
      const value = spec.storedValue?.(of, change, read.value);
      return value === undefined ? undefined : shown(value);
    },
    interest: (of) => spec.interest?.(of),
  };
  if (!edit) return reading;
  const { rules, createMission, lost } = edit;
  const isReadOnly = (name: string) => !Object.hasOwn(rules, name);
  const changeOf = ({ base, mine, overwritten, shown: last }: Omit<Edit<JsonValue<V>>, 'isAutoSave'>) => {
    const seen = overwritten ?? last;
    return { base: base.wire, mine, ...(seen ? { seen: seen.wire } : {}) };
  };
  return {
    ...reading,
    problems: (base, mine, isBaseUncertain) => shownProblems(jsonProblems(base.wire, mine, rules), isBaseUncertain),
    madeFrom: (versions, mine) =>
      versionOf(
        versions.map(({ wire }) => wire),
        mine,
        isReadOnly,
      ),
    isConflict: (change, { wire }) => decideFields(changeOf(change), wire, rules).kind === 'conflict',
    async save(of, saving) {
      const { mine } = saving;
      const change = changeOf(saving);
      const outcome = await edit.save(of, (remote) => decideFields(change, spec.wire(remote), rules));
      if (outcome.kind === 'conflict') return { kind: 'conflict', remote: shown(outcome.remote) };
      const value = shown(outcome.value);
      if (sameLines(mine, print(value))) return { kind: 'saved', value };
      // What was saved is no change any more; what somebody else has changed is not in the text yet.
      return { kind: 'saved', value, base: { value: outcome.value, wire: readObject(mine) } };
    },
    ...(createMission
      ? {
          createMission: (base, mine) => {
            const verdict = decideFields({ base: base.wire, mine }, base.wire, rules);
            return createMission(base.value, verdict.kind === 'write' ? verdict.change : new Map());
          },
        }
      : {}),
    ...(lost
      ? {
          // What cannot be changed stays as the text has it; all the rest is new.
          lost: (of, { mine, name }) => ({
            value: lost(of, name),
            wire: Object.fromEntries(Object.entries(readObject(mine)).filter(([name]) => isReadOnly(name))),
          }),
        }
      : {}),
  };
}

/**
 * The problems of a JSON text as an editor shows them. Where the base is a guess (see `DocumentKind.problems`), nobody
 * knows what Telnyx had when the text was made, and what cannot be changed or taken away is let be.
 */
export function shownProblems(problems: readonly JsonProblem[], isBaseUncertain: boolean): DocumentProblem[] {
  return problems
    .filter(({ kind }) => !isBaseUncertain || (kind !== 'readOnly' && kind !== 'stays'))
    .map((problem) => ({
      ...problem.at,
      message: describeProblem(problem),
      // VS Code's own JSON editor marks that.
      marked: problem.kind === 'notJson',
    }));
}

function describeProblem(problem: JsonProblem): string {
  switch (problem.kind) {
    case 'notJson':
      return vscode.l10n.t('Invalid JSON: {0}', problem.message);
    case 'notObject':
      return vscode.l10n.t('Expected a JSON object.');
    case 'tooDeep':
      return vscode.l10n.t("This is nested more than {0} levels deep and can't be sent.", problem.levels);
    case 'readOnly':
      return vscode.l10n.t('"{0}" is read-only.', problem.name);
    case 'unknown':
      return vscode.l10n.t('Unknown property "{0}".', problem.name);
    case 'twice':
      return vscode.l10n.t('Duplicate property "{0}".', problem.name);
    case 'missing':
      return vscode.l10n.t('"{0}" can\'t be empty.', problem.name);
    case 'stays':
      return vscode.l10n.t('"{0}" can be changed but not removed.', problem.name);
    case 'notText':
      return vscode.l10n.t('Expected a string for "{0}".', problem.name);
    case 'notObjectField':
      return vscode.l10n.t('Expected an object for "{0}".', problem.name);
  }
}
