import { beforeEach, describe, expect, it } from 'vitest';
import type { Frame } from 'playwright-core';
import type { SimulatorClient } from '../harness/simulatorClient';
import { useWorkbench } from '../harness/useWorkbench';
import { runRow, type Theme, type Workbench } from '../harness/workbench';

const missionPath = '/5b1f0c1e-0001-4000-a000-000000000001';
const runPath = `${missionPath}/runs/f3e4d6d6-4394-4574-a524-55238fd2523d`;

/** Relative luminance from 0 to 1 of a computed colour, `rgb(…)`. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).slice(0, 3).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** What can be done from a run's timeline, in the real VS Code: each act to its end. */
describe('a run’s timeline in VS Code', () => {
  let workbench: Workbench;
  let client: SimulatorClient;
  let timeline: Frame;

  // Slow enough for the run to go on until it is completed by hand, also where the computer is slow.
  useWorkbench({ simulator: { speed: 0.2 }, size: { width: 1500, height: 900 } }, (opened) => {
    ({ workbench, client } = opened);
  });
  beforeEach(async () => {
    await workbench.expand(/Roof repair quotes/);
    timeline = await workbench.openTimeline(runRow('running'), 'Roof repair quotes');
  });

  async function more(name: string): Promise<void> {
    await timeline.locator('#timeline-more').click();
    await timeline.getByRole('button', { name, exact: true }).click();
  }
  const list = () => timeline.locator('#timeline-events');
  const agents = async () =>
    (await client.get<{ telnyx_agent_id: string }[]>(`${runPath}/telnyx-agents`)).map((agent) => agent.telnyx_agent_id);

  /** An event that somebody else has logged, alone in list and chart by a filter. */
  async function findEvent(summary: string): Promise<void> {
    const event = { type: 'message', summary, agent_id: 'assistant-voice-quotes', payload: { phone: '+13125550101' } };
    await client.call('POST', `${runPath}/events`, event);
    await timeline.getByRole('tree').focus();
    await workbench.page.keyboard.press('/');
    await workbench.page.keyboard.type(summary);
    await expect.poll(() => timeline.locator('#timeline-shown-of').innerText()).toMatch(/^1 of/);
    await list().getByText(summary).first().waitFor();
  }

  it('shows the run readably in four themes, each with its own colours', async () => {
    const step = timeline.getByRole('treeitem', { name: /^Call four roofers for quotes/ });
    await step.click();
    const shown = timeline.locator('#timeline-details').getByText('Step ID');
    await shown.waitFor();
    const seen: string[] = [];
    const all: readonly Theme[] = [
      'Default Dark Modern',
      'Default High Contrast',
      'Default High Contrast Light',
      'Default Light Modern',
    ];
    for (const theme of all) {
      await workbench.theme(theme);
      expect(await shown.isVisible()).toBe(true);
      expect(await step.getAttribute('aria-selected')).toBe('true');
      const [background, text] = await timeline.locator('#timeline-details').evaluate((details) => {
        const probe = document.createElement('i');
        probe.style.color = 'var(--vscode-editor-background)';
        document.body.append(probe);
        const background = getComputedStyle(probe).color;
        probe.remove();
        return [background, getComputedStyle(details).color] as const;
      });
      expect(contrast(background, text), `${theme}: ${text} on ${background}`).toBeGreaterThan(4.5);
      expect(luminance(background) > luminance(text)).toBe(theme.includes('Light'));
      seen.push(`${background} ${text}`);
    }
    expect(new Set(seen).size).toBe(4);
  });

  it('logs an event with its step and payload, and shows it', async () => {
    await more('Log Event...');
    await workbench.pick('message');
    await workbench.answer('Enter a summary', 'Told the owner by hand');
    await workbench.choice('Call four roofers').waitFor();
    await workbench.goBack('Enter a summary');
    expect(await workbench.quickInput().inputValue()).toBe('Told the owner by hand');
    await workbench.accept();
    await workbench.pick('Call four roofers');
    await workbench.pick('assistant-voice-quotes');
    await workbench.answer('Enter a payload', '{"phone": "+13125550101"}');
    await list().getByText('Told the owner by hand').first().waitFor();
    const events = await client.get<{ summary: string; payload?: unknown }[]>(`${runPath}/events?page[size]=1000`);
    expect(events.filter(({ summary }) => summary === 'Told the owner by hand')).toMatchObject([
      { agent_id: 'assistant-voice-quotes', payload: { phone: '+13125550101' } },
    ]);
  });

  it('finds an event by a filter, and says so in list and chart', async () => {
    await findEvent('Found by a filter');
    await list().locator('.lines [role=row]').first().dblclick();
    await timeline.getByRole('button', { name: 'Copy phone' }).waitFor();
    await timeline.locator('#timeline-filter-clear').click();
    await expect.poll(() => timeline.locator('#timeline-shown-of').innerText()).toMatch(/^\d+ events$/);
  });

  it('opens the payload as JSON in an editor', async () => {
    await findEvent('Opened as JSON');
    await list().locator('.lines [role=row]').first().dblclick();
    await timeline.locator('#timeline-open-json').click();
    await workbench.editor().getByText('Opened as JSON').waitFor();
    await workbench.command('View: Revert and Close Editor');
    await timeline.locator('#timeline-filter-clear').click();
  });

  it('gives a step another status', async () => {
    const step = timeline.getByRole('treeitem', { name: /^Compare the quotes|^Compare/ }).first();
    await step.click();
    await timeline.locator('#timeline-set-step-status').click();
    await workbench.pick('skipped');
    await timeline
      .getByRole('treeitem', { name: /^Compare.*skipped/ })
      .first()
      .waitFor();
    const plan = await client.get<{ description: string; status: string }[]>(`${runPath}/plan`);
    expect(plan.find(({ description }) => description.startsWith('Compare'))?.status).toBe('skipped');
  });

  it('links an agent', async () => {
    await more('Link Agent...');
    await workbench.answer('Enter the ID of the Telnyx assistant', 'assistant-by-hand');
    await expect.poll(agents).toContain('assistant-by-hand');
  });

  it('unlinks an agent, after a question', async () => {
    await client.call('POST', `${runPath}/telnyx-agents`, { telnyx_agent_id: 'assistant-for-a-while' });
    const question = workbench.dialogButton('Unlink');
    await workbench.expand(runRow('running'));
    await workbench.command('Missions: Refresh');
    await workbench.inlineAction(/assistant-for-a-while/, 'Unlink Agent...', () => question.isVisible());
    await question.click();
    await expect.poll(agents).not.toContain('assistant-for-a-while');
  });

  it('compares with another run of the mission', async () => {
    await more('Compare with...');
    await workbench.pick('succeeded');
    await timeline.getByRole('columnheader', { name: 'Difference' }).waitFor();
    await timeline.locator('#timeline-end-compare').click();
    await timeline.locator('#timeline-comparison').waitFor({ state: 'detached' });
  });

  it('completes the run', async () => {
    await more('Complete Run...');
    await workbench.pick('Succeeded');
    await workbench.answer('Summarize the result', 'Two quotes are enough.');
    await workbench.answer('Enter the result payload', '{"quotes": 2}');
    await workbench.pick('Leave Open');
    await timeline.locator('#timeline-outcome').getByText('Two quotes are enough.').waitFor();
  });
});
