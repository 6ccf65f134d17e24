import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputProblem, readFields, schemaOf } from '../../../src/agent/table/toolFields';
import { registeredName, toolNames, toolTable } from '../../../src/agent/table/toolTable';
import { languageModelTools } from '../../harness/toolManifest';
import { manifest, said } from '../../harness/manifest';

const problemOf = (name: keyof typeof toolTable, input: unknown) => {
  try {
    readFields(toolTable[name].fields, input);
    return undefined;
  } catch (error) {
    if (error instanceof InputProblem) return error.message;
    throw error;
  }
};

describe('the tools in the manifest', () => {
  it('are those of the table (npm run tools)', () => {
    expect(manifest.contributes.languageModelTools).toEqual(JSON.parse(JSON.stringify(languageModelTools())));
  });

  it('have names, titles, and first sentences that tell them apart', () => {
    const tools = languageModelTools();
    for (const { name, displayName, userDescription, modelDescription, toolReferenceName } of tools) {
      expect(name).toMatch(/^telnyx_[a-z_]+$/);
      expect(toolReferenceName).toMatch(/^telnyx[A-Za-z]+$/);
      expect(said(displayName)).not.toBe(displayName);
      expect(said(userDescription)).not.toBe(userDescription);
      expect(modelDescription.split('. ')[0]).toMatch(/run|mission/i);
    }
    for (const field of ['name', 'displayName', 'modelDescription', 'icon'] as const)
      expect(new Set(tools.map((tool) => said(tool[field]))).size).toBe(tools.length);
  });

  it('are offered to agents only where there is an account', () => {
    for (const { when, canBeReferencedInPrompt } of languageModelTools()) {
      expect(when).toBe('missions.hasAccount');
      expect(canBeReferencedInPrompt).toBe(true);
    }
  });

  it('change nothing of keys, addresses, or what exists', () => {
    for (const name of toolNames) expect(registeredName(name)).not.toMatch(/delete|remove|key|url|phone|call_|create/);
  });
});

describe('an input', () => {
  it.each([
    ['get_mission', {}, /"mission" is missing\. Call the tool again with it\./],
    ['get_mission', undefined, /has to be an object with: mission, part, from_line/],
    ['get_mission', { mission: 5 }, /"mission" has to be a string/],
    ['get_mission', { mission: ' ' }, /"mission" is empty/],
    ['get_mission', { mission: 'x'.repeat(201) }, /has 201 characters; at most 200/],
    ['get_mission', { mission: 'x', part: 'all' }, /"part" has to be one of: overview, instructions, tools/],
    ['get_mission', { mission: 'x', id: 'y' }, /unknown properties: "id"\. Use: mission, part, from_line/],
    ['list_missions', { page: 0 }, /"page" has to be a whole number from 1/],
    ['list_missions', { page: '2' }, /"page" has to be a whole number/],
    ['list_runs', { needs_attention: 'yes' }, /has to be true or false/],
  ] as const)('of %s that is wrong (%j) is told what to do instead', (name, input, expected) => {
    expect(problemOf(name, input)).toMatch(expected);
  });

  it('may have null for what is left out', () => {
    expect(readFields(toolTable.list_missions.fields, { query: null, page: 2 })).toEqual({ page: 2 });
  });

  it('of any kind is read or refused, and never breaks a tool', () => {
    fc.assert(
      fc.property(fc.constantFrom(...toolNames), fc.anything(), (name, input) => {
        const problem = problemOf(name, input);
        if (problem !== undefined) expect(problem.length).toBeLessThan(900);
      }),
    );
  });

  it('is declared as it is read', () => {
    expect(schemaOf(toolTable.get_mission.fields)).toMatchObject({
      type: 'object',
      required: ['mission'],
      additionalProperties: false,
    });
  });
});
