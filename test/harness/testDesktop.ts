/** `npm run test:desktop`: the host suite in desktop VS Code, downloaded or named by VSCODE_EXECUTABLE_PATH. */
import { runTests } from '@vscode/test-electron';
import { runHostSuite, suitePath } from './hostSuite';
import { build, projectRoot } from './project';

async function main(): Promise<void> {
  build();
  const executable = process.env['VSCODE_EXECUTABLE_PATH'];
  const result = await runHostSuite('desktop', async () => {
    await runTests({
      extensionDevelopmentPath: projectRoot,
      extensionTestsPath: suitePath,
      launchArgs: ['--disable-workspace-trust', '--disable-extensions'],
      ...(executable ? { vscodeExecutablePath: executable } : {}),
    });
  });
  process.exit(result.failed > 0 || result.passed === 0 ? 1 : 0);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.error(
    'Desktop VS Code could not be started. Where it cannot be downloaded, name one: VSCODE_EXECUTABLE_PATH=… npm run test:desktop',
  );
  process.exit(1);
});
