import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planAsSaved, planChanges, planMadeFrom } from '../../../../src/formats/plan/planDiff';
import { markOf } from '../../../../src/formats/plan/planMarks';
import { parsePlanList, printPlanList } from '../../../../src/formats/plan/planTaskList';
import { planRows } from '../../../../src/formats/plan/planRows';
import { newStepId, parseStepId, printStepId } from '../../../../src/formats/plan/planStepId';
import type { Step } from '../../../../src/model/plan';

const step = (stepId: string, sequence: number, description: string, more: Partial<Step> = {}): Step => ({
  stepId,
  sequence,
  description,
  status: 'pending',
  ...more,
});

const plan = [
  step('research', 1, 'Research suppliers', { status: 'completed' }),
  step('calls', 2, 'Call them', { status: 'in_progress' }),
  step('call_1', 3, 'Köln', { parentStepId: 'calls', status: 'failed' }),
  step('call_2', 4, 'Bonn', { parentStepId: 'calls', status: 'skipped' }),
  step('-', 5, 'Write\n the  report', { status: 'blocked' }),
];

const printed = [
  '- [x] Research suppliers <!-- step: research -->',
  '- [/] Call them <!-- step: calls -->',
  '  - [!] Köln <!-- step: call_1 -->',
  '  - [-] Bonn <!-- step: call_2 -->',
  '- [?] Write the report <!-- step: - -->',
  '',
].join('\n');

const changesOf = (base: readonly Step[], text: string) => planChanges(base, parsePlanList(text));
/** As `[kind, line, id]`. */
const obstaclesOf = (text: string) =>
  changesOf(plan, text).obstacles.map(({ kind, span, stepId }) => [kind, span.line, stepId]);

