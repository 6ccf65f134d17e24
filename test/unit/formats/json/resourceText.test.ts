import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printJson } from '../../../../src/formats/json/jsonText';
import { bodyOf, decideBody, resourceProblems, templateText } from '../../../../src/formats/json/resourceText';

const body = { tool_id: 't', name: 'look up', created_at: '2026-01-01', updated_at: '2026-01-02' };

describe('the text of a tool, knowledge base or MCP server', () => {
  it('says the whole body, whatever is in it, in its order', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }));
    fc.assert(
      fc.property(object, (any) => {
        expect(JSON.stringify(bodyOf(printJson(any)))).toBe(JSON.stringify(any));
      }),
      { numRuns: 50 },
    );
    const odd = '{"z":1,"__proto__":{"constructor":{}},"a":2}';
    expect(JSON.stringify(bodyOf(odd))).toBe(odd);
  });

  it.each([
    ['{"name": ', 'notJson'],
    ['[]', 'notObject'],
    ['{"tool_id": "other"}', 'readOnly'],
    ['{"name": "x",\n "updated_at": "now"}', 'readOnly'],
    ['{"name": "x", "name": "y"}', 'twice'],
  ])('%s cannot be saved: %s', (text, kind) => {
    expect(resourceProblems('tool', body, text).map((problem) => problem.kind)).toEqual([kind]);
  });

  it('can be saved with what Telnyx sets, without it, or with fields of those names that it does not have', () => {
    expect(resourceProblems('tool', body, printJson(body))).toEqual([]);
    expect(resourceProblems('tool', body, '{"name": "new", "id": 7}')).toEqual([]);
    for (const of of ['tool', 'knowledgeBase', 'mcpServer'] as const)
      expect(resourceProblems(of, {}, templateText(of))).toEqual([]);
  });

  it('is written over what was seen and nothing else', () => {
    const mine = { ...body, name: 'mine' };
    expect(decideBody(mine, { seen: body, fresh: { ...body, updated_at: '2026-02-02' } })).toBe('write');
    expect(decideBody(mine, { seen: body, fresh: { ...body, name: 'theirs' } })).toBe('conflict');
    expect(decideBody(mine, { seen: body, fresh: { ...mine, updated_at: '2026-02-02' } })).toBe('nothingToDo');
    expect(decideBody(mine, { seen: body, fresh: { ...body, more: null } })).toBe('conflict');
  });
});
