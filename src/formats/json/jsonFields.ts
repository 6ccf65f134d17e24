import { isCut, isObject, jsonDepthLimit } from '../../model/jsonObject';
import type { JsonObject } from '../../model/mission';
import { sameValue } from '../../model/deepEqual';
import type { SaveVerdict } from '../../model/saveDecision';
import type { FieldRule, FieldRules } from './fieldRules';
import { printJson, readJson, type TextPlace } from './jsonText';

/** Why a text cannot be saved. */
export type JsonProblem = { readonly at: TextPlace } & (
  | { readonly kind: 'notJson'; readonly message: string }
  | { readonly kind: 'notObject' }
  | { readonly kind: 'tooDeep'; readonly levels: number }
  | {
      readonly kind: 'readOnly' | 'unknown' | 'twice' | 'missing' | 'notText' | 'notObjectField' | 'stays';
      readonly name: string;
    }
);

const top: TextPlace = { line: 0, start: 0, end: 1 };

/** What is wrong with `mine`, in the order of its lines. `base` is what it was made from. */
export function jsonProblems(base: unknown, mine: string, rules: FieldRules): JsonProblem[] {
  const text = readJson(mine);
  if (text.kind !== 'object') return [text];
  const was = asRead(base);
  const problems: JsonProblem[] = [];
  const seen = new Set<string>();
  for (const { name, at } of text.names) {
    if (seen.has(name)) problems.push({ kind: 'twice', name, at });
    seen.add(name);
  }
  for (const name of new Set([...seen, ...Object.keys(was)])) {
    const [before, now] = [member(was, name), member(text.value, name)];
    if (sameValue(before, now)) continue;
    const at = text.names.findLast((other) => other.name === name)?.at ?? top;
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    const kind = rule ? wrong(rule, now) : Object.hasOwn(was, name) ? 'readOnly' : 'unknown';
    if (kind) problems.push({ kind, name, at });
    else if (isCut(now)) problems.push({ kind: 'tooDeep', levels: jsonDepthLimit, at });
  }
  return problems.sort((a, b) => a.at.line - b.at.line);
}

function wrong(rule: FieldRule, now: unknown): 'missing' | 'notText' | 'notObjectField' | 'stays' | undefined {
  if (now === undefined) return rule.required ? 'missing' : rule.stays ? 'stays' : undefined;
  if (rule.kind === 'object') return isObject(now) ? undefined : 'notObjectField';
  if (typeof now !== 'string') return 'notText';
  return rule.required && now.trim() === '' ? 'missing' : undefined;
}

/**
 * The fields that differ from the base in a text without problems; `undefined` takes one away. Nothing is said of what
 * somebody else has changed meanwhile, unless it is the same field: that is a conflict, if the person has not `seen` it.
 */
export function decideFields(
  { base, mine, seen = base }: { readonly base: unknown; readonly mine: string; readonly seen?: unknown },
  remote: unknown,
  rules: FieldRules,
): SaveVerdict<ReadonlyMap<string, unknown>> {
  const text = readJson(mine);
  const [was, theirs, known] = [asRead(base), asRead(remote), asRead(seen)];
  const change = new Map<string, unknown>();
  for (const [name, { stays }] of Object.entries(rules)) {
    const now = text.kind === 'object' ? member(text.value, name) : undefined;
    const there = member(theirs, name);
    if (sameValue(now, member(was, name)) || sameValue(now, there)) continue;
    // Telnyx cannot take it away; where that is a problem, it has been said.
    if (now === undefined && stays) continue;
    if (!sameValue(there, member(was, name)) && !sameValue(there, member(known, name))) return { kind: 'conflict' };
    change.set(name, now);
  }
  return change.size > 0 ? { kind: 'write', change } : { kind: 'nothingToDo' };
}

/**
 * Which of the versions, the newest first, a text was made from: the one whose read-only fields it has, or most of
 * them. Nobody changes those but the service, which does so with every save.
 */
export function versionOf(
  versions: readonly JsonObject[],
  mine: string,
  isReadOnly: (name: string) => boolean,
): number {
  const text = readJson(mine);
  if (text.kind !== 'object') return 0;
  const { value } = text;
  let found = { index: 0, differences: Infinity };
  for (const [index, version] of versions.entries()) {
    const names = [...new Set([...Object.keys(version), ...Object.keys(value)])].filter(isReadOnly);
    const differences = names.filter((name) => !sameValue(member(version, name), member(value, name))).length;
    if (differences < found.differences) found = { index, differences };
    if (differences === 0) break;
  }
  return found.index;
}

/** As it comes back from its own text: JSON has one zero, and no `undefined`. */
export function asRead(value: unknown): JsonObject {
  return readObject(printJson(value ?? {}));
}

/** The object of a text that is one. */
export function readObject(source: string): JsonObject {
  const text = readJson(source);
  return text.kind === 'object' ? text.value : {};
}

/** `null` is the same as nothing. */
function member(value: JsonObject, name: string): unknown {
  return Object.hasOwn(value, name) ? (value[name] ?? undefined) : undefined;
}