describe('a plan as a list', () => {
  it('has a line a step, in the order of the tree', () => {
    expect(printPlanList(plan)).toBe(printed);
    expect(printPlanList([])).toBe('');
  });

  it('is read with its positions', () => {
    const lines = printed.split('\n');
    const { items, problems } = parsePlanList(printed);
    expect(problems).toEqual([]);
    expect(items.map(({ text, status, stepId, parent }) => [text, status, stepId, parent])).toEqual([
      ['Research suppliers', 'completed', 'research', undefined],
      ['Call them', 'in_progress', 'calls', undefined],
      ['Köln', 'failed', 'call_1', 1],
      ['Bonn', 'skipped', 'call_2', 1],
      ['Write the report', undefined, '-', undefined],
    ]);
    expect(items.map(({ mark }) => lines[mark.line]?.slice(mark.start, mark.end))).toEqual(['x', '/', '!', '-', '?']);
    expect(items.map(({ span }) => lines[span.line]?.slice(span.start, span.end))).toEqual(
      lines.slice(0, 5).map((line) => line.trim()),
    );
  });

  it.each([
    ['other bullets and numbers', '* [ ] a\n+ [ ] b\n1. [ ] c\n2) [ ] d', ['a', 'b', 'c', 'd']],
    ['Windows line ends and a byte order mark', '\uFEFF- [ ] a\r\n- [ ] b\r\n', ['a', 'b']],
    ['tabs', '- [ ] a\n\t- [ ] b\n\t\t- [ ] c', ['a', 'a/b', 'a/b/c']],
    ['steps of four and back by two', '- [ ] a\n    - [ ] b\n  - [ ] c', ['a', 'a/b', 'a/c']],
    ['an indented first item', '  - [ ] a\n- [ ] b', ['a', 'b']],
    ['headings, paragraphs and empty lines', '# Plan\n\n- [ ] a\n\nNote\n\n- [ ] b', ['a', 'b']],
    ['a step that may be left out', '- [ ]* a\n- [x]* b\n- [ ] *c*', ['a', 'b', '*c*']],
    ['a box on the next line', '-\n  [ ] a', ['a']],
    ['a text that goes on at the margin', '- [ ] a\nmore', ['a more']],
    ['texts of several lines', '- [ ] a\n  more <!-- step: x -->\n  - [ ] b', ['a more', 'a more/b']],
  ])('copes with %s', (_, text, expected) => {
    const { items, problems } = parsePlanList(text);
    const path = (index: number): string => {
      const item = items[index];
      return item?.parent === undefined ? (item?.text ?? '') : `${path(item.parent)}/${item.text}`;
    };
    expect(items.map((_item, index) => path(index))).toEqual(expected);
    expect(problems).toEqual([]);
  });

  it.each([
    ['- [~] a', 'unknownMark', '~'],
    ['- a', 'noBox', '- a'],
    ['  - [ ]  ', 'noText', '- [ ]'],
    ['- [ ] a <!-- step: "x -->', 'badId', '- [ ] a <!-- step: "x -->'],
    ['- [ ] a <!-- step: x -->\n- [ ] b <!-- step: x -->', 'duplicateId', '- [ ] b <!-- step: x -->'],
  ])('tells of %j: %s', (text, kind, where) => {
    const { problems } = parsePlanList(text);
    expect(
      problems.map(({ kind: told, span }) => [told, text.split('\n')[span.line]?.slice(span.start, span.end)]),
    ).toEqual([[kind, where]]);
  });

  it.each([
    ['fenced code', '- [ ] a\n\n```md\n- [ ] b\n```\n\n~~~\n- [ ] c'],
    ['fenced code in an item', '- [ ] a\n  ```\n  - [ ] b\n  ```'],
    ['HTML', '- [ ] a\n\n<!--\n- [ ] b\n-->\n\n<details>\n- [ ] c\n</details>'],
    ['front matter', '---\ntags:\n  - b\n- c\n---\n\n- [ ] a'],
    ['lines across', '* * *\n- [ ] a\n\n- - -\n\n***'],
    ['headings', '# Plan\n- [ ] a\n  ## [ ] b\n- - -\n'],
    ['what is escaped', '- [ ] a\n\n\\- [ ] b\n\n\\[ ] c'],
    ['links', '- [ ] a\n\n[x](b) and\n[x]: c'],
  ])('takes nothing for a step that Markdown does not read as an item: %s', (_, text) => {
    const { items, problems } = parsePlanList(text);
    expect(items.map((item) => item.text)).toEqual(['a']);
    expect(problems).toEqual([]);
  });

  it.each([
    ['indented code', '- [ ] a\n\n      - [ ] b', 'notAnItem', 2],
    ['indented code at the margin', '    - [ ] b\n\n- [ ] a', 'notAnItem', 0],
    ['an item that is indented too far', '- [ ] a\n      - [ ] b', 'notAnItem', 1],
    ['a detail that is indented too far', '- [ ] a\n      - b', 'notAnItem', 1],
    ['a quote', '- [ ] a\n\n> - [ ] b', 'notAnItem', 2],
    ['a number that cannot end a paragraph', '- [ ] a\n\nNote\n2. [ ] b', 'notAnItem', 3],
    ['a bullet without a space', '- [ ] a\n\n-[ ] b', 'notAnItem', 2],
    ['a bullet that is a dot', '- [ ] a\n\n• [ ] b', 'notAnItem', 2],
    ['no bullet', '- [ ] a\n\n[ ] b', 'notAnItem', 2],
    ['an item in front matter', '---\n- [ ] b\n---\n- [ ] a', 'notAnItem', 1],
    ['a detail', '- [ ] a\n  - b', 'noBox', 1],
    ['a detail in an ordered list', '- [ ] a\n  1. b', 'noBox', 1],
    ['a box that is too narrow', '- [ ] a\n- [] b', 'noBox', 1],
    ['a box that the text touches', '- [ ] a\n- [ ]b', 'noBox', 1],
    ['an empty item', '- [ ] a\n-', 'noBox', 1],
    ['code in an item', '- [ ] a\n-     [ ] b', 'noBox', 1],
    ['a heading in an item', '- [ ] a\n- # [ ] b', 'noBox', 1],
    ['an item whose text is underlined', '- [ ] a\n- [ ] b\n  ---', 'noBox', 1],
    ['nothing but a list', '- [ ] a\n  - - b', 'noBox', 1],
  ])('names a line that looks like a step and is none: %s', (_, text, kind, line) => {
    const { items, problems } = parsePlanList(text);
    // What is indented too far goes on with the text above it.
    expect(items.map((item) => item.text.replace(/^a - .*b$/, 'a'))).toEqual(['a']);
    expect(problems[0]).toMatchObject({ kind, span: { line } });
    expect(new Set(problems.map(({ span }) => span.line)).size).toBe(1);
  });

  it('says where an item is of several on a line', () => {
    const { items, problems } = parsePlanList('- 1. [x] a\n  2. [ ] b');
    expect(problems).toEqual([{ kind: 'noBox', span: { line: 0, start: 0, end: 10 } }]);
    expect(items).toMatchObject([
      { text: 'a', span: { line: 0, start: 2, end: 10 }, mark: { line: 0, start: 6, end: 7 } },
      { text: 'b', span: { line: 1, start: 2, end: 10 }, mark: { line: 1, start: 6, end: 7 } },
    ]);
  });

  it.each([
    ['bullets on a line', `${'- '.repeat(20_000)}a`],
    ['quotes on a line', `${'> '.repeat(20_000)}a`],
    ['ever further in', Array.from({ length: 700 }, (_line, depth) => `${'  '.repeat(depth)}- [ ] a`).join('\n')],
  ])('survives and names what nests without end: %s', (_, text) => {
    const { items, problems } = parsePlanList(text);
    expect(items.length).toBeLessThan(700);
    if (!text.startsWith('>')) expect(problems.map(({ kind }) => kind)).toContain('tooDeep');
  });

  it('survives a plan that is nested 20,000 deep', () => {
    const deep = Array.from({ length: 20_000 }, (_, i) =>
      step(`s${i}`, i, `step ${i}`, i > 0 ? { parentStepId: `s${i - 1}` } : {}),
    );
    const text = printPlanList(deep);
    expect(text.length).toBeLessThan(4_000_000);
    expect(changesOf(deep, text)).toEqual({ changes: [], obstacles: [] });
  });
});

