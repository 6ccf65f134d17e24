import { assert } from 'chai';
import * as vscode from 'vscode';
import type { Effect } from '../../src/simulator/faults';
import type { TestApi } from '../../src/extension';
import type { Behaviour } from '../harness/faultServer';
import { operationCalls } from '../harness/operationCalls';
import { anyOf, saying, unconfirmedTexts } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { stubDialogs } from './dialogs';
import { acts, reads, type Act } from './faultyActs';
import { closeEditors, connected, expandMission, missionId, rows, rowsOf, runningRunId } from './fixture';
import { listenForUnhandledRejections } from './unhandledRejections';
import type { TestWorld } from './world';

type Fault = Effect | 'offline';
const faults: Readonly<Record<string, Fault>> = {
  // Not a cut connection: Chromium sends a request again by itself where one that it had used before is cut.
  'the answer is lost': { kind: 'status', status: 502, afterwards: true },
  'the service fails': { kind: 'status', status: 500 },
  'it is gone': { kind: 'status', status: 404 },
  'the state has changed': { kind: 'status', status: 409 },
  'it is refused': { kind: 'status', status: 422 },
  'the connection is refused': 'offline',
};

describe('acts under faults', () => {
  let world: TestWorld;
  let api: TestApi;
  const dialogs = stubDialogs();
  let listening: ReturnType<typeof listenForUnhandledRejections>;

  before(async () => {
    ({ world, api } = await connected());
    await vscode.commands.executeCommand('workbench.view.explorer');
    listening = listenForUnhandledRejections();
  });
  after(async () => {
    listening.stop();
    await closeEditors();
    await world.close();
  });
  afterEach(async () => {
    await world.clearFaults();
    // The editor asks whether to save what is to be closed: it is reverted instead.
    if (vscode.window.activeTextEditor) await closeEditors();
  });

  /** Agrees to what is asked, chooses the rows with the labels (the first row without one) and types the texts. */
  function answer({ labels = [], texts = [] }: Pick<Act, 'labels' | 'texts'>): void {
    const left = { labels: [...labels], texts: [...texts] };
    dialogs.asked.length = 0;
    dialogs.always(({ kind, modal, choices }) => {
      if (kind === 'input') return left.texts.shift();
      if (kind === 'pick') return left.labels.shift() ?? choices[0];
      return modal ? choices[0] : undefined;
    });
  }

  for (const [name, act] of Object.entries(acts)) {
    for (const [meets, fault] of Object.entries(faults)) {
      // What is repeated by itself takes its time: there one failure of the service is enough.
      if (act.repeated && meets === 'the service fails') continue;
      it(`${name}: ${meets}`, async () => {
        const { act: run, happened } = await act.ready(world);
        answer(act);
        await world.takeRequests();
        if (fault === 'offline') await world.goOffline();
        else await world.fault({ operation: act.operation, effect: fault });
        try {
          // What a refused save ends in is the editor's affair.
          if (act.saves) await Promise.resolve(run()).catch(() => undefined);
          else await run();
        } finally {
          if (fault === 'offline') await world.goOnline();
          else await world.clearFaults();
        }
        const sent = (await world.takeRequests())[act.operation] ?? 0;
        const done = await happened();
        const lost = meets === 'the answer is lost';
        const messages = dialogs.asked.filter(({ kind, modal }) => kind === 'message' && !modal);
        const said = messages.map(({ text }) => text).join('\n');

        assert.strictEqual(done, lost ? 1 : 0, 'it happened once, or not at all');
        if (fault === 'offline') assert.strictEqual(sent, 0);
        else assert.isAtMost(sent, act.repeated && lost ? 4 : 1);
        if (act.saves) {
          // The draft of what was created makes room for its own document.
          const isDraft = () => vscode.window.activeTextEditor?.document.uri.path.includes('.new-') ?? true;
          if (lost) await waitFor('the document of what was created', () => !isDraft());
          const document = vscode.window.activeTextEditor?.document;
          assert.strictEqual(document?.isDirty, !lost, 'what was not saved is still in the editor');
          assert.match(document?.getText() ?? '', /New|Look around/);
          return;
        }
        assert.strictEqual(messages.length, lost && act.seen ? 0 : 1, said);
        // That it is gone is what was wanted, and after a lost answer a look shows it.
        if (act.operation === 'deleteMission' && (lost || meets === 'it is gone'))
          assert.match(said, anyOf('notFound', 'deleted'));
        else if (lost && !act.seen) assert.match(said, anyOf(...unconfirmedTexts));
        else if (!lost) assert.include(['warning', 'error'], messages[0]?.severity, said);
        if (act.keeps !== undefined && done === 0 && fault !== 'offline') {
          answer({ ...act, texts: [] });
          await run();
          const offered = dialogs.asked.filter(({ kind }) => kind === 'input').map(({ value }) => value);
          assert.strictEqual(offered[act.keeps], act.texts?.[act.keeps], 'what was typed is kept');
        }
      });
    }
  }

  const reasons = {
    403: saying('forbidden'),
    404: saying('notFound'),
    422: anyOf('rejectedRequest', 'rejectedRequestBecause'),
  };
  for (const [operation, ready] of Object.entries(reads))
    for (const status of [403, 404, 422] as const) {
      // A run without a plan may be answered so: the plan is an empty one.
      if (operation === 'getPlan' && status === 404) continue;
      it(`${operation}: ${status}`, async () => {
        const ask = await ready(world);
        answer({});
        await world.takeRequests();
        await world.fault({ operation, effect: { kind: 'status', status } });
        await ask();
        await world.clearFaults();
        assert.strictEqual((await world.takeRequests())[operation], 1);
        const messages = dialogs.asked.filter(({ kind }) => kind === 'message').map(({ text }) => text);
        assert.lengthOf(messages, 1, messages.join('\n'));
        assert.match(messages[0] ?? '', reasons[status]);
        assert.strictEqual(vscode.window.activeTextEditor, undefined, 'nothing is opened that is not there');
      });
    }

  it('are all that the API has, but for the lists of views', () => {
    const tried = new Set([...Object.values(acts).map(({ operation }) => operation), ...Object.keys(reads)]);
    const others = operationCalls.map(({ operation }) => operation).filter((operation) => !tried.has(operation));
    assert.sameMembers(others, [...viewLists]);
  });

  it('leaves no rejection unhandled', async () => {
    // What is rejected and not handled is told of a turn later: an answer takes longer.
    await world.takeRequests();
    assert.strictEqual(listening.unhandled.join('\n'), '');
    assert.strictEqual(api.store.isBusy(missionId), false);
  });
});

