import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import esbuild from 'esbuild';
import { projectRoot } from '../project';

const source = path.join(projectRoot, 'test', 'harness', 'scriptedModel');

/**
 * Puts the extension with the scripted model among those that VS Code has installed, before it starts. It does nothing
 * while the setting `scriptedModel.isThere` is off.
 */
export function installScriptedModel(extensions: string): void {
  const manifest = path.join(source, 'package.json');
  const { publisher, name, version } = JSON.parse(readFileSync(manifest, 'utf8')) as Readonly<Record<string, string>>;
  const folder = path.join(extensions, `${publisher}.${name}-${version}`);
  mkdirSync(folder, { recursive: true });
  copyFileSync(manifest, path.join(folder, 'package.json'));
  esbuild.buildSync({
    entryPoints: [path.join(source, 'extension.ts')],
    outfile: path.join(folder, 'extension.js'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    external: ['vscode'],
    logLevel: 'warning',
  });
}
