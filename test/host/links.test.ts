import { assert } from 'chai';
import * as vscode from 'vscode';
import { inOrder, labels, saying, textOf } from '../harness/productTexts';
import { choose, stubDialogs } from './dialogs';
import { calm, describeConnected, extensionId, missionId, runningRunId } from './fixture';

describeConnected('links from outside', {}, ({ world, api }) => {
  const dialogs = stubDialogs();

  const follow = (path: string, more: { query?: string; fragment?: string } = {}) =>
    api.links.handleUri(vscode.Uri.from({ scheme: vscode.env.uriScheme, authority: extensionId, path, ...more }));
  const runPath = `/run/${missionId}/${runningRunId}`;
  const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  /** Requests that are about what the link names; the background poll has its own. */
  const read = async () => {
    const { getRun = 0, getMission = 0, listEvents = 0, getPlan = 0 } = await world.takeRequests();
    return getRun + getMission + listEvents + getPlan;
  };

  it('a link opens nothing and requests nothing without a click', async () => {
    await calm(world);
    const { asked } = dialogs;
    await follow(runPath);
    await follow(`/mission/${missionId}`);
    assert.deepStrictEqual(
      asked.map(({ modal, choices }) => ({ modal, choices })),
      [
        { modal: true, choices: [labels.open] },
        { modal: true, choices: [labels.open] },
      ],
    );
    assert.include(asked[0]?.text, runningRunId);
    assert.include(asked[1]?.text, missionId);
    assert.strictEqual(tabs().length, 0);
    assert.strictEqual(await read(), 0);
  });

  it('a click on the link of a run opens its timeline and changes nothing', async () => {
    await world.takeRequests();
    dialogs.always(choose(labels.open));
    await follow(runPath);
    assert.deepStrictEqual(api.timelines.active(), { missionId, runId: runningRunId });
    const changing = Object.keys(await world.takeRequests()).filter((operation) => !/^(get|list)/.test(operation));
    assert.deepStrictEqual(changing, []);
  });

  it('a click on the link of a mission opens its instructions', async () => {
    dialogs.always(choose(labels.open));
    await follow(`/mission/${missionId}`);
    assert.strictEqual(vscode.window.activeTextEditor?.document.uri.scheme, 'missions');
  });

  it('a link to a run that does not exist is reported', async () => {
    const { asked } = dialogs;
    dialogs.always(choose(labels.open));
    await follow(`/run/${missionId}/00000000-0000-4000-8000-000000000000`);
    assert.match(asked[1]?.text ?? '', inOrder(saying('linkNotOpened'), saying('notFound')));
    assert.strictEqual(tabs().length, 0);
  });

  it('a link that is not exactly of the form is refused with a message', async () => {
    await calm(world);
    const { asked } = dialogs;
    dialogs.always(choose(labels.open));
    const ids = `${missionId}/${runningRunId}`;
    const wrong = [
      '',
      '/',
      '/run',
      `/run/${missionId}`,
      `/run/${ids}/`,
      `/run/${ids}/cancel`,
      `/run/${missionId}/..`,
      `/run/${missionId}/$(zap)`,
      `/run/${missionId}/${runningRunId.slice(1)}`,
      `/Run/${ids}`,
      `//run/${ids}`,
      `/mission/${missionId}/${runningRunId}`,
      '/mission/__proto__',
      `/mission/${missionId}\u202E`,
      `/command/missions.cancelRun`,
    ];
    for (const path of wrong) await follow(path).catch((error: unknown) => assert.match(String(error), /UriError/));
    await follow(runPath, { query: 'act=cancel' });
    await follow(runPath, { fragment: 'x' });
    assert.isAtLeast(asked.length, wrong.length - 1);
    assert.deepStrictEqual(
      [...new Set(asked.map(({ text, modal, choices }) => [text, modal, choices.length].join()))],
      [`${textOf('badLink')},false,0`],
    );
    assert.strictEqual(tabs().length, 0);
    assert.strictEqual(await read(), 0);
  });

  it('one question is asked at a time, however many links are followed', async () => {
    let answered: (() => void) | undefined;
    const { asked } = dialogs;
    dialogs.always(() => new Promise((resolve) => (answered = () => resolve(undefined))));
    const first = follow(runPath);
    for (let i = 0; i < 20; i++) await follow(runPath);
    assert.strictEqual(asked.length, 1);
    answered?.();
    await first;
    const second = follow(runPath);
    assert.strictEqual(asked.length, 2);
    answered?.();
    await second;
  });

  it('links of runs and missions are copied in the form that is followed', async () => {
    await vscode.commands.executeCommand('missions.copyRunLink', { missionId, runId: runningRunId });
    assert.strictEqual(await vscode.env.clipboard.readText(), `${vscode.env.uriScheme}://${extensionId}${runPath}`);
    await vscode.commands.executeCommand('missions.copyMissionLink', { missionId });
    const link = vscode.Uri.parse(await vscode.env.clipboard.readText(), true);
    assert.strictEqual(link.path, `/mission/${missionId}`);
    const { asked } = dialogs;
    await api.links.handleUri(link);
    assert.include(asked.at(-1)?.text, missionId);
  });
});
