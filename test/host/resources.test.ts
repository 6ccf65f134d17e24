import { assert } from 'chai';
import * as vscode from 'vscode';
import type { Handle } from '../../src/views/trees/treeHandles';
import { labels, textOf } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { followLink } from './conflicts';
import { choose, stubDialogs } from './dialogs';
import { describeConnected, itemsOf, missionId, rows } from './fixture';
import { replaceText } from './replaceText';

const lists = { tool: 'tools', knowledgeBase: 'knowledge-bases', mcpServer: 'mcp-servers' } as const;
type Of = keyof typeof lists;
const labelOf = ({ label }: vscode.TreeItem) => (typeof label === 'string' ? label : (label?.label ?? ''));

const resourcePath = /\.(new-)?(tool|knowledge-base|mcp-server)\.json$/;

describeConnected('tools, knowledge bases and MCP servers', { sidebar: 'missions' }, ({ world, api }) => {
  const dialogs = stubDialogs();
  beforeEach(() => rows(api, 1));

  const on = (method: string, of: Of, id?: string, body?: unknown) =>
    world.call(method, `/${missionId}/${lists[of]}${id === undefined ? '' : `/${id}`}`, body);
  const all = (of: Of) => world.get<Record<string, unknown>[]>(`/${missionId}/${lists[of]}`);
  const idOf = (of: Of, row: Record<string, unknown>) =>
    String(row[{ tool: 'tool_id', knowledgeBase: 'knowledge_base_id', mcpServer: 'mcp_server_id' }[of]]);

  /** Absent where the mission has none at all. */
  async function resourcesNode(): Promise<Handle | undefined> {
    const mission = (await itemsOf(api.tree)).find(
      ({ handle }) => 'missionId' in handle && handle.missionId === missionId,
    );
    return (await itemsOf(api.tree, mission?.handle)).find(({ handle }) => handle.kind === 'resources')?.handle;
  }
  async function under(of: Of) {
    const parent = await waitFor('the resources', resourcesNode);
    const found = (await itemsOf(api.tree, parent)).find(({ handle }) => handle.kind === 'group' && handle.of === of);
    if (!found) throw new Error('No group');
    return itemsOf(api.tree, found.handle);
  }
  /** What a list of the mission is asked for by. */
  const group = (of: Of) => ({ missionId, of });
  const shown = async (of: Of) => (await under(of)).map(({ item }) => labelOf(item));
  function editor(): vscode.TextDocument {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.uri.scheme !== 'missions' || !resourcePath.test(document.uri.path))
      throw new Error('No document is open');
    return document;
  }
  /** Between two documents there is none for a moment. */
  const path = () => vscode.window.activeTextEditor?.document.uri.path ?? '';
  const ownDocument = () => waitFor('its own document', () => path() !== '' && !path().includes('.new-'));
  const openDocument = (wanted: RegExp) => waitFor('the document', () => wanted.test(path()));
  async function type(text: string | ((text: string) => string)): Promise<void> {
    await replaceText(editor(), text);
  }
  const save = () => Promise.resolve(editor().save()).catch(() => false);

  it('are asked for once, when their mission is expanded, and have a row where there are any', async () => {
    const operations = ['listTools', 'listKnowledgeBases', 'listMcpServers'];
    const counts = await world.takeRequests();
    for (const operation of operations) assert.notProperty(counts, operation);
    assert.isUndefined(await resourcesNode());
    await waitFor('the lists', () => api.store.resources({ missionId, of: 'mcpServer' }).kind === 'loaded');
    assert.isUndefined(await resourcesNode(), 'there are none');
    const asked = await world.takeRequests();
    for (const operation of operations) assert.propertyVal(asked, operation, 1);
    await on('POST', 'tool', undefined, { name: 'look up' });
    await vscode.commands.executeCommand('missions.refresh');
    await waitFor('the row', async () => (await shown('tool'))[0] === 'look up');
    assert.deepStrictEqual(await shown('mcpServer'), [labels.noMcpServers]);
  });

  for (const [of, command, fields] of [
    ['tool', 'createTool', { name: 'look up', type: 'webhook' }],
    ['knowledgeBase', 'createKnowledgeBase', { title: 'Price list', sources: [{ url: 'https://prices.invalid' }] }],
    ['mcpServer', 'createMcpServer', { url: 'https://mcp.invalid/sse', allowed: null }],
  ] as const)
    it(`${of}: a draft is created when it is saved, then edited, and deleted after a question`, async () => {
      await vscode.commands.executeCommand(`missions.${command}`, group(of));
      await openDocument(/\.new-.*\.json$/);
      assert.strictEqual(editor().languageId, 'json');
      await type('{"name":');
      assert.isFalse(await save(), 'what is no JSON is not sent');
      const ours = vscode.languages.getDiagnostics(editor().uri).filter(({ source }) => source === 'Missions');
      assert.isEmpty(ours, 'VS Code’s own JSON editor marks it');
      assert.lengthOf(await all(of), 0);
      await type(JSON.stringify(fields));
      assert.isTrue(await save());
      await ownDocument();
      const [made] = await all(of);
      assert.deepInclude(made, fields);
      const name = 'name' in fields ? fields.name : 'title' in fields ? fields.title : fields.url;
      assert.deepStrictEqual(await shown(of), [name]);
      assert.include(editor().uri.path, name.replaceAll('/', ' ').slice(0, 5));

      await type((text) => text.replace(/"name".*\n/, '').replace('{', '{ "name": "better",'));
      assert.isTrue(await save());
      const [changed] = await all(of);
      assert.strictEqual(changed?.name, 'better');
      await waitFor('the row', async () => (await shown(of))[0] === 'better');

      const [row] = await under(of);
      dialogs.always(choose(labels.delete));
      const asked = await dialogs.during(() => vscode.commands.executeCommand('missions.deleteResource', row?.handle));
      assert.include(asked[0]?.text, 'better');
      assert.lengthOf(await all(of), 0);
      await waitFor('nothing to be there', async () => (await resourcesNode()) === undefined);
    });

  it('unknown fields are kept, and a field that Telnyx sets cannot be changed', async () => {
    const body = '{"zebra":1,"__proto__":{"a":[null]},"apple":{"z":1,"b":2},"name":"odd"}';
    const made = await on('POST', 'tool', undefined, JSON.parse(body));
    await vscode.commands.executeCommand('missions.openResource', {
      missionId,
      of: 'tool',
      resourceId: idOf('tool', made),
    });
    await openDocument(/odd · Roof repair quotes\.tool\.json$/);
    await type((text) => text.replace('"odd"', '"even"'));
    assert.isTrue(await save());
    const now = JSON.stringify(await on('GET', 'tool', idOf('tool', made)));
    assert.include(now, body.slice(0, -1).replace('odd', 'even'));
    await waitFor('what Telnyx has', () => !editor().isDirty);
    await type((text) => text.replace(/"tool_id": ".*"/, '"tool_id": "another"'));
    assert.isFalse(await save());
    assert.include(JSON.stringify(await on('GET', 'tool', idOf('tool', made))), idOf('tool', made));
    assert.include(editor().getText(), 'another');
  });

  it('a change made elsewhere is followed while the document is clean and never overwritten, and the text of what was deleted is kept', async () => {
    const made = await on('POST', 'tool', undefined, { name: 'shared', url: 'a' });
    const target = { missionId, of: 'tool', resourceId: idOf('tool', made) };
    await vscode.commands.executeCommand('missions.refresh');
    await vscode.commands.executeCommand('missions.openResource', target);
    await openDocument(/shared/);
    await on('PUT', 'tool', target.resourceId, { name: 'shared', url: 'b' });
    await vscode.commands.executeCommand('missions.refresh');
    await waitFor('the change', () => editor().getText().includes('"url": "b"'));
    await on('PUT', 'tool', target.resourceId, { name: 'shared', url: 'c' });
    await type((text) => text.replace('"b"', '"mine"'));
    assert.isFalse(await save());
    assert.strictEqual((await on('GET', 'tool', target.resourceId)).url, 'c');
    await on('DELETE', 'tool', target.resourceId);
    assert.isFalse(await save());
    assert.deepStrictEqual(dialogs.asked, [], 'VS Code says why it was not saved');
    await followLink(editor(), labels.createAgain);
    await waitFor('the draft', () => path().endsWith('.new-tool.json'));
    await waitFor('the text', () => vscode.window.activeTextEditor?.document.getText().includes('"mine"'));
    await waitFor('the draft to be unsaved', () => editor().isDirty);
  });

  it('after a lost answer the list shows whether something was created, or it is reported as unknown', async () => {
    await vscode.commands.executeCommand('missions.createMcpServer', { missionId });
    await openDocument(/\.new-mcp-server\.json$/);
    await type('{"name": "lost"}');
    await world.fault({
      operation: 'createMcpServer',
      times: 1,
      effect: { kind: 'status', status: 502, afterwards: true },
    });
    assert.isTrue(await save(), 'the list shows that it was created');
    await ownDocument();
    assert.lengthOf(await all('mcpServer'), 1);

    await vscode.commands.executeCommand('missions.createMcpServer', { missionId });
    await openDocument(/\.new-mcp-server\.json$/);
    await type('{"name": "lost again"}');
    await world.fault({ operation: 'createMcpServer', times: 1, effect: { kind: 'status', status: 502 } });
    assert.isFalse(await save());
    assert.include(editor().getText(), 'lost again');
    assert.isFalse(await save());
    assert.lengthOf(await all('mcpServer'), 1, 'nothing is repeated without a word');
    dialogs.always(choose(labels.createAnother));
    assert.isTrue(await save());
    assert.lengthOf(await all('mcpServer'), 2);
  });

  it('one tool is created from a draft that is edited on while it is saved', async () => {
    await vscode.commands.executeCommand('missions.createTool', { missionId });
    await openDocument(/\.new-tool\.json$/);
    const draft = editor();
    await type('{"name": "first"}');
    await world.fault({ operation: 'getTool', times: 1, effect: { kind: 'slow', ms: 1000 } });
    assert.isTrue(await draft.save());
    await vscode.window.showTextDocument(draft);
    await type('{"name": "second"}');
    await waitFor('its own document', () =>
      vscode.workspace.textDocuments.some(({ uri }) => /[^w]\.tool\.json$|^(?!.*new-tool).*tool\.json$/.test(uri.path)),
    );
    await waitFor('the draft to be looked at', () => draft.isDirty && !draft.isClosed);
    await vscode.window.showTextDocument(draft);
    // Somebody else has changed it meanwhile.
    const [made] = (await all('tool')).filter(({ name }) => name === 'first');
    assert.ok(made);
    await on('PUT', 'tool', idOf('tool', made), { name: 'theirs' });
    assert.isFalse(await draft.save());
    assert.lengthOf(
      (await all('tool')).filter(({ name }) => name === 'theirs'),
      1,
    );
    await on('PUT', 'tool', idOf('tool', made), { name: 'first' });
    assert.isTrue(await draft.save());
    assert.deepStrictEqual(
      (await all('tool')).map(({ name }) => name).filter((name) => name === 'first' || name === 'second'),
      ['second'],
    );
    await ownDocument();
  });

  it('a list that cannot be loaded is reported, and its rows stay', async () => {
    await on('POST', 'knowledgeBase', undefined, { name: 'kept' });
    await vscode.commands.executeCommand('missions.refresh');
    await waitFor('the row', async () => (await shown('knowledgeBase'))[0] === 'kept');
    await world.fault({ operation: 'listKnowledgeBases', effect: { kind: 'status', status: 403 } });
    await vscode.commands.executeCommand('missions.refresh');
    assert.deepStrictEqual(await shown('knowledgeBase'), ['kept', textOf('resourcesNotLoaded', 'Knowledge Bases')]);
    await world.clearFaults();
    await vscode.commands.executeCommand('missions.refresh');
    assert.deepStrictEqual(await shown('knowledgeBase'), ['kept']);
  });
});
