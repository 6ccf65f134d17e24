import { describe, expect, it } from 'vitest';
import type { Frame } from 'playwright-core';
import {
  finalEvents,
  finalStatuses,
  finish,
  question,
  runInput,
  steps,
  toolCallPayload,
} from '../harness/scriptedModel/script';
import type { ServedSimulator } from '../harness/serveSimulator';
import type { SimulatorClient } from '../harness/simulatorClient';
import { quickRefresh, useWorkbench } from '../harness/useWorkbench';
import { actUntil, runRow, type Workbench } from '../harness/workbench';

type Row = Readonly<Record<string, unknown>>;

/**
 * A model in VS Code works a mission with the tools, and VS Code asks the person what the tools want to have asked. The
 * model is that of another extension; the loop of tool calls is there as well, because VS Code's chat calls such a model
 * only for who is signed in at GitHub (`test/harness/scriptedModel`).
 */
describe('an agent in VS Code', () => {
  let workbench: Workbench;
  let client: SimulatorClient;
  let served: ServedSimulator;
  let missionId = '';

  useWorkbench(
    {
      settings: { ...quickRefresh, 'scriptedModel.isThere': true },
      size: { width: 1500, height: 900 },
      prepare: async (_, client) => {
        const mission = { name: 'A new roof', instructions: 'Order a roof.', execution_mode: 'external' };
        missionId = String((await client.call('POST', '', mission)).mission_id);
      },
    },
    (opened) => ({ workbench, client, served } = opened),
  );

  async function prompt(text: string): Promise<void> {
    const asks = 'Enter a prompt for the scripted agent';
    await workbench.commandThatAsks('Scripted Agent: Prompt', asks);
    await workbench.answer(asks, text);
  }
  const promptMission = () => prompt(`/telnyx-run-mission mission ${missionId}`);
  const agentIs = (state: string) =>
    workbench.page.locator('.statusbar-item', { hasText: `Scripted agent: ${state}` }).waitFor();
  async function answerTool(title: string, button: string | RegExp): Promise<void> {
    await workbench.dialog().getByText(title).waitFor();
    await workbench.dialogButton(button).click();
    await workbench.dialog().waitFor({ state: 'hidden' });
  }
  const written = () => served.simulator.requests.filter(({ method }) => method !== 'GET');
  const runs = () => client.get<readonly Row[]>(`/${missionId}/runs`);

  it('sends nothing where the person refuses', async () => {
    await workbench.row(/A new roof/).waitFor();
    served.simulator.forget();
    await promptMission();
    await workbench.dialog().getByText('A new roof').waitFor();
    await answerTool('Start a run and let the agent work it?', 'Cancel');
    await agentIs('stopped');
    expect(written()).toEqual([]);
    expect(await runs()).toEqual([]);
  });

  it('works a mission from its claim to its result, and the open timeline shows it', async () => {
    await promptMission();
    await answerTool('Start a run and let the agent work it?', /^(OK|Yes)$/);
    await agentIs('done');
    const [run] = await runs();
    const path = `/${missionId}/runs/${String(run?.run_id)}`;
    await workbench.expand(/A new roof/);
    const timeline: Frame = await workbench.openTimeline(runRow('running'), 'A new roof');

    await prompt('Work it.');
    await answerTool('Add steps to the plan of the run?', /^(OK|Yes)$/);
    await timeline.getByRole('treeitem', { name: /^Call the second one again, failed/ }).waitFor();
    await timeline.getByText(question.question).first().waitFor();
    await expect.poll(async () => (await client.get(path)).status).toBe('paused');
    await agentIs('done');

    const choice = workbench.choice(question.choices[0]);
    await workbench.inlineAction(runRow('paused'), 'Answer...', () => choice.isVisible());
    await workbench.pick(question.choices[0]);
    await expect.poll(async () => (await client.get(path)).status).toBe('running');

    await prompt('Go on.');
    await answerTool('Finish the run?', /^(OK|Yes)$/);
    await timeline.getByRole('treeitem', { name: /^Order the roof, completed/ }).waitFor();
    await workbench.row(runRow('succeeded')).waitFor();

    const { outcome, summary, result } = finish(question.choices[0]);
    expect(await client.get(path)).toMatchObject({
      status: outcome,
      input: runInput,
      result_summary: summary,
      result_payload: result,
    });
    const plan = await client.get<readonly Row[]>(`${path}/plan`);
    const statuses = Object.fromEntries(plan.map(({ step_id: stepId, status }) => [String(stepId), status] as const));
    expect(plan).toMatchObject(steps);
    expect(statuses).toEqual(finalStatuses);
    const events = await client.get<readonly Row[]>(`${path}/events?page[size]=1000`);
    // The service logs changes of the status itself.
    const logged = events.filter(({ type }) => type !== 'status_change');
    const inOrder = logged.sort((a, b) => String(a.timestamp).localeCompare(String(b.timestamp)));
    expect(inOrder.map(({ type, step_id: stepId, summary }) => [type, stepId, summary])).toEqual(
      finalEvents(question.choices[0]),
    );
    expect(events.find(({ type }) => type === 'tool_call')?.payload).toEqual(toolCallPayload);
  });

  it('explains a run in a document that streams, and links to what it cites', async () => {
    const { page } = workbench;
    // VS Code learns of the model when it is used first; with chat it asks for models by itself.
    await promptMission();
    await answerTool('Start a run and let the agent work it?', 'Cancel');
    await agentIs('stopped');
    await workbench.expand(/Roof repair quotes/);
    const asks = () => workbench.dialogButton(/^Explain$/).isVisible();
    await workbench.menuAction(runRow('failed'), 'Explain Run...', asks, 'Agents');
    await workbench.dialogButton(/^Explain$/).click();
    const tab = page.locator('.tab.active', { hasText: 'explanation.md' });
    await tab.waitFor();
    const editor = page.locator('.editor-group-container.active .monaco-editor');
    await editor.locator('.view-line', { hasText: /It\s+rests\s+on\s+\[1\]/ }).waitFor();
    const link = editor.locator('.detected-link').first();
    await link.waitFor();
    await actUntil(
      'the timeline',
      () => link.click({ modifiers: ['ControlOrMeta'], timeout: 5000 }),
      async () => !(await tab.isVisible()),
    );
  });
});
