import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEventLogText } from '../../../../src/formats/log/eventLogText';
import { eventTypes } from '../../../../src/model/event';
import { EventColumns } from '../../../../src/model/eventColumns';
import { projectRoot } from '../../../harness/project';

type Rule = { readonly match: string; readonly captures: Readonly<Record<string, { readonly name: string }>> };
type Grammar = {
  readonly scopeName: string;
  readonly repository: {
    readonly event: { readonly patterns: readonly Rule[] };
    readonly payload: { readonly begin: string; readonly while: string };
    readonly note: { readonly match: string };
  };
};

const read = (file: string) => JSON.parse(readFileSync(path.join(projectRoot, file), 'utf8')) as unknown;
const { contributes } = read('package.json') as {
  readonly contributes: {
    readonly languages: readonly { readonly id: string }[];
    readonly grammars: readonly { readonly language: string; readonly scopeName: string; readonly path: string }[];
  };
};
const [contributed] = contributes.grammars;
const grammar = read(contributed?.path ?? '') as Grammar;
const { event, payload, note } = grammar.repository;

/** The parts of a line that have a color, as the first rule that fits gives them out. */
function tokensOf(line: string): readonly (readonly [string, string])[] {
  for (const { match, captures } of event.patterns) {
    const found = new RegExp(match).exec(line);
    if (!found) continue;
    return Object.entries(captures).flatMap(([group, { name }]) => {
      const text = found[Number(group)];
      return text ? [[name, text] as const] : [];
    });
  }
  return [];
}

function logOf(...events: readonly Partial<Parameters<EventColumns['append']>[0][number]>[]): readonly string[] {
  const columns = new EventColumns();
  columns.append(
    events.map((more, index) => {
      return { eventId: String(index), runId: 'r', type: 'message', summary: 'All good', timestamp: index, ...more };
    }),
  );
  const log = createEventLogText(columns, { nameOf: () => 'Call (a few) roofers' });
  log.extend();
  return log.text().split('\n').slice(0, -1);
}

describe('the grammar of event logs', () => {
  it('is that of the language', () => {
    expect(contributes.grammars).toHaveLength(1);
    expect(contributes.languages.map(({ id }) => id)).toEqual([contributed?.language]);
    expect(grammar.scopeName).toBe(contributed?.scopeName);
  });

  it('colors time, type, step and agent, each type of event by what it means', () => {
    const levels = new Map<string, string>();
    for (const type of [...eventTypes, 'of_the_future']) {
      const [line = ''] = logOf({ type, stepId: 's', agentId: 'assistant-1' });
      const tokens = tokensOf(line);
      expect(tokens.map(([, text]) => text)).toEqual([
        line.slice(0, 23),
        type,
        '[Call (a few) roofers]',
        '@assistant-1',
        ' All good',
      ]);
      levels.set(type, tokens[1]?.[0] ?? '');
    }
    expect([...levels].filter(([, name]) => name.endsWith('log.error')).map(([type]) => type)).toEqual([
      'step_failed',
      'error',
    ]);
    expect([...levels].filter(([, name]) => name.endsWith('log.debug')).map(([type]) => type)).toEqual([
      'tool_call',
      'tool_result',
    ]);
  });

  it('colors events without step, agent or time, and nothing of what stands in a summary', () => {
    const [untimed = '', plain = ''] = logOf({ timestamp: 1, summary: '[not a step] @nobody' }, { timestamp: NaN });
    expect(tokensOf(untimed).map(([, text]) => text)).toEqual([
      'no readable time       ',
      'message',
      '        All good',
    ]);
    // A summary that begins like a step looks like one: nothing in the text tells them apart.
    expect(tokensOf(plain).at(1)?.[1]).toBe('message');
  });

  it('takes the lines of a payload for JSON, and the last line for a note', () => {
    const [first = '', ...lines] = logOf({ payload: { city: 'Köln', list: [1, { deep: null }] } });
    expect(new RegExp(payload.begin).test(first)).toBe(false);
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) {
      expect(new RegExp(payload.begin).test(line) && new RegExp(payload.while).test(line), line).toBe(true);
      expect(tokensOf(line)).toEqual([]);
    }
    expect(new RegExp(note.match).test('# Loaded 1 of at least 2 events.')).toBe(true);
  });
});
