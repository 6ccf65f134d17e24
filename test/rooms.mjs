/**
 * The rooms of `src`: what each is for, and what it may import besides itself. Lint rules hold this table
 * (`eslint.config.mjs`), `docs/architecture.md` shows it (`npm run docs`), a unit test compares it with the folders.
 *
 * A row that names a sub-folder narrows the row of its room.
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
    mayImport: ['model'],
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
    mayImport: ['model', 'api'],
  },
  {
    place: 'protocol',
    ring: 'pure',
    purpose: 'messages between host and pages, their guards, the texts of the pages',
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
    mayImport: ['model', 'api', 'formats', 'tracking', 'errorMessages.ts', 'dialogs.ts'],
  },
  {
    place: 'views',
    ring: 'host',
    purpose: 'trees, timeline panel, status bar, notifications',
    mayImport: ['model', 'tracking', 'protocol', 'errorMessages.ts', 'dialogs.ts'],
  },
  {
    place: 'agent',
    ring: 'host',
    purpose: 'tools for the language models of the editor, and runs explained by one',
    mayImport: [
      'model',
      'api',
      'formats',
      'tracking',
      'account',
      'documents',
      'views',
      'errorMessages.ts',
      'dialogs.ts',
    ],
  },
  {
    place: 'agent/lines',
    ring: 'pure',
    purpose: 'what is known, in lines for a model that take so many tokens at most',
    mayImport: ['model', 'formats'],
  },
  {
    place: 'agent/table',
    ring: 'pure',
    purpose: 'the table of tools: what each is for, and what it is given',
    mayImport: ['model'],
  },
  {
    place: 'commands',
    ring: 'host',
    purpose: 'a file a noun, a function a verb',
    mayImport: [
      ...['model', 'api', 'formats', 'tracking', 'protocol'],
      ...['account', 'documents', 'views', 'agent', 'errorMessages.ts', 'dialogs.ts'],
    ],
  },
  {
    place: 'errorMessages.ts',
    ring: 'host',
    purpose: 'what an error says to a person, and which command fixes it',
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
      ...['model', 'api', 'formats', 'tracking', 'simulator', 'protocol'],
      ...['account', 'documents', 'views', 'agent', 'commands', 'errorMessages.ts', 'dialogs.ts', 'settings.ts'],
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
    mayImport: ['model', 'protocol', 'webview'],
  },
  {
    place: 'timeline/geometry',
    ring: 'pure',
    purpose: 'where things are: axis, rows, lanes, folds',
    mayImport: ['model', 'protocol'],
  },
  {
    place: 'timeline/state',
    ring: 'pure',
    purpose: 'what is shown, selected, filtered and kept, and the controller that does what a person means',
    mayImport: ['model', 'protocol', 'timeline/geometry', 'timeline/bridge'],
  },
  {
    place: 'timeline/bridge',
    ring: 'pure',
    purpose: 'talks to the host: asks, answers, summaries, searches',
    mayImport: ['model', 'protocol', 'timeline/geometry'],
  },
  {
    place: 'timeline/draw',
    ring: 'browser',
    purpose: 'paints on the canvas',
    mayImport: ['model', 'webview', 'timeline/geometry'],
  },
  {
    place: 'timeline/toolbar',
    ring: 'browser',
    purpose: 'the header of the page: the run, what can be done to it, how fresh it is',
    mayImport: [...['model', 'protocol', 'webview'], ...['timeline/geometry', 'timeline/state', 'timeline/bridge']],
  },
  {
    place: 'timeline/list',
    ring: 'browser',
    purpose: 'the list of events and its filters',
    mayImport: [...['model', 'protocol', 'webview'], ...['timeline/geometry', 'timeline/state', 'timeline/bridge']],
  },
  {
    place: 'timeline/details',
    ring: 'browser',
    purpose: 'everything about what is selected',
    mayImport: [...['model', 'protocol', 'webview'], ...['timeline/geometry', 'timeline/state', 'timeline/bridge']],
  },
  {
    place: 'timeline/panes',
    ring: 'browser',
    purpose: 'the chart: rows, overview, comparison, pictures of it',
    mayImport: [
      ...['model', 'protocol', 'webview'],
      ...['timeline/geometry', 'timeline/state', 'timeline/bridge', 'timeline/draw'],
    ],
  },
  {
    place: 'history',
    ring: 'browser',
    purpose: 'the page that shows the runs of a mission: runs × steps, failures, results',
    mayImport: ['model', 'protocol', 'webview'],
  },
  {
    place: 'history/geometry',
    ring: 'pure',
    purpose: 'where runs and steps are, and how high and strong their durations are shown',
    mayImport: ['model'],
  },
  {
    place: 'history/state',
    ring: 'pure',
    purpose: 'what is known, shown, chosen and kept; failures, results and statistics of it',
    mayImport: ['model', 'protocol', 'history/geometry'],
  },
  {
    place: 'history/draw',
    ring: 'browser',
    purpose: 'paints the grid on the canvas',
    mayImport: ['model', 'webview', 'history/geometry'],
  },
  {
    place: 'history/panes',
    ring: 'browser',
    purpose: 'the grid, the failures, the results, and what is beside them',
    mayImport: [...['model', 'protocol', 'webview'], ...['history/geometry', 'history/state', 'history/draw']],
  },
];
