/** What `npm start` opens: the extension as an installed one, the Missions view, the walkthrough and a mission file. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { printMissionFile } from '../../src/formats/missionFile/missionFileUpdate';
import { extensionId, projectRoot } from './project';

/** The parts of the project that VS Code looks at. */
const shipped = /^(dist|media|l10n|package(\.nls.*)?\.json|LICENSE|README\.md|CHANGELOG\.md)$/;

const sampleName = 'gutter-cleaning.mission.md';

/** A mission file to look at, to change and to publish. */
export function writeSample(folder: string): void {
  const instructions = [
    '# Gutter cleaning quotes',
    'Get three quotes for cleaning the gutters of a two-story house in Chicago, and recommend one of them.',
    '## Steps',
    '1. Find companies that clean gutters nearby.\n2. Call each of them and ask for a quote.\n3. Compare the quotes.',
    '## Done when',
    'Three quotes are logged, and the result summary names the best one with its price.\n',
  ];
  const definition = {
    name: 'Gutter cleaning quotes',
    description: 'Collects three quotes for cleaning the gutters of a house.',
    executionMode: 'external',
    instructions: instructions.join('\n\n'),
  };
  writeFileSync(path.join(folder, sampleName), printMissionFile({ definition }));
}

/**
 * The extension as VS Code has an installed one, without the test driver, under which it shows no notifications. A copy:
 * VS Code writes into manifests, and removes what somebody uninstalls.
 */
export function installFromFolder(extensions: string): void {
  const { version } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as { version: string };
  const folder = path.join(extensions, `${extensionId}-${version}`);
  mkdirSync(folder, { recursive: true });
  const parts = readdirSync(projectRoot).filter((name) => shipped.test(name));
  for (const name of parts) cpSync(path.join(projectRoot, name), path.join(folder, name), { recursive: true });
}

/** Runs in VS Code's extension host, where nothing of this project is; once in a workspace, not after a reload. */
const open = `async ({ workspaceState }) => {
  const vscode = require('vscode');
  if (workspaceState.get('isOpened')) return;
  await workspaceState.update('isOpened', true);
  await vscode.commands.executeCommand('workbench.view.extension.missions');
  const [sample] = await vscode.workspace.findFiles('${sampleName}');
  if (sample) await vscode.window.showTextDocument(sample, { preview: false });
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', '${extensionId}#firstSteps', false);
}`;

/** An extension of its own, which opens all that. */
export function installOpener(extensions: string): void {
  const folder = path.join(extensions, 'missions-harness.first-minute-1.0.0');
  mkdirSync(folder, { recursive: true });
  const manifest = {
    ...{ publisher: 'missions-harness', name: 'first-minute', version: '1.0.0', engines: { vscode: '^1.106.0' } },
    ...{ main: './main.js', activationEvents: ['onStartupFinished'] },
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(path.join(folder, 'main.js'), `exports.activate = ${open};\n`);
}