/** The lists that nobody asks for but by looking. */
const viewLists = ['listMissions', 'listRuns', 'listRecentRuns', 'listRecentEvents', 'listEvents'] as const;

const behaviours: Readonly<Record<string, Behaviour>> = {
  'connections are reset': { kind: 'reset', after: 'nothing' },
  'answers end too early': { kind: 'endEarly' },
  'answers are 30 MB long': { kind: 'flood', bytes: 30_000_000, declared: true },
  'answers are HTML': { kind: 'answer', status: 200, text: '<html>', headers: { 'content-type': 'text/html' } },
  'the key is refused': { kind: 'answer', status: 401, text: '{"errors":[]}' },
  'a redirect leads elsewhere': { kind: 'answer', status: 302, text: '', headers: { location: 'http://127.0.0.1:9/' } },
};

describe('views under faults', function () {
  this.timeout(90_000);
  let world: TestWorld;
  let api: TestApi;
  const views = ['tree', 'recentRuns', 'activity'] as const;
  before(async () => {
    ({ world, api } = await connected({}, true));
    for (const view of views) await vscode.commands.executeCommand(`missions.${view}.focus`);
    await waitFor('the missions', async () => (await rows(api, 1)).length === 6);
    for (const view of ['recentRuns', 'activity'] as const)
      await waitFor(view, async () => (await rowsOf(api[view])).length > 3);
    const mission = await expandMission(api, missionId);
    await waitFor('its runs', async () => (await rowsOf(api.tree, 1, mission)).length > 3);
    await vscode.commands.executeCommand('missions.showEventLog', { missionId, runId: runningRunId });
    await waitFor('the log', () => (vscode.window.activeTextEditor?.document.lineCount ?? 0) > 5);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.view.explorer');
    await closeEditors();
    await world.close();
  });

  /** How much each of them shows. */
  const shown = async () => ({
    missions: (await rows(api, 1)).length,
    withRuns: (await rows(api, 2)).flat(3).length,
    recentRuns: (await rowsOf(api.recentRuns)).length,
    activity: (await rowsOf(api.activity)).length,
    log: vscode.window.activeTextEditor?.document.getText() ?? '',
  });

  for (const [what, behaviour] of Object.entries(behaviours))
    it(`keep what they had, and say how old it is, while ${what}`, async () => {
      const before = await shown();
      await world.behave(behaviour);
      await vscode.commands.executeCommand('missions.refresh');
      for (const view of views)
        await waitFor(`the message of ${view}`, () => api[view].view.message?.startsWith('As of '), 40_000);
      const now = await shown();
      assert.strictEqual(now.missions, 6);
      // Until the fault began, agents went on.
      for (const part of ['withRuns', 'recentRuns', 'activity'] as const)
        assert.isAtLeast(now[part], before[part], part);
      assert.isAbove(before.activity, 3);
      assert.include(now.log, before.log.split('\n', 1)[0] ?? 'a line');
      await world.behave({ kind: 'answer' });
      await vscode.commands.executeCommand('missions.refresh');
      for (const view of views) await waitFor(`the message of ${view} to go`, () => !api[view].view.message, 40_000);
    });
});
