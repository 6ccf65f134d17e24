import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { missionRules, runRules } from '../../../../src/formats/json/fieldRules';
import { asRead, decideFields, jsonProblems } from '../../../../src/formats/json/jsonFields';
import { printJson, readJson } from '../../../../src/formats/json/jsonText';
import { json, text } from '../missionFile/missionContents';

const kinds = (base: unknown, mine: string) =>
  jsonProblems(base, mine, missionRules).map((problem) =>
    'name' in problem ? `${problem.kind} ${problem.name}` : problem.kind,
  );

describe('JSON as a text', () => {
  it('is read as what was printed, hostile texts and `__proto__` too, and nothing in it acts on an editor', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.oneof(text, fc.constant('__proto__')), json), (value) => {
        const printed = printJson(value);
        const read = readJson(printed);
        expect(read.kind === 'object' && read.value).toEqual(value);
        expect(printed).not.toMatch(/[\u2028\u2029\u202A-\u202E\u2066-\u2069]/);
        expect(read.kind === 'object' && read.names.map(({ name }) => name)).toEqual(Object.keys(value));
      }),
    );
  });

  it('keeps long names, `null` and members called `__proto__`', () => {
    const value = JSON.parse('{"name":"\u202Eabc","metadata":{"__proto__":{"polluted":true},"n":null}}') as unknown;
    expect(printJson(value)).toContain('"__proto__"');
    const long = { name: 'x'.repeat(10_000), metadata: (value as { metadata: unknown }).metadata };
    expect(asRead(long)).toEqual(long);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('says where the names of its own members stand', () => {
    const read = readJson('{\r\n  "a": {"b": ["c", {"d": 1}]},\r\n  "e\\"": "f, {"\r\n}');
    expect(read.kind === 'object' && read.names).toEqual([
      { name: 'a', at: { line: 1, start: 2, end: 5 } },
      { name: 'e"', at: { line: 2, start: 2, end: 7 } },
    ]);
  });

  it('says that it is none', () => {
    expect(readJson('[]').kind).toBe('notObject');
    expect(readJson('null').kind).toBe('notObject');
    expect(readJson('').kind).toBe('notJson');
    expect(readJson('{\n  "a": x\n}')).toMatchObject({ kind: 'notJson' });
  });
});

describe('what of a JSON document cannot be saved', () => {
  const base = { mission_id: 'm', name: 'A', metadata: { a: 1 }, tools: [{ id: 1 }], created_at: 't' };

  it('is named, in the order of the lines', () => {
    expect(kinds(base, JSON.stringify(base))).toEqual([]);
    expect(kinds(base, '{"mission_id":"n","name":" ","metadata":[],"tools":[],"created_at":"t","modle":1}')).toEqual([
      'readOnly mission_id',
      'missing name',
      'notObjectField metadata',
      'readOnly tools',
      'unknown modle',
    ]);
    expect(kinds(base, '{"name":"A"}').sort()).toEqual([
      'readOnly created_at',
      'readOnly mission_id',
      'readOnly tools',
    ]);
    expect(kinds(base, JSON.stringify({ ...base, name: undefined }))).toEqual(['missing name']);
    expect(kinds(base, JSON.stringify({ ...base, name: 1, __proto__x: 1 }))).toEqual([
      'notText name',
      'unknown __proto__x',
    ]);
    expect(kinds(base, JSON.stringify(base).replace('{', '{"name":"B",'))).toEqual(['twice name']);
    expect(kinds(base, JSON.stringify(base).replace('{', '{"__proto__":{"name":"B"},'))).toEqual(['unknown __proto__']);
  });

  it('is nothing of what was not touched, however odd it is', () => {
    const odd = { ...base, name: '', metadata: { '-0': -0 } };
    expect(kinds(odd, printJson(asRead(odd)))).toEqual([]);
    expect(kinds(odd, printJson({ ...asRead(odd), description: 'new' }))).toEqual([]);
  });

  it('is to take away what Telnyx cannot', () => {
    const problems = jsonProblems({ status: 'failed', error: 'e' }, '{"status":"failed","error":null}', runRules);
    expect(problems.map(({ kind }) => kind)).toEqual(['stays']);
  });
});

describe('what of a JSON document is saved', () => {
  const definition = fc.record(
    {
      name: text,
      description: text,
      model: text,
      instructions: text,
      execution_mode: text,
      metadata: fc.dictionary(text, json),
    },
    { requiredKeys: [] },
  );
  const rest = { mission_id: 'm', updated_at: 't' };

  it('is what was changed, and only that; what others have changed beside it stays', () => {
    fc.assert(
      fc.property(definition, definition, definition, (was, mine, theirs) => {
        const base = { ...rest, ...was };
        const remote = { ...rest, updated_at: 'u', ...theirs };
        const verdict = decideFields({ base, mine: printJson({ ...rest, ...mine }) }, remote, missionRules);
        const [b, m, r] = [asRead(base), asRead(mine), asRead(theirs)];
        const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
        const touched = Object.keys(missionRules).filter((name) => !same(m[name], b[name]) && !same(m[name], r[name]));
        if (verdict.kind === 'conflict') {
          expect(touched.some((name) => !same(r[name], b[name]))).toBe(true);
          return;
        }
        const change = verdict.kind === 'write' ? Object.fromEntries(verdict.change) : {};
        for (const name of Object.keys(change)) expect(change[name]).toEqual(m[name]);
        // Members in another order are the same: the names of what is written are among those that differ as texts.
        expect(touched).toEqual(expect.arrayContaining(Object.keys(change)));
      }),
    );
  });

  it('is in conflict where somebody else has changed the same, until that was seen', () => {
    const base = { name: 'A', description: 'd' };
    const mine = printJson({ name: 'B', description: 'd' });
    const remote = { name: 'C', description: 'e' };
    expect(decideFields({ base, mine }, remote, missionRules).kind).toBe('conflict');
    expect(decideFields({ base, mine, seen: remote }, remote, missionRules)).toEqual({
      kind: 'write',
      change: new Map([['name', 'B']]),
    });
    expect(decideFields({ base, mine, seen: remote }, { ...remote, name: 'D' }, missionRules).kind).toBe('conflict');
    expect(decideFields({ base, mine }, { ...remote, name: 'B' }, missionRules).kind).toBe('nothingToDo');
    // What cannot be taken away is not, also where a text from before a reload lacks it.
    expect(decideFields({ base: { error: 'E' }, mine: '{}' }, { error: 'E' }, runRules).kind).toBe('nothingToDo');
    expect(decideFields({ base, mine: '{"name":"A"}' }, base, missionRules)).toEqual({
      kind: 'write',
      change: new Map([['description', undefined]]),
    });
  });
});
