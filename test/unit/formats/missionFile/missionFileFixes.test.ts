import { describe, expect, it } from 'vitest';
import { parseMissionFile } from '../../../../src/formats/missionFile/missionFile';
import { missionFileFixes } from '../../../../src/formats/missionFile/missionFileFixes';

const file = (yaml: string) => `---\n${yaml}\n---\n\nCall.\n`;
/** The front matters that come of the ways out of the first problem of this one. */
function fixed(yaml: string): string[] {
  const text = file(yaml);
  const [problem] = parseMissionFile(text).problems;
  if (!problem) throw new Error('There is no problem');
  return missionFileFixes(text, problem).map(({ range, text: fresh }) =>
    (text.slice(0, range.start) + fresh + text.slice(range.end)).slice(4, -'\n---\n\nCall.\n'.length),
  );
}

describe('missionFileFixes', () => {
  it.each([
    ['a colon', 'name: A\ndescription: Call: now', 'name: A\ndescription: "Call: now"'],
    ['a colon before a comment', 'name: A: b # c', 'name: "A: b" # c'],
    [
      'a colon in lines',
      'name: A\ndescription: Call\n  them: now\nmodel: m',
      'name: A\ndescription: "Call\n  them: now"\nmodel: m',
    ],
    ['a colon with quotes', 'name: Say "hi": \\o/', 'name: "Say \\"hi\\": \\\\o/"'],
    ['a sign that YAML keeps', 'name: @ann', 'name: "@ann"'],
    ['a backtick', 'name: `a`', 'name: "`a`"'],
    ['a percent sign', 'name: %a', 'name: "%a"'],
    ['an asterisk', 'name: *a', 'name: "*a"'],
    ['asterisks', 'name: *important* call', 'name: "*important* call"'],
    ['brackets', 'name: [urgent] call', 'name: "[urgent] call"'],
    ['braces', 'name: {urgent} call', 'name: "{urgent} call"'],
    ['a quoted word', 'name: "A" and b', 'name: "\\"A\\" and b"'],
    ['a dash', 'name: A\ndescription: - a', 'name: A\ndescription: "- a"'],
    ['a colon in metadata', 'name: A\nmetadata:\n  a: b: c', 'name: A\nmetadata:\n  a: "b: c"'],
    ['a hash', 'name: Issue #12', 'name: "Issue #12"'],
    ['a number', 'name: 42 # people', 'name: "42" # people'],
    ['a truth', 'name: true', 'name: "true"'],
    ['a list', 'name: [a]', 'name: "[a]"'],
    ['no number', 'name: A\nmetadata: {a: .inf}', 'name: A\nmetadata: {a: ".inf"}'],
    ['a phone number', 'name: A\nmetadata:\n  a: 0049123', 'name: A\nmetadata:\n  a: "0049123"'],
    ['a colour', 'name: A\nmetadata:\n  a: 0xff', 'name: A\nmetadata:\n  a: "0xff"'],
    ['a merge key', 'name: A\nmetadata:\n  <<: {a: 1}', 'name: A\nmetadata:\n  "<<": {a: 1}'],
  ])('puts in quotes what YAML reads as something else: %s', (_, yaml, expected) => {
    expect(fixed(yaml)).toEqual([expected]);
  });

  it.each([
    ['an unknown one', 'name: A\nexecution_mode: "Managed"', 'name: A\nexecution_mode: '],
    ['no text', 'name: A\nexecution_mode: true', 'name: A\nexecution_mode: '],
  ])('offers the modes that there are: %s', (_, yaml, start) => {
    expect(fixed(yaml)).toEqual([`${start}external`, `${start}managed`]);
  });

  it.each([
    ['a line', 'name: A\nname: B # c\nmodel: m', 'name: A\nmodel: m'],
    ['a block', 'name: A\nname: |\n  B\n\n  C\n# model\nmodel: m', 'name: A\n# model\nmodel: m'],
    ['a list', 'name: A\nmetadata: {}\nmetadata:\n- a\n- b\nmodel: m', 'name: A\nmetadata: {}\nmodel: m'],
    ['a member', 'name: A\nmetadata:\n  a: 1\n  a:\n    b: 1\n  c: 1', 'name: A\nmetadata:\n  a: 1\n  c: 1'],
  ])('takes a key away that is there already: %s', (_, yaml, expected) => {
    expect(fixed(yaml)).toEqual([expected]);
  });

  it.each([
    'name: A\nmetadata: {a: 1, a: 2}',
    'name: A\nmetadata: [a',
    'name: "A',
    '- a',
    'name: A\ncolour: red',
    'name: A\nmission_id: b',
    'description: A',
  ])('offers nothing that would not solve it: %j', (yaml) => {
    expect(fixed(yaml)).toEqual([]);
  });
});
