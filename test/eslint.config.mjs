import { fileURLToPath } from 'node:url';
import { defineConfig } from 'eslint/config';
import importX, { createNodeResolver } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';
import { rooms } from './rooms.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Each room imports itself and what the table names, whatever the way there looks like. */
const walls = rooms.map(({ place, mayImport }) => ({
  target: `./src/${place}`,
  from: './src',
  except: [place, ...mayImport],
  message: `${place} may import only: ${mayImport.join(', ') || 'nothing'}`,
}));

/** What a rule on the syntax forbids, by the part of `src` that it holds for. */
const askedThroughDialogs = {
  selector:
    "MemberExpression[object.object.name='vscode'][object.property.name='window'][property.name=/^show(Information|Warning|Error)Message$|^showQuickPick$|^showInputBox$|^setStatusBarMessage$/]",
  message: 'VS Code finds icons and links in texts: ask and tell through dialogs.ts',
};
const keepsDigits = ['parse', 'stringify'].map((property) => ({
  object: 'JSON',
  property,
  message: 'numbers would lose digits: use parseJson and jsonText of model/jsonObject.ts',
}));
const namedImports = {
  selector: "ImportExpression[source.type!='Literal']",
  message: 'name the module, so that it can be bundled and the walls can be held',
};
const withoutVsCode = (place) => ({
  selector:
    ":matches(ImportDeclaration, ImportExpression, ExportAllDeclaration, ExportNamedDeclaration)[source.value='vscode']",
  message: `${place} does not know VS Code`,
});
/** What fits into a head. */
const sizes = {
  'max-lines': ['error', 400],
  'max-lines-per-function': ['error', 150],
  complexity: ['error', 20],
};
const filesOf = (place) => (place.endsWith('.ts') ? `src/${place}` : `src/${place}/**/*.ts`);

export default defineConfig(
  { ignores: ['dist', 'out', '.vscode-test', 'src/api/contract.ts'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: {
      parserOptions: {
        tsconfigRootDir: root,
        project: ['tsconfig.json', 'src/timeline/tsconfig.json', 'test/tsconfig.json'],
      },
    },
    settings: {
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.mts', '.mjs', '.js', '.json'] })],
    },
    rules: {
      'import-x/no-cycle': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // A caller names the row type that a check has just ensured.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  { files: ['test/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['src/**/*.ts'],
    rules: {
      'import-x/no-restricted-paths': ['error', { basePath: root, zones: walls }],
      // What ships runs in a web extension host.
      'import-x/no-nodejs-modules': 'error',
      'no-restricted-syntax': ['error', namedImports, askedThroughDialogs],
      'no-restricted-properties': ['error', ...keepsDigits],
    },
  },
  {
    files: [
      'src/*.ts',
      ...[
        'account',
        'api',
        'commands',
        'documents',
        'formats',
        'history',
        'protocol',
        'timeline',
        'tracking',
        'views',
        'webview',
      ].map((room) => `src/${room}/**/*.ts`),
    ],
    rules: sizes,
  },
  // It composes, and does nothing else.
  { files: ['src/extension.ts'], rules: { 'max-lines': ['error', 80] } },
  { files: ['src/model/jsonObject.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['src/dialogs.ts'], rules: { 'no-restricted-syntax': ['error', namedImports] } },
  ...rooms
    .filter(({ ring }) => ring !== 'host')
    .map(({ place }) => ({
      files: [filesOf(place)],
      rules: { 'no-restricted-syntax': ['error', namedImports, withoutVsCode(place)] },
    })),
);
