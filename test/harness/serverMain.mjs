/*
 * Runs in the Node that the served VS Code wants:
 * `node serverMain.mjs <folder of lib/vscode> <state folder> <folder to open> <extension under development> [trust]`.
 * An empty name stands for no extension under development; with `trust` the folder is one that nobody has trusted yet.
 * Prints the port on one line. Ends when its standard input closes, so that it never outlives who started it, and
 * takes its state with it.
 */
import { rmSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [vscodeFolder, state, folder, extensionPath, trust] = process.argv.slice(2);
process.env.CODE_SERVER_PARENT_PID = String(process.pid);
const end = () => process.exit(0);
process.stdin.resume().on('end', end).on('error', end);
process.on('SIGTERM', end);
// Ctrl+C reaches the whole group of the terminal: who started this one decides what becomes of it.
process.on('SIGINT', () => undefined);
process.on('exit', () => rmSync(state, { recursive: true, force: true, maxRetries: 3 }));

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
  'disable-workspace-trust': trust === undefined,
  // Without it, the page ignores an extension under development.
  'enable-smoke-test-driver': extensionPath !== '',
  log: ['error'],
});

/** The page's half of the key for SecretStorage; the same each time, so that a reload can still read its secrets. */
const keyHalf = Buffer.alloc(32, 7);

/**
 * There is no token between a browser and this server, so it listens to pages of its own alone: not to another site
 * that opens a socket to it, nor under a name that another site lets point to this computer.
 */
const isOwn = ({ headers: { host, origin } }) => {
  const { port } = web.address();
  return host === `127.0.0.1:${port}` && (origin === undefined || origin === `http://${host}`);
};

/** What the plain address leads to. */
function start() {
  if (extensionPath === '') return `/?${new URLSearchParams({ folder })}`;
  const authority = `127.0.0.1:${web.address().port}`;
  const extension = pathToFileURL(extensionPath).pathname;
  const payload = JSON.stringify([['extensionDevelopmentPath', `vscode-remote://${authority}${extension}`]]);
  return `/?${new URLSearchParams({ folder, payload })}`;
}

const web = http.createServer((request, response) => {
  if (!isOwn(request)) response.writeHead(403).end();
  else if (request.method === 'POST' && request.url?.split('?')[0] === '/mint-key') response.end(keyHalf);
  else if (request.url === '/') response.writeHead(302, { location: start() }).end();
  else void server.handleRequest(request, response);
});
web.on('upgrade', (request, socket) => {
  if (isOwn(request)) server.handleUpgrade(request, socket);
  else socket.destroy();
});
web.listen(0, '127.0.0.1', () => console.log(web.address().port));