describe('planChanges', () => {
  it('takes all of a list for the initial plan where there is none', () => {
    const { changes, obstacles } = changesOf(
      [],
      '- [ ] Find numbers\n  - [x] Find numbers\n- [ ] Call! <!-- step: mine -->\n',
    );
    expect(obstacles).toEqual([]);
    expect(changes).toMatchObject([
      { kind: 'add', step: { stepId: 'find_numbers', sequence: 1, description: 'Find numbers' } },
      { kind: 'add', step: { stepId: 'find_numbers_2', sequence: 2, parentStepId: 'find_numbers' } },
      { kind: 'status', span: { line: 1 }, stepId: 'find_numbers_2', from: 'pending', to: 'completed' },
      { kind: 'add', span: { line: 2 }, step: { stepId: 'mine', sequence: 3 } },
    ]);
  });

  it('adds where the new line stands: before, between, below, behind', () => {
    const lines = printed.split('\n');
    lines.splice(5, 0, '- [ ] Last');
    lines.splice(3, 0, '  - [ ] Between', '    - [ ] Below');
    lines.splice(0, 0, '- [ ] First');
    const { changes, obstacles } = changesOf(plan, lines.join('\n'));
    expect(obstacles).toEqual([]);
    const added = changes.flatMap((change) => (change.kind === 'add' ? [change.step] : []));
    expect(added.map(({ stepId, sequence, parentStepId }) => [stepId, sequence, parentStepId])).toEqual([
      ['first', 0, undefined],
      ['between', 3, 'calls'],
      ['below', 6, 'between'],
      ['last', 7, undefined],
    ]);
    const after = [...plan, ...added.map((fresh) => ({ ...fresh, status: 'pending' }))];
    expect(printPlanList(after)).toBe(
      lines
        .map((line) =>
          line.replace(/(First|Between|Below|Last)$/, (name) => `${name} <!-- step: ${name.toLowerCase()} -->`),
        )
        .join('\n'),
    );
  });

  it('changes a status, and leaves alone one that the list has no mark for', () => {
    expect(changesOf(plan, printed.replace('[/]', '[x]').replace('[!]', '[ ]')).changes).toMatchObject([
      { kind: 'status', span: { line: 1 }, stepId: 'calls', from: 'in_progress', to: 'completed' },
      { kind: 'status', span: { line: 2 }, stepId: 'call_1', from: 'failed', to: 'pending' },
    ]);
    expect(changesOf(plan, printed.replace('[?]', '[x]')).changes).toMatchObject([
      { from: 'blocked', to: 'completed' },
    ]);
  });

  it.each([
    ['rewords', printed.replace('Köln', 'Aachen'), [['reworded', 2, 'call_1']]],
    ['removes', printed.replace('  - [-] Bonn <!-- step: call_2 -->\n', ''), [['removed', 2, 'call_2']]],
    [
      'removes the first',
      printed.replace('- [x] Research suppliers <!-- step: research -->\n', ''),
      [['removed', 0, 'research']],
    ],
    ['moves out', printed.replace('  - [-]', '- [-]'), [['moved', 3, 'call_2']]],
    [
      'moves the last to the top, which moves nothing else',
      `- [?] Write the report <!-- step: - -->\n${printed.replace('- [?] Write the report <!-- step: - -->\n', '')}`,
      [['moved', 0, '-']],
    ],
    ['takes an id away: the step is known by its text', printed.replace(' <!-- step: call_1 -->', ''), []],
    ['wraps a text, which is nothing', printed.replace('Research suppliers', 'Research\n  suppliers'), []],
  ])('says what the API cannot do: %s', (_, text, expected) => {
    expect(obstaclesOf(text)).toEqual(expected);
  });
});

