import { assert } from 'chai';
import * as vscode from 'vscode';
import { api, extensionId } from './fixture';

type Manifest = {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command?: string; readonly submenu?: string }[]>>;
    readonly submenus: readonly { readonly id: string }[];
  };
};

describe('the manifest in VS Code', () => {
  it('the registered commands are those that the manifest declares', async () => {
    await api();
    const manifest = vscode.extensions.getExtension(extensionId)?.packageJSON as Manifest;
    const declared = manifest.contributes.commands.map(({ command }) => command).sort();
    const registered = (await vscode.commands.getCommands(true))
      .filter((command) => command.startsWith('missions.'))
      // VS Code's own, made of the ids of views.
      .filter((command) => !/^missions\.(tree|recentRuns|activity)\./.test(command))
      .sort();
    assert.deepStrictEqual(registered, declared);
  });

  it('menus offer only commands that the manifest declares', () => {
    const { commands, menus, submenus } = (vscode.extensions.getExtension(extensionId)?.packageJSON as Manifest)
      .contributes;
    const declared = new Set<string | undefined>([
      ...commands.map(({ command }) => command),
      ...submenus.map(({ id }) => id),
    ]);
    const offered = Object.values(menus).flatMap((entries) =>
      entries.map(({ command, submenu }) => command ?? submenu),
    );
    assert.ok(offered.length > 10);
    assert.deepStrictEqual(
      offered.filter((command) => !declared.has(command)),
      [],
    );
  });

  it('the base URL and the demo account are settings of the machine, out of the reach of a workspace', () => {
    const inspected = vscode.workspace.getConfiguration('missions').inspect('apiBaseUrl');
    assert.strictEqual(inspected?.defaultValue, 'https://api.telnyx.com/v2');
    const properties = (
      vscode.extensions.getExtension(extensionId)?.packageJSON as {
        contributes: { configuration: { properties: Record<string, { scope: string }> } };
      }
    ).contributes.configuration.properties;
    assert.strictEqual(properties['missions.apiBaseUrl']?.scope, 'machine');
    assert.strictEqual(properties['missions.startInDemoAccount']?.scope, 'machine');
  });
});
