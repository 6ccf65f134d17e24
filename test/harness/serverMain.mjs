/*
 * Runs in the Node that the served VS Code wants: `node serverMain.mjs <folder of lib/vscode> <state folder>`.
 * Prints the port on one line. Ends when its standard input closes, so that it never outlives who started it.
 */
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [vscodeFolder, state] = process.argv.slice(2);
process.env.CODE_SERVER_PARENT_PID = String(process.pid);
process.stdin.resume().on('end', () => process.exit(0));

const { loadCodeWithNls } = await import(pathToFileURL(path.join(vscodeFolder, 'out', 'server-main.js')).href);
const { createServer } = await loadCodeWithNls();
const server = await createServer(null, {
  'server-data-dir': path.join(state, 'server'),
  'user-data-dir': path.join(state, 'user'),
  'extensions-dir': path.join(state, 'extensions'),
  'accept-server-license-terms': true,
  'without-connection-token': true,
  compatibility: '1.64',
  'telemetry-level': 'off',
  'disable-workspace-trust': true,
  'enable-smoke-test-driver': true,
  log: ['error'],
});

/** The page's half of the key for SecretStorage; the same each time, so that a reload can still read its secrets. */
const keyHalf = Buffer.alloc(32, 7);

const web = http.createServer((request, response) => {
  if (request.method === 'POST' && request.url?.split('?')[0] === '/mint-key') response.end(keyHalf);
  else void server.handleRequest(request, response);
});
web.on('upgrade', (request, socket) => server.handleUpgrade(request, socket));
web.listen(0, '127.0.0.1', () => console.log(web.address().port));
