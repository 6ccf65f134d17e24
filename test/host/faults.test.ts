import { assert } from 'chai';
import * as vscode from 'vscode';
import type { Effect } from '../../src/simulator/faults';
import type { TestApi } from '../../src/extension';
import type { Behaviour } from '../harness/faultServer';
import { standIn } from './dialogs';
import { closeEditors, connected, missionId, rows, until } from './fixture';
import type { TestWorld } from './world';

/** One case, made ready. */
type Ready = {
  readonly act: () => Thenable<unknown>;
  /** How often it has happened, as the service sees it. */
  readonly happened: () => Promise<number>;
};

type Act = {
  readonly operation: string;
  readonly ready: (world: TestWorld) => Promise<Ready>;
  /** Sent again by itself after a failure that may pass. */
  readonly repeated?: true;
  /** After a lost answer a look tells whether it has happened. */
  readonly seen?: true;
  /** The editor says what went wrong, and keeps the text. */
  readonly saves?: true;
  readonly labels?: readonly string[];
  readonly texts?: readonly string[];
  /** Which of the boxes offers what was typed when the act is tried again. */
  readonly keeps?: number;
};

type Row = Record<string, unknown>;
const command = (name: string, argument?: unknown) => vscode.commands.executeCommand(`missions.${name}`, argument);
const is = (value: boolean) => (value ? 1 : 0);

async function newRun(world: TestWorld, status = 'running'): Promise<{ missionId: string; runId: string; at: string }> {
  // No script works the runs of a mission that is not the demo's.
  const mine = await newMission(world);
  const runId = String((await world.call('POST', `/${mine}/runs`, {})).run_id);
  const at = `/${mine}/runs/${runId}`;
  if (status !== 'pending') await world.call('PATCH', at, { status: 'running' });
  if (status === 'paused') await world.call('POST', `${at}/pause`);
  return { missionId: mine, runId, at };
}

async function newMission(world: TestWorld): Promise<string> {
  return String((await world.call('POST', '', { name: 'Mine', instructions: '# Old\n' })).mission_id);
}

function onRun(operation: string, before: string, after: string): Act {
  return {
    operation,
    seen: true,
    async ready(world) {
      const run = await newRun(world, before);
      return {
        act: () => command(operation, run),
        happened: async () => is((await world.call('GET', run.at)).status === after),
      };
    },
  };
}

const listOf = async (world: TestWorld, path: string) => (await world.call('GET', path)) as unknown as Row[];

async function edited(open: Thenable<unknown>, text: string): Promise<vscode.TextDocument> {
  await open;
  await until('the editor', () => vscode.window.activeTextEditor?.document.uri.scheme.startsWith('missions'));
  const document = vscode.window.activeTextEditor?.document;
  assert.ok(document);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
  return document;
}

const acts: Readonly<Record<string, Act>> = {
  'start a run': {
    operation: 'startRun',
    async ready(world) {
      const mine = await newMission(world);
      return { act: () => command('startRun', { missionId: mine }), happened: () => world.count(`/${mine}/runs`) };
    },
  },
  'pause a run': onRun('pauseRun', 'running', 'paused'),
  'resume a run': onRun('resumeRun', 'paused', 'running'),
  'cancel a run': onRun('cancelRun', 'running', 'cancelled'),
  'complete a run': {
    operation: 'updateRun',
    repeated: true,
    seen: true,
    labels: ['Succeeded'],
    texts: ['All done', ''],
    keeps: 0,
    async ready(world) {
      const run = await newRun(world);
      return {
        act: () => command('completeRun', run),
        happened: async () => is((await world.call('GET', run.at)).result_summary === 'All done'),
      };
    },
  },
  'log an event': {
    operation: 'logEvent',
    repeated: true,
    texts: ['It happened', ''],
    keeps: 0,
    async ready(world) {
      const run = await newRun(world);
      const before = await world.count(`${run.at}/events`);
      return {
        act: () => command('logEvent', run),
        happened: async () => (await world.count(`${run.at}/events`)) - before,
      };
    },
  },
  'set the status of a step': {
    operation: 'updatePlanStep',
    repeated: true,
    seen: true,
    labels: ['completed'],
    async ready(world) {
      const run = await newRun(world);
      const steps = [{ step_id: 'first', description: 'First', sequence: 1 }];
      await world.call('POST', `${run.at}/plan`, { steps });
      return {
        act: () => command('setStepStatus', { ...run, stepId: 'first' }),
        happened: async () => is((await world.call('GET', `${run.at}/plan/steps/first`)).status === 'completed'),
      };
    },
  },
  'link an agent': {
    operation: 'linkAgent',
    seen: true,
    texts: ['assistant-1'],
    async ready(world) {
      const run = await newRun(world);
      return {
        act: () => command('linkAgent', run),
        happened: async () => (await listOf(world, `${run.at}/telnyx-agents`)).length,
      };
    },
  },
  'unlink an agent': {
    operation: 'unlinkAgent',
    repeated: true,
    seen: true,
    async ready(world) {
      const run = await newRun(world);
      await world.call('POST', `${run.at}/telnyx-agents`, { telnyx_agent_id: 'assistant-1' });
      return {
        act: () => command('unlinkAgent', run),
        happened: async () => 1 - (await listOf(world, `${run.at}/telnyx-agents`)).length,
      };
    },
  },
  'create a mission': {
    operation: 'createMission',
    texts: ['Brand new'],
    keeps: 0,
    async ready(world) {
      const before = await world.count('');
      return { act: () => command('createMission'), happened: async () => (await world.count('')) - before };
    },
  },
  'rename a mission': {
    operation: 'updateMission',
    repeated: true,
    texts: ['Renamed'],
    async ready(world) {
      const mine = await newMission(world);
      return {
        act: () => command('renameMission', { missionId: mine }),
        happened: async () => is((await world.call('GET', `/${mine}`)).name === 'Renamed'),
      };
    },
  },
  'clone a mission': {
    operation: 'cloneMission',
    async ready(world) {
      const before = await world.count('');
      return {
        act: () => command('cloneMission', { missionId }),
        happened: async () => (await world.count('')) - before,
      };
    },
  },
  'delete a mission': {
    operation: 'deleteMission',
    repeated: true,
    async ready(world) {
      const mine = await newMission(world);
      const before = await world.count('');
      return {
        act: () => command('deleteMission', { missionId: mine }),
        happened: async () => before - (await world.count('')),
      };
    },
  },
  'save a plan': {
    operation: 'createPlan',
    seen: true,
    saves: true,
    async ready(world) {
      const run = await newRun(world);
      const document = await edited(command('editPlan', run), '- [ ] Look around\n');
      return {
        act: () => document.save(),
        happened: async () => (await listOf(world, `${run.at}/plan`)).length,
      };
    },
  },
  'save instructions': {
    operation: 'updateMission',
    repeated: true,
    seen: true,
    saves: true,
    async ready(world) {
      const mine = await newMission(world);
      const document = await edited(command('editInstructions', { missionId: mine }), '# New\n');
      return {
        act: () => document.save(),
        happened: async () => is((await world.call('GET', `/${mine}`)).instructions === '# New\n'),
      };
    },
  },
};

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

