import { expect, it } from 'vitest';
import { documentTarget } from '../../../../src/documents/remote/documentTarget';
import { addressOf } from '../../../../src/documents/remote/documentUri';

const target = (scheme: string, ids: readonly string[], ending: string) =>
  documentTarget({ scheme, ...addressOf(ids, ['Roof repair', 'Call'], ending) });
/** As earlier versions had them, which VS Code may have kept. */
const earlierTarget = (scheme: string, ids: readonly string[], ending: string) =>
  documentTarget({ scheme, path: `/${ids.map(encodeURIComponent).join('/')}/Roof repair${ending}`, query: '' });

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
  expect(earlierTarget('missions-plan', ['m', 'r'], '.plan.md')).toEqual(run);
  expect(earlierTarget('missions-result', ['m', 'r'], '.result.txt')).toEqual(run);
  expect(earlierTarget('missions-input', ['m'], '.newrun.json')).toEqual({ missionId: 'm' });
  expect(earlierTarget('missions-resource', ['m', 't'], '.mcp-server.json')).toEqual({
    missionId: 'm',
    of: 'mcpServer',
    resourceId: 't',
  });
});

it('documents whose IDs were the folders of their path, too', () => {
  expect(earlierTarget('missions', ['m', 'r', 's/1'], '.step.json')).toEqual({ ...run, stepId: 's/1' });
  expect(earlierTarget('missions', ['m'], ' instructions.md')).toEqual({ missionId: 'm' });
});

it('people read names, and no IDs', () => {
  const { path, query } = addressOf(['m', 'r', 'a step/1 %'], ['Roof/repair · Nov 27, 6:41 AM', 'Call'], '.step.json');
  expect(path).toBe('/Roof repair · Nov 27, 6:41 AM/Call.step.json');
  expect(documentTarget({ scheme: 'missions', path, query })).toEqual({ ...run, stepId: 'a step/1 %' });
});

it('a text beside one in a comparison is of nothing', () => {
  const { path } = addressOf(['m', 'r'], 'Roof', '.result.txt');
  expect(documentTarget({ scheme: 'missions-readonly', path, query: 'file:///roof.mission.md' })).toBeUndefined();
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