describe('planMadeFrom', () => {
  const step = (stepId: string, sequence: number, status = 'pending'): Step => ({
    ...{ stepId, sequence, status, description: `Do ${stepId}` },
  });
  const opened = [step('a', 1), step('b', 2)];
  const once = [...opened, step('theirs', 3)];
  const twice = [...once, step('later', 4)];
  const madeFrom = (text: string) =>
    planMadeFrom([twice, once, opened], (base) => parsePlanList(text, new Set(base.map(({ stepId }) => stepId))));
  const without = (stepId: string) =>
    printPlanList(twice)
      .split('\n')
      .filter((line) => !line.includes(`step: ${stepId} `))
      .join('\n');

  it('is the newest plan where nothing is missing', () => {
    expect(madeFrom(printPlanList(twice))).toBe(0);
    expect(madeFrom(`${printPlanList(twice)}- [ ] Mine\n`)).toBe(0);
  });

  it('is an older plan where what was added since is missing as a whole, also where it was typed on', () => {
    expect(madeFrom(printPlanList(once))).toBe(1);
    expect(madeFrom(printPlanList(opened))).toBe(2);
    expect(madeFrom(`${printPlanList(opened).replace('[ ]', '[x]')}- [ ] Mine\n`)).toBe(2);
  });

  it('is the newest plan where somebody has removed a step that no other plan lacks alone', () => {
    expect(madeFrom(without('theirs'))).toBe(0);
    expect(madeFrom(without('a'))).toBe(0);
    expect(madeFrom('')).toBe(0);
  });
});

describe('what a plan says nothing of', () => {
  it('is the mark of an unknown status, but on the line of a step that has one', () => {
    const flagged = (text: string) =>
      changesOf(plan, text).obstacles.flatMap(({ kind, span }) => (kind === 'otherMark' ? [span.line] : []));
    expect(flagged(printed)).toEqual([]);
    expect(flagged(printed.replace('[/]', '[?]'))).toEqual([1]);
    expect(flagged(`${printed}- [?] New\n`)).toEqual([5]);
    expect(changesOf([], '- [?] New').obstacles).toMatchObject([{ kind: 'otherMark', span: { line: 0, start: 3 } }]);
  });

  it.each([
    ['- [ ] Call the plumber <!-- ask Ann first -->', 'Call the plumber <!-- ask Ann first -->', undefined],
    ['- [ ] Call <!-- TODO -->', 'Call <!-- TODO -->', undefined],
    ['- [ ] Call <!-- step --> <!-- step: a -->', 'Call <!-- step -->', 'a'],
    ['- [ ] Call <!-- step:a -->', 'Call', 'a'],
    ['- [ ] Call <!-- step: "a b" -->', 'Call', 'a b'],
    ['- [ ] Call <!-- known -->', 'Call', 'known'],
    ['- [ ] Call <!-- "known" -->', 'Call', 'known'],
    ['- [ ] Call <!-- known --> <!-- step: a -->', 'Call <!-- known -->', 'a'],
  ])('is a comment that is not our own: %s', (text, said, stepId) => {
    const { items, problems } = parsePlanList(text, new Set(['known', 'taken']));
    expect(problems).toEqual([]);
    expect(items.map((item) => [item.text, item.stepId])).toEqual([[said, stepId]]);
  });

  it.each([
    '- [ ] Call <!-- step: ask Ann -->',
    '- [ ] Call <!-- step: -->',
    '- [ ] Call <!-- step: a --> first',
    '- [ ] Document `<!-- step: a -->`',
  ])('is not a comment of ours that names no id: %s', (text) => {
    expect(parsePlanList(text).problems).toMatchObject([{ kind: 'badId' }]);
  });

  it('is a comment of the old form whose id another line has', () => {
    const { items, problems } = parsePlanList('- [ ] A <!-- a -->\n- [ ] B <!-- step: a -->', new Set(['a']));
    expect(problems).toEqual([]);
    expect(items.map((item) => [item.text, item.stepId])).toEqual([
      ['A <!-- a -->', undefined],
      ['B', 'a'],
    ]);
  });

  it('reads a list of an older version as it was meant', () => {
    const old = printed.replaceAll('<!-- step: ', '<!-- ');
    expect(planChanges(plan, parsePlanList(old, new Set(plan.map(({ stepId }) => stepId))))).toEqual({
      changes: [],
      obstacles: [],
    });
    expect(parsePlanList('- [ ] A <!-- a -->\n- [ ] B <!-- a -->', new Set(['a'])).problems).toMatchObject([
      { kind: 'duplicateId', span: { line: 1 } },
    ]);
  });
});

