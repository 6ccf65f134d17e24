import { assert } from 'chai';
import * as vscode from 'vscode';
import { labels, saying } from '../harness/productTexts';
import { overwriteConflict } from './conflicts';
import { stubDialogs } from './dialogs';
import { waitFor } from '../harness/waitFor';
import { describeConnected, missionId, runningRunId } from './fixture';
import { replaceText } from './replaceText';

type PlanStep = { step_id: string; description: string; status: string };

describeConnected('a plan as a task list', {}, ({ world }) => {
  const dialogs = stubDialogs();

  const document = () => {
    const found = vscode.window.activeTextEditor?.document;
    if (found?.uri.scheme !== 'missions' || !found.uri.path.endsWith('.plan.md'))
      throw new Error('The plan is not open');
    return found;
  };
  async function change(edit: (text: string) => string): Promise<void> {
    await replaceText(document(), edit);
  }
  async function plan(of: string, runId: string): Promise<PlanStep[]> {
    return (await world.call('GET', `/${of}/runs/${runId}/plan`)) as unknown as PlanStep[];
  }

  /** The first plan of a run that nobody works, written in an editor. */
  async function createPlan(): Promise<{ readonly mine: string; readonly runId: string }> {
    // No script works the runs of a mission that is not the demo's.
    const mine = String((await world.call('POST', '', { name: 'Mine' })).mission_id);
    const runId = String((await world.call('POST', `/${mine}/runs`, {})).run_id);
    await vscode.commands.executeCommand('missions.editPlan', { missionId: mine, runId });
    await waitFor('the editor', () => vscode.window.activeTextEditor?.document.uri.query.includes(runId));
    await change(() => '- [x] Look around\n- [ ] Call\n  - [/] Call the first\n');
    assert.isTrue(await document().save());
    await waitFor('the ids', () => document().getText().includes('<!--') && !document().isDirty);
    return { mine, runId };
  }

  it('creates the first plan of a run, with its nesting and its statuses', async () => {
    const { mine, runId } = await createPlan();
    const steps = await plan(mine, runId);
    assert.deepStrictEqual(
      steps.map(({ description, status }) => `${description}: ${status}`),
      ['Look around: completed', 'Call: pending', 'Call the first: in_progress'],
    );
  });

  it('makes steps of the items of the Markdown document alone', async () => {
    const { mine, runId } = await createPlan();
    const lines = [
      '',
      '```md',
      '- [ ] In code',
      '```',
      '',
      '* * *',
      '',
      '- [ ] Call the plumber <!-- ask Ann first -->',
    ];
    await change((text) => `---\ntags:\n  - home\n---\n\n${text}${lines.join('\n')}\n`);
    assert.isTrue(await document().save());
    assert.deepStrictEqual(
      (await plan(mine, runId)).map(({ step_id, description }) => [step_id, description]).slice(3),
      [['call_the_plumber', 'Call the plumber <!-- ask Ann first -->']],
    );
    await waitFor('the new id', () => document().getText().includes('<!-- step: call_the_plumber -->'));
    await change((text) => `${text}      - [ ] Too far in\n`);
    await waitFor('the problem', () =>
      vscode.languages.getDiagnostics(document().uri).some(({ message }) => saying('notAListItem').test(message)),
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('offers the marks, tells what they mean, and marks a removed step as skipped instead', async () => {
    const { mine, runId } = await createPlan();
    const { uri } = document();
    const offered = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      new vscode.Position(1, 3),
      '[',
    );
    const marks = offered.items.flatMap(({ label }) => (typeof label === 'string' ? [] : [label.label]));
    assert.includeMembers(marks, ['[ ]', '[/]', '[x]', '[-]', '[!]']);
    const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      new vscode.Position(0, 3),
    );
    assert.include((hover?.contents[0] as vscode.MarkdownString | undefined)?.value, 'Completed');
    await change((text) => text.replace(/- \[ \] Call <.*\n.*\n/, ''));
    const problem = await waitFor('the problem', () =>
      vscode.languages.getDiagnostics(uri).find(({ message }) => saying('stepRemoved', 'Call').test(message)),
    );
    assert.ok(problem);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      problem.range,
    );
    const fix = actions.find(({ title }) => title === labels.markAsSkippedInstead);
    if (!fix?.edit) throw new Error('There is no fix');
    assert.isTrue(fix.isPreferred);
    await vscode.workspace.applyEdit(fix.edit);
    assert.isTrue(await document().save());
    const steps = await plan(mine, runId);
    assert.deepStrictEqual(
      steps.map(({ description, status }) => `${description}: ${status}`),
      ['Look around: completed', 'Call: skipped', 'Call the first: skipped'],
    );
  });

  it('adds a step and changes a status, and leaves the rest alone', async () => {
    await createPlan();
    await change((text) => `${text.replace('- [ ] Call ', '- [!] Call ')}- [ ] Say thanks\n`);
    assert.isTrue(await document().save());
    await waitFor('the new id', () => document().getText().includes('Say thanks <!--'));
    assert.include(document().getText(), '- [!] Call ');
  });

  it('says at its line what Telnyx cannot do, and saves nothing of it', async () => {
    await createPlan();
    await change((text) => text.replace('Look around', 'Look elsewhere'));
    await waitFor('the problem', () =>
      vscode.languages.getDiagnostics(document().uri).some(({ message }) => saying('stepReworded').test(message)),
    );
    await world.takeRequests();
    const saved = await Promise.resolve(document().save()).catch(() => false);
    assert.isFalse(saved);
    assert.include(document().getText(), 'Look elsewhere');
    const counts = await world.takeRequests();
    assert.notProperty(counts, 'addPlanSteps');
    assert.notProperty(counts, 'updatePlanStep');
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  /** A run that nobody works, with a plan of three steps. */
  async function createThree() {
    const mine = String((await world.call('POST', '', { name: 'Mine' })).mission_id);
    const runId = String((await world.call('POST', `/${mine}/runs`, {})).run_id);
    const at = `/${mine}/runs/${runId}/plan`;
    const steps = ['a', 'b', 'c'].map((step_id, sequence) => ({ step_id, description: `Do ${step_id}`, sequence }));
    await world.call('POST', at, { steps });
    const status = async (stepId: string) => (await world.call('GET', `${at}/steps/${stepId}`)).status;
    return { run: { missionId: mine, runId }, at, status };
  }
  /** The same in an editor. */
  async function openThree() {
    const three = await createThree();
    await vscode.commands.executeCommand('missions.editPlan', three.run);
    await waitFor('the editor', () => vscode.window.activeTextEditor?.document.uri.query.includes(three.run.runId));
    return three;
  }
  const mark = (stepId: string, sign: string) =>
    change((text) => text.replace(new RegExp(`\\[.\\] Do ${stepId}`), `[${sign}] Do ${stepId}`));
  const save = () => Promise.resolve(document().save()).catch(() => false);

  it('has a step that an agent has added again after an undo has taken it out, without a problem', async () => {
    const { mine, runId } = await createPlan();
    const theirs = { steps: [{ step_id: 'theirs', description: 'Added by an agent', sequence: 9 }] };
    await world.call('POST', `/${mine}/runs/${runId}/plan/steps`, theirs);
    const isThere = () => document().getText().includes('Added by an agent');
    await waitFor('the step of the agent', () => isThere() && !document().isDirty);
    await vscode.commands.executeCommand('undo');
    await waitFor('the undo', () => !isThere());
    await change((text) => text.replace('- [ ] Call ', '- [x] Call '));
    assert.deepStrictEqual(vscode.languages.getDiagnostics(document().uri), []);
    assert.isTrue(await document().save());
    await waitFor('the step of the agent', () => isThere() && !document().isDirty);
    assert.deepStrictEqual(
      (await plan(mine, runId)).map(({ description, status }) => `${description}: ${status}`),
      ['Look around: completed', 'Call: completed', 'Call the first: in_progress', 'Added by an agent: pending'],
    );
    // What was saved from here cannot be taken out by an undo.
    await change((text) => `${text}- [ ] Mine\n`);
    assert.isTrue(await document().save());
    await waitFor('the id', () => document().getText().includes('Mine <!--') && !document().isDirty);
    await change((text) => text.replace(/- \[ \] Mine.*\n/, ''));
    await waitFor('the problem', () =>
      vscode.languages
        .getDiagnostics(document().uri)
        .some(({ message }) => saying('stepRemoved', 'Mine').test(message)),
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('sets no status over one that an agent has set since, until told to', async () => {
    const { at, status } = await openThree();
    await mark('a', '-');
    await world.call('PATCH', `${at}/steps/a`, { status: 'completed' });
    await world.call('PATCH', `${at}/steps/b`, { status: 'in_progress' });
    assert.isFalse(await save());
    assert.strictEqual(await status('a'), 'completed');
    assert.include(document().getText(), '[-] Do a');
    assert.isFalse(await save(), 'the same question once more');
    await overwriteConflict(document());
    // VS Code has asked, and nobody else.
    assert.isEmpty(dialogs.asked);
    await waitFor('the overwriting', async () => (await status('a')) === 'skipped');
    // Of what was not touched here, nothing is written over.
    assert.strictEqual(await status('b'), 'in_progress');
    await waitFor('the whole plan', () => document().getText().includes('[/] Do b') && !document().isDirty);
  });

  it('is saved with its conflicts under the scheme of an earlier version, which VS Code brings edits back with', async () => {
    const { run, at, status } = await createThree();
    const path = `/${run.missionId}/${run.runId}/Mine.plan.md`;
    const old = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'missions-plan', path }));
    await vscode.window.showTextDocument(old);
    const markOld = async (stepId: string, sign: string) => {
      await replaceText(old, (text) => text.replace(new RegExp(`\\[.\\] Do ${stepId}`), `[${sign}] Do ${stepId}`));
    };
    const saveOld = () => Promise.resolve(old.save()).catch(() => false);
    await markOld('b', 'x');
    assert.isTrue(await saveOld());
    assert.strictEqual(await status('b'), 'completed');
    await markOld('a', '-');
    await world.call('PATCH', `${at}/steps/a`, { status: 'completed' });
    assert.isFalse(await saveOld());
    assert.isTrue(old.isDirty);
    assert.strictEqual(await status('a'), 'completed');
    await overwriteConflict(old);
    await waitFor('the overwriting', async () => (await status('a')) === 'skipped');
    // Opened once more, it is the same document, and not a second one of the scheme of now.
    await vscode.commands.executeCommand('missions.editPlan', run);
    assert.strictEqual(vscode.window.activeTextEditor?.document.uri.toString(), old.uri.toString());
  });

  it('takes back nothing of an agent’s where somebody types on while it is saved', async () => {
    const { at, status } = await openThree();
    await mark('b', '-');
    await change((text) => `${text}- [ ] Say thanks\n`);
    await world.fault({ operation: 'updatePlanStep', times: 1, effect: { kind: 'slow', ms: 1000 } });
    const saved = save();
    await waitFor('the first request', async () => (await world.takeRequests()).updatePlanStep);
    await world.call('PATCH', `${at}/steps/a`, { status: 'completed' });
    await mark('c', '-');
    await saved;
    // The document says that it is clean until the next edit; the tab is what a person sees.
    assert.isTrue(vscode.window.tabGroups.activeTabGroup.activeTab?.isDirty);
    assert.isTrue(await save());
    assert.deepStrictEqual(
      [await status('a'), await status('b'), await status('c')],
      ['completed', 'skipped', 'skipped'],
    );
    await waitFor('the whole plan', () => /\[x\] Do a[^]*Say thanks <!--/.test(document().getText()));
    const steps = (await world.call('GET', at)) as unknown as PlanStep[];
    assert.lengthOf(
      steps.filter(({ description }) => description === 'Say thanks'),
      1,
    );
  });

  it('keeps the marks that could not be saved', async () => {
    const { status } = await openThree();
    await mark('a', 'x');
    await mark('b', 'x');
    await world.fault({ operation: 'updatePlanStep', effect: { kind: 'status', status: 403 } });
    assert.isFalse(await save());
    assert.isTrue(document().isDirty);
    await world.clearFaults();
    await world.fault({ operation: 'updatePlanStep', times: 1, effect: { kind: 'status', status: 422 } });
    await change((text) => `${text}- [ ] Say thanks\n`);
    assert.isFalse(await save(), 'the step was added, and one of the statuses was not set');
    assert.include(document().getText(), '[x] Do a');
    assert.isTrue(await save());
    assert.deepStrictEqual([await status('a'), await status('b')], ['completed', 'completed']);
    await waitFor('the id', () => document().getText().includes('Say thanks <!-- step: say_thanks -->'));
  });

  it('follows what an agent does while it is clean', async function () {
    this.timeout(60_000);
    await vscode.commands.executeCommand('missions.editPlan', { missionId, runId: runningRunId });
    await waitFor('the editor', () => vscode.window.activeTextEditor?.document.uri.query.includes(runningRunId));
    const [step] = (await plan(missionId, runningRunId)).filter(({ status }) => status === 'pending').slice(-1);
    await world.call('PATCH', `/${missionId}/runs/${runningRunId}/plan/steps/${step?.step_id}`, { status: 'skipped' });
    await waitFor('the mark', () => document().getText().includes(`- [-] ${step?.description}`), 40_000);
  });
});
