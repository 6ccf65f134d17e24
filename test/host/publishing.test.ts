import { assert } from 'chai';
import * as vscode from 'vscode';
import { labels, saying, sumOf, textOf } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { choose, stubDialogs } from './dialogs';
import { closeEditors, describeConnected } from './fixture';
import { TestFile } from './testFile';

const fresh = (name: string) => `---\nname: ${name} # kept\n---\n\nDo it.\n`;
const publish = (file: TestFile) => vscode.commands.executeCommand('missions.publishMissionFile', file.uri);

describeConnected('publishing a mission file', {}, ({ world, api }) => {
  const dialogs = stubDialogs();
  const files: TestFile[] = [];
  async function make(name: string, text: string): Promise<TestFile> {
    const file = await TestFile.create(name, text);
    files.push(file);
    return file;
  }
  afterEach(async () => {
    await closeEditors();
    for (const file of files.splice(0)) await file.remove();
  });

  it('a file stays as it is where Telnyx cannot be reached, which is reported once, and is published later', async () => {
    const file = await make('offline.mission.md', fresh('Offline'));
    await publish(file);
    await file.replace('Do it.', 'Do it now.');
    const text = await file.text();
    await world.fault({ operation: 'getMission', effect: { kind: 'drop' } });
    await publish(file);
    assert.strictEqual(dialogs.asked.length, 1);
    assert.match(dialogs.asked[0]?.text ?? '', saying('notPublished'));
    assert.strictEqual(await file.text(), text);
    await world.clearFaults();
    await publish(file);
    assert.strictEqual(dialogs.asked.length, 1);
    assert.strictEqual((await world.get(`/${await file.missionId()}`)).instructions, 'Do it now.\n');
    assert.strictEqual(await file.saved(), text);
  });

  it('a setting for the encoding of files changes nothing in a file that is written here and read again', async () => {
    const settings = vscode.workspace.getConfiguration('files');
    await settings.update('encoding', 'windows1252', vscode.ConfigurationTarget.Global);
    try {
      const definition = { name: 'Grüße 漢', instructions: 'Viele Grüße\n' };
      const missionId = String((await world.call('POST', '', definition)).mission_id);
      const file = await make('encoded.mission.md', '');
      const other = await make('copied.mission.md', '');
      dialogs.always(choose(labels.replace, labels.publishAnyway));
      for (const { uri } of [file, other]) {
        await vscode.commands.executeCommand('missions.saveMissionToFile', { missionId, uri });
        await closeEditors();
      }
      assert.strictEqual(await api.states.readState(file.uri), 'inSync');
      // The copy is found by what is on disk.
      await file.open();
      await waitFor('the claim', () => file.problems().some((said) => said.includes('copied.mission.md')));
      assert.include(await file.text(), 'name: Grüße 漢\n');
      await other.remove();
      await file.replace('Viele Grüße', 'Schöne Grüße 字');
      await publish(file);
      const { name, instructions } = await world.get(`/${missionId}`);
      assert.deepStrictEqual([name, instructions], ['Grüße 漢', 'Schöne Grüße 字\n']);
      await closeEditors();
      assert.strictEqual(await api.states.readState(file.uri), 'inSync');

      dialogs.always(({ items }) => items.map(({ label }) => label));
      dialogs.asked.length = 0;
      await vscode.commands.executeCommand('missions.publishAllMissionFiles');
      const row = dialogs.asked[0]?.items.find(({ label }) => label === 'encoded.mission.md');
      assert.isUndefined(row, 'it has not changed');
      assert.strictEqual((await world.get(`/${missionId}`)).instructions, 'Schöne Grüße 字\n');

      dialogs.on('newMissionFile', 'Another');
      await vscode.commands.executeCommand('missions.newMissionFile');
      const made = await waitFor('the new file', () => vscode.window.activeTextEditor?.document.uri);
      assert.ok(made);
      const [first] = await vscode.workspace.fs.readFile(made);
      await vscode.workspace.fs.delete(made);
      assert.strictEqual(first, 0xef, 'VS Code is told that it is UTF-8');
    } finally {
      await settings.update('encoding', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('after a lost answer no second mission is created: the one that is there is looked for and taken', async () => {
    const file = await make('lost-answer.mission.md', fresh('Lost answer'));
    const before = await world.count('');
    // Not a cut connection: a browser sends the request again by itself where one is cut.
    await world.fault({
      operation: 'createMission',
      times: 1,
      effect: { kind: 'status', status: 502, afterwards: true },
    });
    dialogs.always(choose(labels.useThisMission));
    await publish(file);
    assert.deepStrictEqual(dialogs.asked[0]?.choices, [labels.findMission]);
    assert.strictEqual(await file.text(), fresh('Lost answer'));
    await publish(file);
    assert.strictEqual(await world.count(''), before + 1);
    assert.strictEqual((await world.get(`/${await file.missionId()}`)).name, 'Lost answer');
    assert.strictEqual(
      await file.saved(),
      fresh('Lost answer').replace('# kept\n', `# kept\nmission_id: ${await file.missionId()}\n`),
    );
  });

  it('the mission is created where a look finds that nothing has happened', async () => {
    const file = await make('lost-request.mission.md', fresh('Lost request'));
    await world.fault({ operation: 'createMission', times: 1, effect: { kind: 'status', status: 500 } });
    dialogs.always(choose(labels.findMission, labels.publish));
    await publish(file);
    assert.notStrictEqual(await file.missionId(), '');
    assert.deepStrictEqual(
      dialogs.asked.map(({ choices }) => choices),
      [[labels.findMission], [labels.publish]],
    );
  });

  it('an update whose answer was lost is done where Telnyx has what was sent', async () => {
    const file = await make('lost-update.mission.md', fresh('Lost update'));
    await publish(file);
    await file.replace('Do it.', 'Do it again.');
    // As often as a safe request is repeated, and once more.
    await world.fault({ operation: 'updateMission', effect: { kind: 'status', status: 502, afterwards: true } });
    await publish(file);
    assert.deepStrictEqual(dialogs.asked, []);
    assert.isFalse((await file.document()).isDirty);
  });

  it('one mission is created, however often “Publish” is clicked', async () => {
    const file = await make('twice.mission.md', fresh('Twice'));
    const before = await world.count('');
    await world.fault({ operation: 'createMission', times: 1, effect: { kind: 'slow', ms: 500 } });
    await Promise.all([publish(file), publish(file)]);
    assert.strictEqual(await world.count(''), before + 1);
    assert.deepStrictEqual(dialogs.asked, []);
    assert.notStrictEqual(await file.missionId(), '');
  });

  it('a pull asks before it overwrites a file that has changes and problems', async () => {
    const file = await make('problems.mission.md', fresh('Problems'));
    await publish(file);
    await file.replace('name: Problems', 'name: ""');
    await file.replace('Do it.', 'Rewritten.');
    await vscode.commands.executeCommand('missions.pullMissionFile', file.uri);
    assert.deepStrictEqual(dialogs.asked[0]?.choices, [labels.pullAnyway, labels.compare]);
    assert.include(await file.text(), 'Rewritten.');
    dialogs.always(choose(labels.pullAnyway));
    await vscode.commands.executeCommand('missions.pullMissionFile', file.uri);
    assert.include(await file.saved(), 'name: "Problems"');
    assert.include(await file.saved(), 'Do it.');
  });

  it('“Try Again” publishes the file as it is then', async () => {
    const file = await make('again.mission.md', fresh('Again'));
    await publish(file);
    await file.open();
    await file.replace('Do it.', 'Old.');
    await file.save();
    await world.fault({ operation: 'getMission', effect: { kind: 'drop' } });
    dialogs.on('notPublished', async () => {
      await world.clearFaults();
      await closeEditors();
      await file.write((await file.saved()).replace('Old.', 'New.'));
      await file.open();
      await waitFor('the new text', async () => (await file.text()).includes('New.'));
      return labels.tryAgain;
    });
    await publish(file);
    assert.strictEqual((await world.get(`/${await file.missionId()}`)).instructions, 'New.\n');
    assert.include(await file.saved(), 'New.');
  });

  it('a pull after publishing leaves every byte of the file as it was, whatever it looks like', async () => {
    const odd = [
      '---\r\n# first\r\nmodel: m   # cheap\r\nname: "Zeilen"\r\n---\r\n\r\nEins.\r\n\r\nZwei.\r\n',
      '---\nmetadata: { b: [1, 2], a: {x: "y"} } # flow\nname: >-\n  Folded\n  name\ncustom: kept\n---\nNo empty line.',
      '---\nname: Ünïcödé 🦉 \ndescription: |\n  Zwei\n\n  Zeilen\n---\n\n\n\n---\nname: not this\n---\n‮rtl​\n',
      "---\nexecution_mode: managed\nname: 'it''s'\n# last\n---\n",
      '---\nname: Anchors\nmetadata:\n  a: &x { k: v }\n  b: *x\n---\n\n\tTabs \n  and spaces  \n',
    ];
    for (const [index, text] of odd.entries()) {
      const file = await make(`odd-${index}.mission.md`, text);
      await publish(file);
      const published = await file.saved();
      const line = published.split(/\r?\n/).find((one) => one.startsWith('mission_id: ')) ?? '';
      assert.notStrictEqual(line, '', `no id in ${index}`);
      assert.strictEqual(published.replace(text.includes('\r') ? `${line}\r\n` : `${line}\n`, ''), text);
      await vscode.commands.executeCommand('missions.pullMissionFile', file.uri);
      assert.strictEqual(await file.saved(), published);
    }
  });

  it('nothing is published or pulled in a folder that is not trusted, and the reason is reported', async () => {
    const file = await make('untrusted.mission.md', fresh('Untrusted'));
    const trusted = Object.getOwnPropertyDescriptor(vscode.workspace, 'isTrusted');
    Object.defineProperty(vscode.workspace, 'isTrusted', { configurable: true, get: () => false });
    try {
      await world.takeRequests();
      await publish(file);
      await vscode.commands.executeCommand('missions.pullMissionFile', file.uri);
      await vscode.commands.executeCommand('missions.publishAllMissionFiles');
      assert.strictEqual(dialogs.asked.length, 3);
      for (const { text, choices } of dialogs.asked) {
        assert.match(text, saying('restrictedMode'));
        assert.deepStrictEqual(choices, [labels.manageWorkspaceTrust]);
      }
      assert.notProperty(await world.takeRequests(), 'createMission');
      await file.open();
      assert.deepStrictEqual(await file.lenses(), [labels.trustThisFolder]);
    } finally {
      if (trusted) Object.defineProperty(vscode.workspace, 'isTrusted', trusted);
    }
  });

  it('saving a mission to a file asks before it overwrites another file', async () => {
    const file = await make('taken.mission.md', 'Something else.');
    const source = await make('source.mission.md', fresh('Source'));
    await publish(source);
    const missionId = await source.missionId();
    dialogs.always(() => (dialogs.asked.length > 1 ? labels.replace : undefined));
    await vscode.commands.executeCommand('missions.saveMissionToFile', { missionId, uri: file.uri });
    assert.strictEqual(await file.saved(), 'Something else.');
    await vscode.commands.executeCommand('missions.saveMissionToFile', { missionId, uri: file.uri });
    await waitFor('the mission', async () => (await file.saved()).includes(missionId));
    assert.deepStrictEqual(dialogs.asked[0]?.choices, [labels.replace]);
  });
});

describeConnected('publishing all changed mission files', {}, ({ world }) => {
  const dialogs = stubDialogs();
  const files: TestFile[] = [];
  // VS Code may keep what it was told of a file of the same name.
  let round = 0;
  beforeEach(async () => {
    round++;
    const names = ['same', 'here', 'both', 'new', 'broken', 'gone', 'refused'];
    const odd: Readonly<Record<string, string>> = {
      broken: '---\n---\n',
      refused: '---\nname: Refused\nmission_id: to do\n---\n',
    };
    for (const name of names) files.push(await TestFile.create(label(name), odd[name] ?? fresh(name)));
    for (const name of ['same', 'here', 'both', 'gone']) await publish(named(name));
    for (const name of ['here', 'both', 'gone']) {
      await named(name).replace('Do it.', 'Do it here.');
      await named(name).save();
    }
    const id = await named('both').missionId();
    await world.call('PUT', `/${id}`, { ...(await world.get(`/${id}`)), instructions: 'Do it there.\n' });
    await world.call('DELETE', `/${await named('gone').missionId()}`);
  });
  afterEach(async () => {
    await closeEditors();
    for (const file of files.splice(0)) await file.remove();
  });

  const label = (name: string) => `all-${name}-${round}.mission.md`;
  function named(name: string): TestFile {
    const file = files.find(({ uri }) => uri.path.endsWith(label(name)));
    if (!file) throw new Error(`There is no file ${name}`);
    return file;
  }
  const publishAll = () => vscode.commands.executeCommand('missions.publishAllMissionFiles');
  const instructions = async (name: string) => (await world.get(`/${await named(name).missionId()}`)).instructions;

  it('the list shows what would be published, and why not the rest', async () => {
    await publishAll();
    const [list] = dialogs.asked;
    const items = (list?.items ?? []).filter(({ label }) => label.startsWith('all-'));
    assert.deepStrictEqual(
      items.map((item) => [item.label, item.picked, item.detail?.replace(/ the request: .*/, ' the request')]),
      [
        [label('both'), false, textOf('overwritesVersion', labels.modifiedOnBothSides)],
        [label('gone'), false, textOf('createsMission', textOf('deletedOrOfAnotherAccount'))],
        [label('here'), true, labels.modifiedLocally],
        [label('new'), true, labels.notPublishedYet],
        [label('broken'), false, textOf('fixFirst', textOf('hasErrors'))],
        [label('refused'), false, 'Telnyx rejected the request'],
      ],
    );
    assert.strictEqual(await instructions('here'), 'Do it.\n');
  });

  it('what was changed on Telnyx is left out when the user says so, and what failed is retried', async () => {
    await world.fault({ operation: 'createMission', times: 1, effect: { kind: 'status', status: 503 } });
    await world.fault({ operation: 'updateMission', times: 1, effect: { kind: 'status', status: 422 } });
    dialogs.always(({ choices, items }) => {
      if (items.length > 0) return ['both', 'here', 'new', 'broken'].map(label);
      return [labels.skipTheseFiles, labels.retryFailed].find((button) => choices.includes(button));
    });
    await publishAll();
    const [, question, first, second] = dialogs.asked;
    assert.deepStrictEqual(question?.choices, [labels.publishAnyway, labels.skipTheseFiles]);
    assert.strictEqual(question?.detail, label('both'));
    const sum = sumOf(['sumPublished', 0], ['sumSkipped', 1], ['sumFailed', 1], ['sumUnknown', 1]).slice(0, -1);
    assert.include(first?.text, `${sum}: ${label('here')}: `);
    assert.deepStrictEqual(first?.choices, [labels.showDetails, labels.retryFailed]);
    assert.strictEqual(second?.text, sumOf(['sumPublished', 1]));
    assert.strictEqual(await instructions('here'), 'Do it here.\n');
    assert.strictEqual(await instructions('both'), 'Do it there.\n');
    assert.strictEqual(await named('new').saved(), fresh('new'));
  });

  it('what was changed on Telnyx is overwritten when the user says so, and what was deleted is created again', async () => {
    const old = await named('gone').missionId();
    dialogs.always(({ choices, items }) => {
      if (items.length > 0) return ['both', 'gone', 'refused'].map(label);
      return choices.find((choice) => choice === labels.publishAnyway);
    });
    await publishAll();
    assert.match(dialogs.asked.at(-1)?.text ?? '', /^2 published, 1 failed: all-refused/);
    assert.strictEqual(await named('refused').missionId(), 'to', 'what is refused is not taken for deleted');
    assert.strictEqual(await instructions('both'), 'Do it here.\n');
    assert.notStrictEqual(await named('gone').missionId(), old);
    assert.strictEqual(await instructions('gone'), 'Do it here.\n');
  });
});

describeConnected('publishing ten changed mission files', {}, ({ world }) => {
  const dialogs = stubDialogs();
  const files: TestFile[] = [];
  afterEach(async () => {
    await closeEditors();
    for (const file of files.splice(0)) await file.remove();
  });

  it('reads each mission once and writes it once, counted at the server', async () => {
    const names = Array.from({ length: 10 }, (_, number) => `ten-${number}.mission.md`);
    for (const name of names) {
      const file = await TestFile.create(name, fresh(name));
      files.push(file);
      await publish(file);
      await file.replace('Do it.', 'Do it ten times.');
      await file.save();
    }
    dialogs.always(({ items }) => (items.length > 0 ? names : undefined));
    // The mission of a file that is shown is read now and then all the while.
    await closeEditors();
    await world.takeRequests();
    await vscode.commands.executeCommand('missions.publishAllMissionFiles');
    const { getMission, updateMission, createMission } = await world.takeRequests();
    assert.strictEqual(dialogs.asked.at(-1)?.text, sumOf(['sumPublished', 10]));
    assert.deepStrictEqual(
      { getMission, updateMission, createMission },
      {
        getMission: 10,
        updateMission: 10,
        createMission: undefined,
      },
    );
    for (const file of files)
      assert.strictEqual((await world.get(`/${await file.missionId()}`)).instructions, 'Do it ten times.\n');
  });
});
