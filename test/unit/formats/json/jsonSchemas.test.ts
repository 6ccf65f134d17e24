import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import addFormats, { type FormatsPlugin } from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { missionRules, runRules, stepRules } from '../../../../src/formats/json/fieldRules';
import { missionTexts, translated } from '../../../../src/formats/json/fieldDescriptions';
import { allSchemas, missionSchema, runFileSchema, type JsonSchema } from '../../../../src/formats/json/jsonSchemas';
import { EventColumns } from '../../../../src/model/eventColumns';
import { printRunFile } from '../../../../src/model/saved/runFile';
import { projectRoot } from '../../../harness/project';

const contract = JSON.parse(readFileSync(path.join(projectRoot, 'src', 'api', 'missions.openapi.json'), 'utf8')) as {
  components: { schemas: Record<string, { properties: Record<string, { enum?: string[] }>; enum?: string[] }> };
};
const fieldsOf = (name: string) => Object.keys(contract.components.schemas[name]?.properties ?? {}).sort();

const ajv = new Ajv({ strict: false, allErrors: true });
(addFormats as unknown as { readonly default: FormatsPlugin }).default(ajv);

/** Paths of what the schema finds wrong. */
function errors(schema: JsonSchema, value: unknown): string[] {
  const validate = ajv.compile(schema);
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
}

const properties = (schema: unknown) => (schema as { properties: Record<string, JsonSchema> }).properties;
const itemsOf = (schema: unknown) => properties((schema as { items: unknown }).items);

const missionId = '1b7ac2b5-4b7e-4f6e-9d44-06a6b1f1a001';

describe('the schema of mission.json', () => {
  it('has the fields and modes of the contract, and a text for each', () => {
    const known = properties(missionSchema());
    expect(Object.keys(known).sort()).toEqual(
      [...fieldsOf('MissionData'), 'tools', 'knowledge_bases', 'mcp_servers'].sort(),
    );
    expect(known.execution_mode?.enum).toEqual(contract.components.schemas.ExecutionMode?.enum);
    for (const [name, { description }] of Object.entries(known))
      expect([name, typeof description]).toEqual([name, 'string']);
    const writable = Object.keys(known).filter((name) => known[name]?.readOnly !== true);
    expect(writable.sort()).toEqual(fieldsOf('UpdateMissionRequest'));
  });

  it('is the same in other words, but for a field that is called so', () => {
    const schema = {
      type: 'object',
      description: 'a',
      properties: { description: { description: 'b' }, list: [1, null] },
    };
    expect(translated(schema, (text) => text.toUpperCase())).toEqual({
      ...schema,
      description: 'A',
      properties: { ...schema.properties, description: { description: 'B' } },
    });
  });

  it('takes other words for the texts', () => {
    expect(properties(missionSchema({ ...missionTexts, name: 'Der Name' })).name?.description).toBe('Der Name');
  });

  it('finds what is wrong', () => {
    const mission = {
      mission_id: missionId,
      name: 'A',
      execution_mode: 'managed',
      metadata: { any: [1] },
      created_at: '2026-01-02T03:04:05Z',
      updated_at: '2026-01-02T03:04:05.678+01:00',
    };
    expect(errors(missionSchema(), mission)).toEqual([]);
    expect(errors(missionSchema(), { name: '', execution_mode: 'extern', metadata: [], modle: 'x' }).sort()).toEqual([
      '/execution_mode enum',
      '/metadata type',
      '/name minLength',
    ]);
    expect(errors(missionSchema(), { description: 1 }).sort()).toEqual([' required', '/description type']);
  });
});

describe('what ships', () => {
  it('is what the sources say: after a change, `npm run schemas`', () => {
    for (const [name, schema] of Object.entries(allSchemas())) {
      const file = path.join(projectRoot, 'media', 'schemas', `${name}.json`);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
    }
  });

  it('is named in the manifest, for our own files only', () => {
    const { contributes } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
      contributes: { jsonValidation: { url: string; fileMatch: string }[] };
    };
    // The schema of a new run's input is made of earlier ones, so it is no file. The others speak the language of
    // VS Code, but for files that may be opened where the extension is not active.
    const shipped = contributes.jsonValidation.filter(({ url }) => !url.includes('newrun'));
    const urls = shipped.map(({ url }) => url);
    expect(urls.sort()).toEqual(
      Object.keys(allSchemas())
        .map((name) =>
          name === 'missionrun' ? `./media/schemas/${name}.json` : `missions-schema://${name}/schema.json`,
        )
        .sort(),
    );
    for (const { fileMatch } of shipped) expect(fileMatch).toMatch(/^missions:\/\*\*\/\*\.|^\*\.missionrun\.json$/);
  });

  it('marks as read-only what the contract cannot change', () => {
    const writable = (name: string) =>
      Object.entries(properties(allSchemas()[name])).flatMap(([field, { readOnly }]) => (readOnly ? [] : [field]));
    expect(writable('mission').sort()).toEqual(Object.keys(missionRules).sort());
    expect(writable('run').sort()).toEqual(fieldsOf('UpdateMissionRunRequest'));
    expect(Object.keys(runRules).sort()).toEqual(fieldsOf('UpdateMissionRunRequest'));
    expect(writable('step').sort()).toEqual(fieldsOf('UpdatePlanStepRequest'));
    expect(Object.keys(stepRules).sort()).toEqual(fieldsOf('UpdatePlanStepRequest'));
    expect(writable('event')).toEqual([]);
    expect(Object.keys(properties(allSchemas().run)).sort()).toEqual(fieldsOf('MissionRunData'));
  });
});

describe('the schema of *.missionrun.json', () => {
  it('has the fields of the contract', () => {
    const { run, plan, agents, events } = properties(runFileSchema());
    expect(Object.keys(properties(run)).sort()).toEqual(fieldsOf('MissionRunData'));
    // The run is named once, for all of its steps and events.
    const without = (name: string, ...left: string[]) => fieldsOf(name).filter((field) => !left.includes(field));
    expect(Object.keys(itemsOf(plan)).sort()).toEqual(without('PlanStepData', 'run_id'));
    expect(Object.keys(itemsOf(agents)).sort()).toEqual(fieldsOf('TelnyxAgentData'));
    expect(Object.keys(itemsOf(events)).sort()).toEqual(without('EventData', 'run_id', 'idempotency_key'));
  });

  it('fits what is written, words of the future included', () => {
    const columns = new EventColumns();
    columns.append([
      { eventId: 'e', runId: 'r', type: 'of the future', summary: 's', timestamp: 1, stepId: '-', payload: { a: 1 } },
      { eventId: 'f', runId: 'r', type: 'error', summary: '', timestamp: NaN },
    ]);
    const run = { runId: missionId, missionId, status: 'of the future', startedAt: 1, updatedAt: 2, input: { a: 1 } };
    const steps = [{ stepId: 's', sequence: 1, description: 'd', status: 'blocked', parentStepId: 't' }];
    const agents = [{ runId: missionId, telnyxAgentId: 'a', createdAt: 3 }];
    const text = [...printRunFile({ savedAt: 4, mission: { name: 'A' }, run, steps, agents, columns })].join('');
    const file = JSON.parse(text) as { events: unknown[]; run: object };
    expect(errors(runFileSchema(), file)).toEqual([]);
    expect(
      errors(runFileSchema(), { ...file, format: 'x', version: 2, events: [{}], run: { ...file.run, run_id: 1 } }),
    ).toEqual(expect.arrayContaining(['/format const', '/version maximum', '/events/0 required', '/run/run_id type']));
  });
});
