import Ajv from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inputSchema } from '../../../../src/formats/json/inputSchema';
import { isNewRunProblem, newRunSchema, parseNewRun, printNewRun } from '../../../../src/formats/json/runInput';
import type { JsonObject } from '../../../../src/model/mission';
import type { RunStart } from '../../../../src/model/run';

const say = (seen: number, of: number) => `${seen}/${of}`;
const anObject = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 });

describe('the schema of earlier inputs', () => {
  it('names what there was, of which type, how often, and what it was, the newest first', () => {
    const inputs = [{ city: 'Berlin', calls: 4 }, { city: 'Köln', notes: { urgent: true } }, { city: 'Berlin' }];
    expect(inputSchema(inputs, say)).toEqual({
      type: 'object',
      properties: {
        city: { type: 'string', description: '3/3', examples: ['Berlin', 'Köln'] },
        calls: { type: 'number', description: '1/3', examples: [4] },
        notes: {
          type: 'object',
          description: '1/3',
          properties: { urgent: { type: 'boolean', description: '1/1', examples: [true] } },
        },
      },
    });
  });

  it('looks into lists, and lets a property be of all the types that it had', () => {
    const schema = inputSchema([{ to: [{ phone: '1' }, { phone: 2 }] }, { to: 'all' }], say);
    expect(schema).toEqual({
      type: 'object',
      properties: {
        to: {
          type: ['array', 'string'],
          description: '2/2',
          examples: ['all'],
          items: {
            type: 'object',
            properties: { phone: { type: ['string', 'number'], description: '2/2', examples: ['1', 2] } },
          },
        },
      },
    });
  });

  it('is a valid schema that takes each of the inputs, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(anObject, { maxLength: 8 }), (inputs) => {
        const validate = new Ajv({ strict: false, allowUnionTypes: true, ownProperties: true }).compile(
          inputSchema(inputs, say),
        );
        for (const input of inputs) expect(validate(input)).toBe(true);
      }),
      // Each of them has its schema compiled.
      { numRuns: 20 },
    );
  }, 30_000);

  it('gives names that mean something to JavaScript no meaning', () => {
    const input = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2}') as JsonObject;
    const schema = JSON.parse(JSON.stringify(inputSchema([input], say))) as { properties: object };
    expect(Object.keys(schema.properties)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('stays small, however deep, wide and many the inputs are', () => {
    let deep: JsonObject = {};
    for (let depth = 0; depth < 500; depth++) deep = { deep };
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, place) => [`p${place}`, 'x'.repeat(500)]));
    const schema = JSON.stringify(inputSchema([deep, wide], say));
    expect(schema.length).toBeLessThan(20_000);
  });
});

describe('the document that starts a run', () => {
  it('means what was printed: an input, metadata, or neither', () => {
    fc.assert(
      fc.property(anObject, anObject, (input, metadata) => {
        // What JSON cannot tell apart is not told apart: -0 is 0.
        const start = JSON.parse(JSON.stringify({ input, metadata })) as Required<RunStart>;
        const meant = Object.fromEntries(Object.entries(start).filter(([, part]) => Object.keys(part).length > 0));
        expect(parseNewRun(printNewRun(start))).toEqual(meant);
      }),
    );
    expect(printNewRun({})).toBe('{\n  "input": {},\n  "metadata": {}\n}\n');
  });

  it('says what is wrong, and where', () => {
    expect(parseNewRun('[1]')).toEqual({ kind: 'notObject' });
    expect(parseNewRun('null')).toEqual({ kind: 'notObject' });
    expect(parseNewRun('{"input": {}, "metadata": "x"}')).toEqual({
      kind: 'fieldNotObject',
      field: 'metadata',
      at: 14,
    });
    expect(parseNewRun('{"city": "Berlin"}')).toEqual({ kind: 'unknownField', field: 'city', at: 1 });
    expect(parseNewRun('{"input" 1}')).toMatchObject({ kind: 'notJson', at: 9 });
    // Not every sentence of the engine says where.
    expect(parseNewRun('{"input": {"city": Berlin}}')).toMatchObject({ kind: 'notJson', at: 0 });
  });

  it('never throws, and never sends what is no object', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const parsed = parseNewRun(text);
        if (isNewRunProblem(parsed)) return;
        for (const part of [parsed.input ?? {}, parsed.metadata ?? {}]) {
          expect(typeof part).toBe('object');
          expect(Array.isArray(part)).toBe(false);
        }
      }),
    );
  });

  it('has a schema with both parts of it', () => {
    const texts = { input: 'In', metadata: 'Meta', seen: say };
    const schema = newRunSchema([{ input: { city: 'Berlin' } }, { metadata: { by: 'me' } }], texts);
    const validate = new Ajv({ strict: false }).compile(schema);
    expect(validate({ input: { city: 'Köln', more: 1 }, metadata: {} })).toBe(true);
    expect(validate({ city: 'Berlin' })).toBe(false);
    expect(validate({ input: 'Berlin' })).toBe(false);
    expect(JSON.stringify(schema)).toContain('"description":"1/1"');
  });
});
