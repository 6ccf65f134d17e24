import { describe, expect, it } from 'vitest';
import { useWorkbenchAlone } from '../harness/useWorkbench';
import type { Workbench } from '../harness/workbench';

/** What every other test of this layer stands on: VS Code is up with the extension in it, and keeps quiet. */
describe.each(['workspace', 'web'] as const)('the workbench, with the extension in its %s host', (extensionKind) => {
  let workbench: Workbench;
  useWorkbenchAlone({ extensionKind, settings: { 'missions.startInDemoAccount': true } }, (opened) => {
    workbench = opened;
  });

  it('shows the missions of the demo account', async () => {
    await workbench.showMissions();
    await workbench.row(/Roof repair quotes/).waitFor();
  });

  it('shows nothing that nobody asked for', async () => {
    const { page } = workbench;
    expect(await page.locator('.editor-group-container .tab').count()).toBe(0);
    expect(await page.locator('.notification-toast').count()).toBe(0);
    expect(await page.locator('.monaco-dialog-box').count()).toBe(0);
    expect(await page.getByText('Restricted Mode').count()).toBe(0);
    expect(await page.locator('.part.auxiliarybar').isVisible()).toBe(false);
    expect(await page.locator('.part.panel').isVisible()).toBe(false);
  });
});