/** Rejections that nobody has heard, of what is ours. */
function listenForUnheard() {
  const unheard: string[] = [];
  const note = (reason: unknown) => {
    const text = reason instanceof Error ? `${reason.message} ${reason.stack ?? ''}` : String(reason);
    if (/ApiError|dist.extension/.test(text)) unheard.push(text);
  };
  const onEvent = (event: Event) => note((event as Event & { readonly reason?: unknown }).reason);
  const node = (globalThis as { readonly process?: NodeJS.Process }).process;
  if (typeof node?.on === 'function') node.on('unhandledRejection', note);
  else globalThis.addEventListener('unhandledrejection', onEvent);
  return {
    unheard,
    stop() {
      if (typeof node?.off === 'function') node.off('unhandledRejection', note);
      else globalThis.removeEventListener('unhandledrejection', onEvent);
    },
  };
}

describe('acts under faults', () => {
  let world: TestWorld;
  let api: TestApi;
  const dialogs = standIn();
  let listening: ReturnType<typeof listenForUnheard>;

  before(async () => {
    ({ world, api } = await connected());
    await vscode.commands.executeCommand('workbench.view.explorer');
    listening = listenForUnheard();
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
        const messages = dialogs.asked
          .filter(({ kind, modal }) => kind === 'message' && !modal)
          .map(({ text }) => text);
        const said = messages.join('\n');

        assert.strictEqual(done, lost ? 1 : 0, 'it happened once, or not at all');
        if (fault === 'offline') assert.strictEqual(sent, 0);
        else assert.isAtMost(sent, act.repeated && lost ? 4 : 1);
        if (act.saves) {
          const document = vscode.window.activeTextEditor?.document;
          assert.strictEqual(document?.isDirty, !lost, 'what was not saved is still in the editor');
          assert.match(document?.getText() ?? '', /New|Look around/);
          return;
        }
        assert.strictEqual(messages.length, lost && act.seen ? 0 : 1, said);
        // That it is gone is what was wanted, and after a lost answer a look shows it.
        if (act.operation === 'deleteMission' && (lost || meets === 'it is gone')) assert.match(said, /was deleted/);
        else if (lost && !act.seen) assert.match(said, /lost|unknown/);
        else if (!lost) assert.match(said, /\bnot\b|lost|unknown/);
        if (act.keeps !== undefined && done === 0 && fault !== 'offline') {
          answer({ ...act, texts: [] });
          await run();
          const offered = dialogs.asked.filter(({ kind }) => kind === 'input').map(({ value }) => value);
          assert.strictEqual(offered[act.keeps], act.texts?.[act.keeps], 'what was typed is kept');
        }
      });
    }
  }

  it('leaves no rejection unheard', async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepStrictEqual(listening.unheard, []);
    assert.strictEqual(api.store.isBusy(missionId), false);
  });
});

const behaviours: Readonly<Record<string, Behaviour>> = {
  'connections are reset': { kind: 'reset', after: 'nothing' },
  'answers end too early': { kind: 'endEarly' },
  'answers are 30 MB long': { kind: 'flood', bytes: 30_000_000, declared: true },
  'answers are HTML': { kind: 'answer', status: 200, text: '<html>', headers: { 'content-type': 'text/html' } },
  'the key is refused': { kind: 'answer', status: 401, text: '{"errors":[]}' },
  'a redirect leads elsewhere': { kind: 'answer', status: 302, text: '', headers: { location: 'http://127.0.0.1:9/' } },
};

describe('views under faults', () => {
  let world: TestWorld;
  let api: TestApi;
  before(async () => {
    ({ world, api } = await connected({}, true));
    await vscode.commands.executeCommand('missions.tree.focus');
    await until('the missions', async () => (await rows(api, 1)).length === 6);
  });
  after(() => world.close());

  for (const [what, behaviour] of Object.entries(behaviours))
    it(`keep what they had, and say how old it is, while ${what}`, async () => {
      await world.behave(behaviour);
      await vscode.commands.executeCommand('missions.refresh');
      await until('the message', () => api.tree.view.message?.startsWith('As of '));
      assert.strictEqual((await rows(api, 1)).length, 6);
      await world.behave({ kind: 'answer' });
      await vscode.commands.executeCommand('missions.refresh');
      await until('the message to go', () => !api.tree.view.message);
    });
});