describe('ids', () => {
  it.each([
    ['Call Köln, twice!', 'call_köln_twice'],
    ['供应商 调查', '供应商_调查'],
    ['🚀', 'step'],
    ['  ', 'step'],
    ['Call <!-- ask Ann first --> them', 'call_them'],
    ['__proto__', 'proto'],
    ['e\u0301te\u0301', 'été'],
    ['\uD800', 'step'],
    ['a'.repeat(80), 'a'.repeat(40)],
  ])('made from %j: %s', (text, stepId) => {
    expect(newStepId(text, new Set())).toBe(stepId);
    expect(newStepId(text, new Set([stepId, `${stepId}_2`]))).toBe(`${stepId}_3`);
  });

  it('stand in a comment that they cannot end', () => {
    expect(printStepId('step_1')).toBe('<!-- step: step_1 -->');
    expect(printStepId('--> <b>')).not.toMatch(/-->.*-->/);
    const ids = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('-', '>', '<', '!', '"', '\\', ' ', '\n', '\uD800', 'a') }),
    );
    fc.assert(
      fc.property(ids, (stepId) => {
        const comment = printStepId(stepId);
        expect(comment.indexOf('-->')).toBe(comment.length - 3);
        expect(comment).not.toMatch(/[\r\n\u2028\u2029]/);
        expect(parseStepId(comment)).toBe(stepId);
      }),
    );
  });
});

