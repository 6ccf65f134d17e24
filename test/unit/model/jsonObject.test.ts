import { describe, expect, it } from 'vitest';
import { createClient } from '../../../src/api/client';
import { decodeEvent, decodeMission, decodeResource, decodeRows, decodeRun, decodeStep } from '../../../src/api/decode';
import { jsonProblems } from '../../../src/formats/json/jsonFields';
import { missionRules, runRules } from '../../../src/formats/json/fieldRules';
import { resourceProblems } from '../../../src/formats/json/resourceText';
import { parseNewRun, printNewRun } from '../../../src/formats/json/runInput';
import { sameValue } from '../../../src/model/deepEqual';
import { isCut, isTooDeep, jsonDepthLimit, tooDeepText } from '../../../src/model/jsonObject';
import { printJson } from '../../../src/formats/json/jsonText';
import { runAsWire } from '../../../src/model/saved/wireFormat';
import { isRunFileProblem, parseRunFile } from '../../../src/model/saved/runFile';
import { silent } from '../../silent';

/** The text of an object that nests so many levels deep, itself included. */
const nested = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;
const parsed = (text: string): unknown => JSON.parse(text);

const id = '1b7ac2b5-4b7e-4f6e-9d44-06a6b1f1a001';
const runRow = (metadata: unknown) => ({ run_id: id, mission_id: id, status: 'running', metadata, input: metadata });

describe.each([jsonDepthLimit + 1, 2000, 20_000])('JSON of %i levels', (levels) => {
  const deep = parsed(nested(levels));

  it('is not taken into a mission or a resource: the row is left out and counted by itself', () => {
    const warnings: string[] = [];
    const rows = [
      { mission_id: id, name: 'A', metadata: deep },
      { mission_id: id, name: 'B', tools: [deep] },
      { name: 'without an id' },
      { mission_id: id, name: 'C', metadata: parsed(nested(jsonDepthLimit)) },
    ];
    const decoded = decodeRows(rows, decodeMission, (message) => warnings.push(message));
    expect(decoded.map(({ name }) => name)).toEqual(['C']);
    expect(warnings).toEqual([
      '1 of 4 rows came without their ids and are not shown',
      '2 of 4 rows nest more than 200 levels deep and are not shown',
    ]);
    expect(decodeResource('tool_id')({ tool_id: id, body: deep })).toBeUndefined();
  });

  it('is cut with a word where it is of a run, a step or an event', () => {
    const run = decodeRun(runRow(deep));
    const step = decodeStep({ step_id: 's', metadata: deep });
    const event = decodeEvent({ event_id: 'e', run_id: id, payload: { list: [deep] } });
    for (const value of [run?.metadata, run?.input, step?.metadata, event?.payload]) {
      expect(isTooDeep(value)).toBe(false);
      expect(JSON.stringify(value)).toContain(tooDeepText);
      expect(sameValue(value, structuredClone(value))).toBe(true);
    }
  });

  it('is told of in documents that are typed, where it is', () => {
    const text = `{\n"name": "A",\n"metadata": ${nested(levels)}}`;
    expect(jsonProblems({ name: 'A' }, text, missionRules)).toMatchObject([{ kind: 'tooDeep', at: { line: 2 } }]);
    expect(resourceProblems('tool', {}, text)).toMatchObject([{ kind: 'tooDeep' }]);
    expect(parseNewRun(`{"input": ${nested(levels)}}`)).toMatchObject({ kind: 'tooDeep' });
  });

  it('is not sent in the place of the whole once it was cut', () => {
    const run = decodeRun(runRow(deep));
    const wire = run && runAsWire(run);
    const shown = printJson(wire);
    expect(jsonProblems(wire, shown, runRules)).toEqual([]);
    const edited = shown.replace('"metadata": {', '"metadata": {\n"mine": 1,');
    expect(jsonProblems(wire, edited, runRules)).toMatchObject([{ kind: 'tooDeep' }]);
    expect(parseNewRun(printNewRun({ ...(run?.input ? { input: run.input } : {}) }))).toMatchObject({
      kind: 'tooDeep',
    });
    expect(isCut(run?.input)).toBe(true);
    expect(isCut(decodeRun(runRow({ a: [1, null, { b: 'c' }] }))?.input)).toBe(false);
  });

  it('makes a saved run that is refused', () => {
    const file = (payload: string) =>
      `{"format": "telnyx-mission-run", "version": 1,
        "run": {"run_id": "r", "mission_id": "m", "status": "failed", "started_at": "2026-11-24T12:00:00Z"},
        "events": [{"event_id": "e", "payload": ${payload}}]}`;
    expect(parseRunFile(file(nested(levels)))).toEqual({ kind: 'tooDeep', levels: jsonDepthLimit });
    expect(isRunFileProblem(parseRunFile(file(nested(jsonDepthLimit))))).toBe(false);
  });

  it('is no crash in the words of a refusal', async () => {
    const body = `{"detail": [{"msg": "no", "loc": ["body", ${'['.repeat(levels)}${']'.repeat(levels)}, "name"]}]}`;
    const client = createClient({
      connection: () =>
        Promise.resolve({
          baseUrl: 'https://demo.invalid/v2',
          apiKey: 'KEY_DEMO',
          fetch: () => Promise.resolve(new Response(body, { status: 422 })),
        }),
      log: silent,
    });
    await expect(client.getMission(id)).rejects.toMatchObject({ kind: 'validation', problems: [{ field: 'name' }] });
  });
});

it('takes JSON that is as deep as may be, as it is', () => {
  const metadata = parsed(nested(jsonDepthLimit));
  expect(decodeRun(runRow(metadata))?.metadata).toBe(metadata);
  expect(jsonProblems({ name: 'A' }, `{"name": "A", "metadata": ${nested(jsonDepthLimit)}}`, missionRules)).toEqual([]);
});
