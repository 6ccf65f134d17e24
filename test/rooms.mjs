/**
 * The rooms of `src`: what each is for, and what it may import besides itself. Lint rules hold this table
 * (`eslint.config.mjs`), CONTRIBUTING.md shows it. Some of the rooms are about to be filled.
 *
 * @typedef {{ readonly place: string, readonly ring: 'pure' | 'host' | 'browser', readonly purpose: string,
 *   readonly mayImport: readonly string[] }} Room
 * @type {readonly Room[]}
 */
export const rooms = [
  {
    place: 'model',
    ring: 'pure',
    purpose: 'the nouns: mission, run, plan, event, time',
    mayImport: [],
  },
  {
    place: 'api',
    ring: 'pure',
    purpose: 'the wire: one function an operation, retries, decoding',
    mayImport: ['model'],
  },
  {
    place: 'formats',
    ring: 'pure',
    purpose: 'text ⇄ model: mission files, plans as task lists, JSON documents, event logs',
    mayImport: ['model', 'api', 'tracking'],
  },
  {
    place: 'tracking',
    ring: 'pure',
    purpose: 'what is known: store, polling, paging, acts',
    mayImport: ['model', 'api'],
  },
  {
    place: 'simulator',
    ring: 'pure',
    purpose: 'the API in memory: the demo account, and what tests talk to',
    mayImport: ['api'],
  },
  {
    place: 'protocol',
    ring: 'pure',
    purpose: 'messages between host and pages, their guards, the texts of the pages',
    mayImport: ['model'],
  },
  {
    place: 'protocol.ts',
    ring: 'pure',
    purpose: 'messages between host and timeline, and the guards',
    mayImport: ['model'],
  },
  {
    place: 'account',
    ring: 'host',
    purpose: 'keys, base URL, demo account',
    mayImport: ['api'],
  },
  {
    place: 'documents',
    ring: 'host',
    purpose: 'missions, plans and runs as documents in editors',
    mayImport: ['model', 'api', 'formats', 'tracking', 'explain.ts', 'errorMessages.ts', 'dialogs.ts'],
  },
  {
    place: 'views',
    ring: 'host',
    purpose: 'trees, timeline panel, status bar, notifications',
    mayImport: ['model', 'tracking', 'protocol.ts', 'protocol', 'explain.ts', 'errorMessages.ts', 'dialogs.ts'],
  },
  {
    place: 'commands',
    ring: 'host',
    purpose: 'a file a noun, a function a verb',
    mayImport: [
      ...['model', 'api', 'formats', 'tracking', 'protocol.ts', 'protocol'],
      ...['account', 'documents', 'views', 'explain.ts', 'errorMessages.ts', 'dialogs.ts'],
    ],
  },
  {
    place: 'explain.ts',
    ring: 'host',
    purpose: 'what an error says to a person, and which command mends it',
    mayImport: ['model', 'api'],
  },
  {
    place: 'errorMessages.ts',
    ring: 'host',
    purpose: 'what an error says to a person, and which command mends it',
    mayImport: ['model', 'api'],
  },
  {
    place: 'dialogs.ts',
    ring: 'host',
    purpose: 'every message and question, with the texts made inert',
    mayImport: ['model'],
  },
  {
    place: 'settings.ts',
    ring: 'host',
    purpose: 'what the settings say, held to the limits of the manifest',
    mayImport: ['model', 'tracking'],
  },
  {
    place: 'extension.ts',
    ring: 'host',
    purpose: 'builds the parts and hands them to each other',
    mayImport: [
      ...['model', 'api', 'formats', 'tracking', 'simulator', 'protocol.ts', 'protocol'],
      ...['account', 'documents', 'views', 'commands', 'explain.ts', 'errorMessages.ts', 'dialogs.ts', 'settings.ts'],
    ],
  },
  {
    place: 'webview',
    ring: 'browser',
    purpose: 'what every page shares: theme, DOM helpers, widgets',
    mayImport: ['model'],
  },
  {
    place: 'timeline',
    ring: 'browser',
    purpose: 'the page that shows the timeline of a run',
    mayImport: ['model', 'protocol.ts', 'protocol', 'webview'],
  },
];
