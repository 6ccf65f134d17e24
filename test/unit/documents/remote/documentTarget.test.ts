import { expect, it } from 'vitest';
import { documentTarget } from '../../../../src/documents/remote/documentTarget';
import { pathOf } from '../../../../src/documents/remote/documentUri';

const target = (scheme: string, ids: readonly string[], ending: string) =>
  documentTarget({ scheme, path: pathOf(ids, 'Roof repair', ending) });

const run = { missionId: 'm', runId: 'r' };

it('every kind of document says what it is of', () => {
  expect(target('missions', ['m'], ' instructions.md')).toEqual({ missionId: 'm' });
  expect(target('missions', ['m'], '.mission.json')).toEqual({ missionId: 'm' });
  expect(target('missions', ['m', 'r'], '.run.json')).toEqual(run);
  expect(target('missions', ['m', 'r', 's'], '.step.json')).toEqual({ ...run, stepId: 's' });
  expect(target('missions', ['m', 'r', 'e'], '.event.json')).toEqual({ ...run, eventId: 'e' });
  expect(target('missions', ['m', 'r'], '.plan.md')).toEqual(run);
  expect(target('missions-log', ['m', 'r'], '.missions-log')).toEqual(run);
  expect(target('missions-readonly', ['m', 'r'], '.result.txt')).toEqual(run);
  expect(target('missions', ['m'], '.newrun.json')).toEqual({ missionId: 'm' });
  expect(target('missions', ['m', 't'], '.mcp-server.json')).toEqual({
    missionId: 'm',
    of: 'mcpServer',
    resourceId: 't',
  });
});

it('documents under the schemes of earlier versions say so too', () => {
  expect(target('missions-plan', ['m', 'r'], '.plan.md')).toEqual(run);
  expect(target('missions-result', ['m', 'r'], '.result.txt')).toEqual(run);
  expect(target('missions-input', ['m'], '.newrun.json')).toEqual({ missionId: 'm' });
  expect(target('missions-resource', ['m', 't'], '.mcp-server.json')).toEqual({
    missionId: 'm',
    of: 'mcpServer',
    resourceId: 't',
  });
});

it('a draft of a tool is of its mission alone', () => {
  expect(target('missions', ['m', 'draft'], '.new-tool.json')).toEqual({ missionId: 'm' });
  expect(target('missions-resource', ['m', 'draft'], '.new-tool.json')).toEqual({ missionId: 'm' });
});

it('other documents are of nothing', () => {
  expect(target('file', ['m'], '.mission.json')).toBeUndefined();
  expect(target('missions', [], '.mission.json')).toBeUndefined();
  expect(target('missions-plan', ['m'], '.mission.json')).toBeUndefined();
});