describe('of any plan', () => {
  const id = fc.oneof(fc.constantFrom('a', 'b', 'c', '-', '__proto__', ' ', '-->', '"'), fc.string({ unit: 'binary' }));
  const words = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(
        fc.constantFrom(
          '- [ ] ',
          '[x]',
          '<!--',
          '-->',
          '<!-- step: x -->',
          '<!-- x -->',
          '[ ]* ',
          '`',
          '> ',
          '    ',
          '---',
          '[x]: y',
          '\n',
          '\r',
          '\u2028',
          ' ',
          '# ',
          'text',
          '\t',
          '```',
        ),
      )
      .map((parts) => parts.join('')),
  );
  const steps: fc.Arbitrary<Step[]> = fc
    .uniqueArray(
      fc.record({
        stepId: id,
        sequence: fc.integer({ min: -5, max: 20 }),
        description: words,
        status: fc.constantFrom('pending', 'in_progress', 'completed', 'skipped', 'failed', 'blocked'),
        parentStepId: fc.option(id, { nil: undefined }),
      }),
      { selector: ({ stepId }) => stepId, maxLength: 12 },
    )
    .map((rows) =>
      rows.map(({ parentStepId, ...row }) => ({ ...row, ...(parentStepId === undefined ? {} : { parentStepId }) })),
    );

  it('parse → print → parse is the identity, and saving what was printed changes nothing', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom('\n', '\r\n'), (base, lineBreak) => {
        const text = printPlanList(base).replaceAll('\n', lineBreak);
        const list = parsePlanList(text);
        expect(list.problems).toEqual([]);
        const rows = planRows(base);
        expect(list.items.map((item) => item.stepId)).toEqual(rows.map((row) => row.step.stepId));
        expect(
          list.items.map((item) => (item.parent === undefined ? undefined : list.items[item.parent]?.stepId)),
        ).toEqual(rows.map((row) => row.parentStepId));
        // Printed from what was read, it is the same text.
        const read = list.items.map((item, sequence): Step => {
          const parent = item.parent === undefined ? undefined : list.items[item.parent]?.stepId;
          return step(item.stepId ?? '', sequence, item.text, {
            status: item.status ?? 'blocked',
            ...(parent === undefined ? {} : { parentStepId: parent }),
          });
        });
        expect(printPlanList(read)).toBe(text.replaceAll('\r\n', '\n'));
        expect(planChanges(base, list)).toEqual({ changes: [], obstacles: [] });
      }),
      { numRuns: 500 },
    );
  });

  it('what was not saved is still a change, and what was is none', () => {
    const list = parsePlanList('- [x] A <!-- step: a -->\n- [x] B <!-- step: b -->\n- [x] New\n');
    const base = [step('a', 1, 'A'), step('b', 2, 'B')];
    const { changes } = planChanges(base, list);
    const now = [step('a', 1, 'A', { status: 'completed' }), step('b', 2, 'B'), step('new', 3, 'New')];
    const left = planChanges(planAsSaved(base, changes, now), list);
    expect(left.obstacles).toEqual([]);
    expect(left.changes).toMatchObject([
      { kind: 'status', stepId: 'b', from: 'pending', to: 'completed' },
      { kind: 'status', stepId: 'new', from: 'pending', to: 'completed' },
    ]);
  });

  it('what was added and saved is what is printed next', () => {
    fc.assert(
      fc.property(
        steps,
        fc.array(fc.tuple(fc.nat(20), fc.nat(3), fc.constantFrom(' ', 'x', '/', '-', '!'))),
        (base, added) => {
          // Distinct sequences: between two steps of one number nothing can be put. No cycles: their first
          // member stands behind all other roots, whatever its number.
          const numbered = planRows(base).map(({ step: { stepId, description, status }, parentStepId }, index) => ({
            stepId,
            description,
            status,
            sequence: index * 2,
            ...(parentStepId === undefined ? {} : { parentStepId }),
          }));
          const lines = printPlanList(numbered).split('\n').slice(0, -1);
          for (const [at, depth, mark] of added)
            lines.splice(at % (lines.length + 1), 0, `${'  '.repeat(depth)}- [${mark}] New item`);
          const list = parsePlanList(lines.join('\n'));
          const { changes, obstacles } = planChanges(numbered, list);
          // A new line between a parent and its sub-steps takes them over, which is a move.
          fc.pre(obstacles.length === 0);
          const saved: Step[] = [...numbered];
          for (const change of changes) {
            if (change.kind === 'add') saved.push({ ...change.step, status: 'pending' });
            else {
              const index = saved.findIndex(({ stepId }) => stepId === change.stepId);
              const found = saved[index];
              if (found) saved[index] = { ...found, status: change.to };
            }
          }
          const ids = saved.map(({ stepId }) => stepId);
          expect(new Set(ids).size).toBe(ids.length);
          const again = parsePlanList(printPlanList(saved));
          expect(again.items.map(({ text, parent, mark: { line } }) => [line, text, parent])).toEqual(
            list.items.map(({ text, parent }, line) => [line, text, parent]),
          );
          expect(again.items.map(({ status }) => markOf(status ?? ''))).toEqual(
            list.items.map(({ status }) => markOf(status ?? '')),
          );
          expect(planChanges(saved, again)).toEqual({ changes: [], obstacles: [] });

          // The list goes on as it is, without the new ids, while others work on the plan.
          const changed = new Set(
            changes.map((change) => (change.kind === 'add' ? change.step.stepId : change.stepId)),
          );
          const now = [
            ...saved.map((one) => (changed.has(one.stepId) ? one : { ...one, status: 'failed' })),
            step('of_others', 9999, 'Of others'),
          ];
          expect(planChanges(planAsSaved(numbered, changes, now), list)).toEqual({ changes: [], obstacles: [] });
        },
      ),
      { numRuns: 300 },
    );
  });
});
