import { assert } from 'chai';
import * as vscode from 'vscode';
import { EventColumns } from '../../src/model/eventColumns';
import { saveEvents, savePicture } from '../../src/views/timeline/timelineExports';
import {} from '../harness/productTexts';
import { inOrder, saying } from '../harness/productTexts';
import { stubDialogs } from './dialogs';

/** What a timeline saves, in each kind of extension host: only the dialog that asks where to is answered here. */
describe('what a timeline saves', () => {
  const dialogs = stubDialogs();
  const own = vscode.window.showSaveDialog;
  const saved: vscode.Uri[] = [];
  beforeEach(() => {
    Object.assign(vscode.window, {
      showSaveDialog: ({ defaultUri }: vscode.SaveDialogOptions) => {
        if (defaultUri) saved.push(defaultUri);
        return Promise.resolve(defaultUri);
      },
    });
  });
  afterEach(async () => {
    Object.assign(vscode.window, { showSaveDialog: own });
    for (const uri of saved.splice(0)) await vscode.workspace.fs.delete(uri);
  });
  const text = async () => {
    const [uri] = saved;
    assert.ok(uri);
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  };
  const columns = new EventColumns();
  columns.append([
    { eventId: 'e1', runId: 'r1', type: 'custom', summary: 'Grüße, "Welt"', timestamp: 0, payload: { a: 1 } },
    { eventId: 'e2', runId: 'r1', type: 'error', summary: 'Two', timestamp: 1000 },
  ]);

  const source = { columns: () => columns, gap: () => undefined };

  it('events are saved as CSV', async () => {
    await saveEvents('12345678-run', source, 'csv', undefined);
    assert.lengthOf((await text()).trim().split('\r\n'), 3);
    assert.include(await text(), '"Grüße, ""Welt"""');
    const said = dialogs.asked.at(-1)?.text ?? '';
    assert.match(said, saying('saved'));
    assert.include(said, 'run-12345678-events.csv');
  });

  it('events that pass the filter are saved as JSON lines', async () => {
    await saveEvents('12345678-run', source, 'jsonl', Uint32Array.of(1, 7));
    const lines = (await text()).trim().split('\n');
    assert.lengthOf(lines, 1);
    assert.include(lines[0], 'Two');
  });

  it('events are saved with a word where some are missing', async () => {
    const gap = () => ({ atLeast: 160, tooLarge: [57] });
    await saveEvents('12345678-run', { ...source, gap }, 'csv', undefined);
    assert.match(
      dialogs.asked.at(-1)?.text ?? '',
      inOrder(saying('saved'), saying('eventTooLarge', 57), saying('eventsLoaded', 2, 160)),
    );
  });

  it('pictures are saved as bytes and as text', async () => {
    await savePicture('12345678-run', 'png', Uint8Array.of(137, 80, 78, 71));
    const [png] = saved;
    assert.ok(png);
    assert.deepStrictEqual([...(await vscode.workspace.fs.readFile(png))], [137, 80, 78, 71]);
    await savePicture('12345678-run', 'svg', '<svg/>');
    const [, svg] = saved;
    assert.ok(svg);
    assert.strictEqual(new TextDecoder().decode(await vscode.workspace.fs.readFile(svg)), '<svg/>');
  });
});
