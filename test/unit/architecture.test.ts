import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../harness/project';
import { withTables } from '../harness/docTables';
import { rooms } from '../rooms.mjs';

const read = (file: string) => readFileSync(path.join(projectRoot, file), 'utf8');
const { posix } = path;

/** All files of a folder and of what is in it, as paths from the root of the project. */
const filesIn = (folder: string) =>
  readdirSync(path.join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.join(path.relative(projectRoot, entry.parentPath).replaceAll('\\', '/'), entry.name));

const sources = filesIn('src').filter((file) => file.endsWith('.ts'));

/** The row of the table that holds for a file: that of its sub-folder, where there is one. */
function roomOf(file: string) {
  const holding = rooms.filter(({ place }) => `${file}/`.startsWith(`src/${place}/`));
  return holding.sort((a, b) => b.place.length - a.place.length)[0];
}

/** The modules that a text names in imports and exports: of types as well, in `import()` and in `typeof import()`. */
function modulesIn(file: string, text: string): readonly string[] {
  const modules: string[] = [];
  const visit = (node: ts.Node) => {
    const names = [
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? node.moduleSpecifier : undefined,
      ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword ? node.arguments[0] : undefined,
      ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined,
    ];
    modules.push(...names.flatMap((name) => (name && ts.isStringLiteralLike(name) ? [name.text] : [])));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return modules;
}

/** What a file of `src` imports from `src`. */
function importsOf(file: string): readonly string[] {
  return modulesIn(file, read(file)).flatMap((name) => {
    const imported = posix.join(posix.dirname(file), `${name}.ts`);
    return name.startsWith('.') && sources.includes(imported) ? [imported] : [];
  });
}

/** What is left when everything has gone that imports nothing of the rest, or that nothing of the rest imports. */
function cycles(imports: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const rest = new Map(imports);
  for (let before = Infinity; rest.size < before;) {
    before = rest.size;
    for (const [name, imported] of rest) {
      const importsSome = [...imported].some((other) => rest.has(other));
      const isImported = [...rest.values()].some((others) => others.has(name));
      if (!importsSome || !isImported) rest.delete(name);
    }
  }
  return [...rest.keys()];
}

describe('the table of rooms', () => {
  it('has a row for every file of src, and no row without files', () => {
    expect(sources.filter((file) => !roomOf(file))).toEqual([]);
    const filled = new Set(sources.map((file) => roomOf(file)?.place));
    expect(rooms.map(({ place }) => place).filter((place) => !filled.has(place))).toEqual([]);
  });

  it('lets rooms import only what has a row of its own', () => {
    const places = new Set(rooms.map(({ place }) => place));
    expect(rooms.flatMap(({ mayImport }) => mayImport.filter((place) => !places.has(place)))).toEqual([]);
  });

  it('is shown in docs/architecture.md (npm run docs)', async () => {
    const text = read('docs/architecture.md');
    expect(await withTables(text, 'docs/architecture.md')).toBe(text);
  }, 30_000);
});

describe('the files of src', () => {
  const imports = new Map(sources.map((file) => [file, new Set(importsOf(file))]));

  it('are read with all their imports', () => {
    const text =
      "import type { A } from './a'; import { b } from './b'; export * from './c'; export type { D } from './d';" +
      "const e = () => [/'/, `'`, import('./e')]; type F = typeof import('./f'); // import './not'";
    expect(modulesIn('some.ts', text)).toEqual(['./a', './b', './c', './d', './e', './f']);
  });

  it('report no error of the service that no request to it has met: only api and tracking make one', () => {
    const host = sources.filter((file) => roomOf(file)?.ring === 'host');
    expect(host.length).toBeGreaterThan(50);
    expect(host.filter((file) => /\bnew ApiError\b/.test(read(file)))).toEqual([]);
  });

  it('import each other without cycles, types counted', () => {
    expect([...imports.values()].reduce((sum, { size }) => sum + size, 0)).toBeGreaterThan(sources.length);
    expect(cycles(imports)).toEqual([]);
  });

  it('ship with what the bundles begin with, but for what makes the simulator fit for tests', () => {
    const shipped = new Set<string>();
    const walk = (file: string) => {
      if (shipped.has(file)) return;
      shipped.add(file);
      for (const imported of imports.get(file) ?? []) walk(imported);
    };
    for (const entry of ['src/extension.ts', 'src/timeline/main.ts', 'src/history/main.ts']) walk(entry);
    expect(sources.filter((file) => !shipped.has(file)).sort()).toEqual([
      'src/simulator/bulk.ts',
      'src/simulator/faults.ts',
      'src/simulator/testSimulator.ts',
    ]);
  });

  it('make no cycles of folders either', () => {
    const folderOf = (file: string) => (posix.dirname(file) === 'src' ? file : posix.dirname(file));
    const folders = new Map<string, Set<string>>();
    for (const [file, imported] of imports) {
      const folder = folderOf(file);
      const others = [...imported].map(folderOf).filter((other) => other !== folder);
      folders.set(folder, new Set([...(folders.get(folder) ?? []), ...others]));
    }
    expect(cycles(folders)).toEqual([]);
  });

  it('are compiled without the DOM where they are pure, and without VS Code where they are not of the host', () => {
    const filesOf = (config: string) => {
      const { config: json } = ts.readConfigFile(path.join(projectRoot, config), (file) => ts.sys.readFile(file)) as {
        config: unknown;
      };
      const { fileNames } = ts.parseJsonConfigFileContent(json, ts.sys, path.dirname(path.join(projectRoot, config)));
      return fileNames.map((file) => path.relative(projectRoot, file).replaceAll('\\', '/')).sort();
    };
    const ofRings = (...rings: readonly unknown[]) =>
      sources.filter((file) => rings.includes(roomOf(file)?.ring)).sort();
    expect(filesOf('tsconfig.json')).toEqual(ofRings('pure', 'host'));
    expect(filesOf('src/timeline/tsconfig.json')).toEqual(ofRings('pure', 'browser'));
  });
});

it.each(['src', 'test/unit'])('there are at most 20 files in each folder of %s', (root) => {
  const counts = new Map<string, number>();
  for (const file of filesIn(root)) counts.set(posix.dirname(file), (counts.get(posix.dirname(file)) ?? 0) + 1);
  expect([...counts].filter(([, count]) => count > 20)).toEqual([]);
});

it.each(['CONTRIBUTING.md', 'docs/architecture.md'])('%s names no file that is not there', (document) => {
  const named = [...read(document).matchAll(/`([\w/.]+\.(?:ts|mjs|md))`/g)].map(([, file = '']) => file);
  expect(named.length).toBeGreaterThan(5);
  const isThere = (file: string) => ['', 'src'].some((folder) => existsSync(path.join(projectRoot, folder, file)));
  expect(named.filter((file) => !isThere(file))).toEqual([]);
});
