import esbuild from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** Prints what the problem matcher in .vscode/tasks.json reads. */
const problemMatcher = {
  name: 'problem-matcher',
  setup(build) {
    build.onStart(() => console.log('[watch] build started'));
    build.onEnd((result) => {
      for (const { text, location } of result.errors) {
        console.error(`✘ [ERROR] ${text}`);
        if (location) console.error(`    ${location.file}:${location.line}:${location.column}:`);
      }
      console.log('[watch] build finished');
    });
  },
};

const common = {
  bundle: true,
  platform: 'browser',
  target: 'es2022',
  minify: production,
  sourcemap: !production,
  sourcesContent: false,
  legalComments: 'none',
  logLevel: watch ? 'silent' : 'warning',
  plugins: watch ? [problemMatcher] : [],
};

const bundles = [
  { entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js', format: 'cjs', external: ['vscode'] },
  { entryPoints: ['src/timeline/main.ts'], outfile: 'dist/timeline.js', format: 'iife' },
  {
    entryPoints: ['src/timeline/timeline.css'],
    outfile: 'dist/timeline.css',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  },
];

for (const bundle of bundles) {
  const context = await esbuild.context({ ...common, ...bundle });
  if (watch) await context.watch();
  else {
    await context.rebuild();
    await context.dispose();
  }
}
