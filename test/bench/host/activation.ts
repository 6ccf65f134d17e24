/** The entry that VS Code calls: measures `activate()` of the production bundle, and nothing else. */
import * as vscode from 'vscode';
import { report } from '../../host/world';

const runs = 41;

/** A context as VS Code makes it, as far as `activate` looks at it. */
function context(extension: vscode.Extension<unknown>): vscode.ExtensionContext {
  const memento = {
    keys: () => [],
    get: () => undefined,
    update: () => Promise.resolve(),
    setKeysForSync: () => undefined,
  };
  return {
    subscriptions: [],
    extension,
    extensionUri: extension.extensionUri,
    // Nothing is written there at the start.
    globalStorageUri: vscode.Uri.joinPath(extension.extensionUri, 'storage'),
    extensionMode: vscode.ExtensionMode.Production,
    globalState: memento,
    workspaceState: memento,
    secrets: {
      get: () => Promise.resolve(undefined),
      onDidChange: () => ({ dispose: () => undefined }),
    },
  } as unknown as vscode.ExtensionContext;
}

export async function run(): Promise<void> {
  try {
    await measure();
  } catch (error) {
    await report({ kind: 'say', text: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    throw error;
  }
}

async function measure(): Promise<void> {
  const extension = vscode.extensions.getExtension('telnyx-missions.telnyx-missions');
  if (!extension || extension.isActive) throw new Error('The extension has to be there, and not active yet');
  const bundle = vscode.Uri.joinPath(extension.extensionUri, 'dist', 'extension.js');
  const code = new TextDecoder().decode(await vscode.workspace.fs.readFile(bundle));
  const load: number[] = [];
  const activate: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    const module = { exports: {} as { activate(context: vscode.ExtensionContext): void } };
    // The bundle asks for nothing but `vscode`, so that it can be evaluated here again each time.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- our own bundle
    new Function('module', 'exports', 'require', code)(module, module.exports, () => vscode);
    const loaded = performance.now();
    const made = context(extension);
    module.exports.activate(made);
    activate.push(performance.now() - loaded);
    load.push(loaded - start);
    for (const { dispose } of made.subscriptions.map((one) => ({ dispose: () => one.dispose() as unknown }))) dispose();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const row = (name: string, times: number[]) => {
    const [first = 0] = times;
    const sorted = [...times].sort((a, b) => a - b);
    const at = (part: number) => (sorted[Math.floor(part * (sorted.length - 1))] ?? 0).toFixed(2);
    return `${name}: first ${first.toFixed(2)} ms, median ${at(0.5)} ms, p95 ${at(0.95)} ms, of ${times.length}`;
  };
  await report({ kind: 'say', text: row('evaluating the bundle', load) });
  await report({ kind: 'say', text: row('activate()', activate) });
  await report({ kind: 'end' });
}
