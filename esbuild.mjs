import esbuild from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
/** Writes no bundle, but says as JSON how many bytes (minified) of which file each would have. */
const weigh = process.argv.includes('--weigh');

/** How many bundles are not ready. F5 waits for the last of them. */
let building = 0;

/** Prints what the problem matcher in .vscode/tasks.json reads. */
const problemMatcher = {
  name: 'problem-matcher',
  setup(build) {
    build.onStart(() => {
      if (building++ === 0) console.log('[watch] build started');
    });
    build.onEnd((result) => {
      for (const { text, location } of result.errors) {
        console.error(`✘ [ERROR] ${text}`);
        if (location) console.error(`    ${location.file}:${location.line}:${location.column + 1}:`);
      }
      if (--building === 0) console.log('[watch] build finished');
    });
  },
};

/** What the Markdown parser imports for what is inside a line, which we don't read. These packages don't say that they may be left out. */
const withoutSideEffects = {
  name: 'without-side-effects',
  setup(build) {
    build.onResolve({ filter: /^(?:entities|mdurl|uc\.micro)$/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === withoutSideEffects) return undefined;
      const { resolveDir, importer, kind } = from;
      const found = await build.resolve(path, { resolveDir, importer, kind, pluginData: withoutSideEffects });
      return { ...found, sideEffects: false };
    });
  },
};

/**
 * The API of VS Code is one module of the bundle. Without this esbuild copies all of its hundreds of names for each file that
 * imports it: most of the time that the bundle takes to start.
 */
const vscodeOnce = {
  name: 'vscode-once',
  setup(build) {
    build.onResolve({ filter: /^vscode$/ }, ({ namespace, resolveDir }) =>
      namespace === 'vscode-once'
        ? { path: 'vscode', external: true }
        : { path: 'vscode', namespace: 'vscode-once', pluginData: resolveDir },
    );
    build.onLoad({ filter: /^vscode$/, namespace: 'vscode-once' }, ({ pluginData: resolveDir }) => ({
      contents: "export * from 'vscode';",
      resolveDir,
    }));
  },
};

const common = {
  bundle: true,
  platform: 'browser',
  target: 'es2022',
  minify: production || weigh,
  sourcemap: !production && !weigh,
  sourcesContent: false,
  legalComments: 'none',
  logLevel: watch ? 'silent' : 'warning',
  write: !weigh,
  metafile: weigh,
  plugins: [withoutSideEffects, vscodeOnce, ...(watch ? [problemMatcher] : [])],
};

const bundles = [
  { entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js', format: 'cjs', external: ['vscode'] },
  { entryPoints: ['src/timeline/main.ts'], outfile: 'dist/timeline.js', format: 'iife' },
  { entryPoints: ['src/history/main.ts'], outfile: 'dist/history.js', format: 'iife' },
  { entryPoints: ['src/history/history.css'], outfile: 'dist/history.css' },
  {
    entryPoints: ['src/timeline/timeline.css'],
    outfile: 'dist/timeline.css',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  },
];

const contexts = await Promise.all(bundles.map((bundle) => esbuild.context({ ...common, ...bundle })));
if (watch) await Promise.all(contexts.map((context) => context.watch()));
else {
  const weights = {};
  for (const [place, context] of contexts.entries()) {
    const { metafile } = await context.rebuild();
    await context.dispose();
    if (!metafile) continue;
    const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
    const sizes = inputs.map(([file, { bytesInOutput }]) => [file, bytesInOutput]);
    weights[bundles[place].outfile] = Object.fromEntries(sizes);
  }
  if (weigh) console.log(JSON.stringify(weights));
}
