import { describe, expect, it } from 'vitest';
import { jsonProblems, decideFields } from '../../src/formats/json/jsonFields';
import { missionRules } from '../../src/formats/json/fieldRules';
import { inputSchema } from '../../src/formats/json/inputSchema';
import { printJson } from '../../src/formats/json/jsonText';
import { decideBody } from '../../src/formats/json/resourceText';
import { isNewRunProblem, parseNewRun, printNewRun } from '../../src/formats/json/runInput';
import { createEventLogText } from '../../src/formats/log/eventLogText';
import { resultText } from '../../src/formats/log/runResultText';
import { parseMissionFile } from '../../src/formats/missionFile/missionFile';
import { definitionHash } from '../../src/formats/missionFile/missionFileSyncState';
import { printMissionFile, updateMissionFile } from '../../src/formats/missionFile/missionFileUpdate';
import { EventColumns } from '../../src/model/eventColumns';
import { eventsAsCsv, eventsAsJsonLines } from '../../src/model/saved/eventExport';
import { isObject, jsonText, parseJson } from '../../src/model/jsonObject';
import { definitionOf, type JsonObject } from '../../src/model/mission';
import { isRunFileProblem, parseRunFile, printRunFile } from '../../src/model/saved/runFile';
import { missionAsWire, runAsWire } from '../../src/model/saved/wireFormat';
import { receivedStep, sentStep } from '../../src/protocol/sentSteps';
import { fakeServer, missionId, missionRow, runId } from './api/fakeServer';

/** Numbers that JavaScript would write in other digits. */
const numbers = '{"crm_id":1293384261075731499,"ratio":1.0,"huge":1e400,"list":[-0,1E5,0.10]}';

function objectOf(text: string): JsonObject {
  const value = parseJson(text);
  if (!isObject(value)) throw new Error('no object');
  return value;
}
const exact = objectOf(numbers);

/** A row as the service writes it, with these digits in some of its fields. */
const row = (fields: Record<string, unknown>, ...exactFields: string[]) =>
  `${JSON.stringify(fields).slice(0, -1)}${exactFields.map((name) => `,"${name}":${numbers}`).join('')}}`;
const missionText = row(missionRow({ instructions: '# Old' }), 'metadata');
const times = { started_at: '2026-11-01T00:00:00Z', updated_at: '2026-11-01T00:00:00Z' };
const runText = row({ run_id: runId, mission_id: missionId, status: 'succeeded', ...times }, 'input', 'result_payload');
const eventText = row(
  { event_id: 'e', run_id: runId, type: 'custom', summary: 's', timestamp: '2026-11-01T00:00:00Z' },
  'payload',
);

/** The one row that a service answers with. */
const answer = (text: string) => fakeServer({ text: `{"data":${text}}` });
const runOf = async () => answer(runText).client.getRun(missionId, runId);
const eventsOf = async () => {
  const meta = '{"total_pages":1.0,"total_results":1.0,"page_number":1,"page_size":50.0}';
  const { client } = fakeServer({ text: `{"data":[${eventText}],"meta":${meta}}` });
  const page = await client.listEvents(missionId, runId);
  expect(page).toMatchObject({ total: 1, totalPages: 1, size: 50 });
  return page.rows;
};
const columnsOf = async () => {
  const columns = new EventColumns();
  columns.append(await eventsOf());
  return columns;
};

describe('numbers that JavaScript cannot hold, which nobody touched, keep their digits', () => {
  it('in metadata, when a mission is read and written back', async () => {
    const { client, sent } = answer(missionText);
    const mission = await client.getMission(missionId);
    await client.updateMission(missionId, { ...definitionOf(mission), instructions: '# New' });
    expect(sent[1]?.text).toContain(`"metadata":${numbers}`);
    expect(sent[1]?.headers.get('content-type')).toBe('application/json');
    await client.createMission(definitionOf(mission));
    expect(sent[2]?.text).toContain(`"metadata":${numbers}`);
  });

  it('in input, when a run is started again', async () => {
    const { client, sent } = answer(runText);
    const { input } = await client.getRun(missionId, runId);
    await client.startRun(missionId, input ? { input } : {});
    expect(sent[1]?.text).toBe(`{"input":${numbers}}`);
    const read = parseNewRun(printNewRun(input ? { input } : {}));
    expect(isNewRunProblem(read) ? read : jsonText(read)).toBe(`{"input":${numbers}}`);
  });

  it('in tools and other untyped bodies', async () => {
    const { client, sent } = answer(row({ tool_id: 't' }, 'config'));
    const { body } = await client.getTool(missionId, 't');
    await client.updateTool(missionId, 't', body);
    expect(sent[1]?.text).toBe(row({ tool_id: 't' }, 'config'));
    expect(decideBody(objectOf(printJson(body)), { seen: body, fresh: body })).toBe('nothingToDo');
  });

  it('in JSON documents, whose fields are edited one by one', async () => {
    const { client } = answer(missionText);
    const wire = missionAsWire(await client.getMission(missionId));
    const shown = printJson(wire);
    expect(shown).toContain('"crm_id": 1293384261075731499');
    expect(shown).toContain('"huge": 1e400');
    expect(jsonProblems(wire, shown, missionRules)).toEqual([]);
    expect(decideFields({ base: wire, mine: shown }, wire, missionRules)).toEqual({ kind: 'nothingToDo' });
    const edited = shown.replace('"ratio": 1.0', '"ratio": 1.50').replace('# Old', '# New');
    const decided = decideFields({ base: wire, mine: edited }, wire, missionRules);
    const change = decided.kind === 'write' ? Object.fromEntries(decided.change) : {};
    expect(jsonText(change)).toBe(
      `{"instructions":"# New","metadata":${numbers.replace('"ratio":1.0', '"ratio":1.50')}}`,
    );
  });

  it('in saved runs, which are opened and saved again', async () => {
    const run = await runOf();
    const columns = await columnsOf();
    const step = { stepId: 's', sequence: 1, description: 'S', status: 'pending', metadata: exact };
    const file = { savedAt: 0, mission: { name: 'M' }, run, steps: [step], agents: [], columns };
    const text = [...printRunFile(file)].join('');
    const read = parseRunFile(
      text.replace('"sequence": 1', '"sequence": 1.0').replace('"version": 1', '"version": 1.0'),
    );
    if (isRunFileProblem(read)) throw new Error(read.kind);
    expect([...printRunFile(read)].join('')).toBe(text);
    expect(text).toContain(`"payload":${numbers}`);
    expect(text.match(/1293384261075731499/g)).toHaveLength(4);
  });

  it('in mission files, whatever of them is changed', async () => {
    const definition = { name: 'M', executionMode: 'external', metadata: exact };
    const text = printMissionFile({ definition });
    expect(text).toContain('  crm_id: 1293384261075731499\n  ratio: 1.0\n  huge: 1e400\n');
    const read = parseMissionFile(text);
    expect(read.problems).toEqual([]);
    expect(jsonText(read.content?.definition.metadata)).toBe(numbers);
    expect(updateMissionFile(text, { definition })).toEqual({ kind: 'same' });
    // Another number is another content, and only its own digits change.
    const metadata = objectOf(numbers.replace('731499', '731500'));
    const update = updateMissionFile(text, { definition: { ...definition, metadata } });
    expect(update).toEqual({ kind: 'changed', text: text.replace('731499', '731500') });
    expect(await definitionHash({ ...definition, metadata })).not.toBe(await definitionHash(definition));
    // A map in braces is laid out again, and keys are texts in JSON.
    const flow = text.replace(/metadata:\n[^]*?---/, `metadata: {"a": 1.0, 1293384261075731499: 1.50, b: 2}\n---`);
    const content = parseMissionFile(flow).content?.definition;
    expect(jsonText(content?.metadata)).toBe('{"a":1.0,"1293384261075731499":1.50,"b":2}');
    const rewritten = updateMissionFile(flow, {
      definition: { ...definition, metadata: { ...content?.metadata, b: 3 } },
    });
    expect(rewritten.kind === 'changed' ? rewritten.text : '').toMatch(
      /"?a"?: 1\.0.*1293384261075731499"?: 1\.50.*b: 3/,
    );
  });

  it('in event logs, exports, and texts to compare', async () => {
    const columns = await columnsOf();
    expect(columns.payload(0)).toBe(numbers);
    const log = createEventLogText(columns);
    log.extend();
    expect(log.text()).toContain('"crm_id": 1293384261075731499');
    expect([...eventsAsJsonLines(columns, [0])].join('')).toContain(`"payload":${numbers}`);
    expect([...eventsAsCsv(columns, [0])].join('')).toContain(numbers.replaceAll('"', '""'));
    expect(resultText(await runOf())).toContain('"huge": 1e400');
    expect(printJson(runAsWire(await runOf()))).toContain('"ratio": 1.0');
  });

  it('in the metadata of steps on their way to the timeline', () => {
    const step = { stepId: 's', sequence: 1, description: 'S', status: 'pending', metadata: exact };
    // What a message goes through.
    const sent = structuredClone(sentStep(step));
    expect(jsonText(receivedStep(sent).metadata)).toBe(numbers);
    expect(receivedStep(sentStep({ ...step, metadata: {} }))).toEqual({ ...step, metadata: {} });
  });

  it('and are numbers to whoever looks at types', async () => {
    const schema = inputSchema([exact], () => '');
    expect(schema).toMatchObject({ properties: { crm_id: { type: 'number' }, list: { items: { type: 'number' } } } });
    expect(jsonText(schema)).toContain('"examples":[1293384261075731499]');
    const { client } = answer(row({ step_id: 's', sequence: 0 }, 'metadata').replace('"sequence":0', '"sequence":2.0'));
    expect(await client.getPlanStep(missionId, runId, 's')).toMatchObject({ sequence: 2 });
  });
});
