import { fileURLToPath } from 'node:url';
import { defineConfig } from 'eslint/config';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Which rooms (and single files) each room of `src` may import. The same table stands in CONTRIBUTING.md. */
const mayImport = {
  model: [],
  api: ['model'],
  tracking: ['model', 'api'],
  simulator: ['api'],
  timeline: ['model', 'protocol'],
  account: ['api'],
  views: ['model', 'tracking', 'protocol', 'explain', 'dialogs'],
  documents: ['model', 'api', 'tracking', 'explain', 'dialogs'],
  commands: ['model', 'api', 'tracking', 'account', 'views', 'documents', 'explain', 'dialogs'],
};
const singleFiles = {
  protocol: ['model'],
  explain: ['model', 'api'],
  dialogs: ['model'],
  settings: ['model', 'tracking'],
};
const host = new Set(['account', 'views', 'documents', 'commands', 'explain', 'dialogs']);

const wall = (room, files, allowed, up) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^${up}(?!(${allowed.join('|') || '$'})(/|$|\\.))`,
            message: `${room} may import only: ${allowed.join(', ') || 'nothing'}`,
          },
          { regex: '^node:', message: 'what ships runs in a web extension host: no node: imports' },
          ...(host.has(room) ? [] : [{ regex: '^vscode$', message: `${room} does not know VS Code` }]),
        ],
      },
    ],
  },
});

export default defineConfig(
  { ignores: ['dist', 'out', '.vscode-test', 'src/api/contract.ts'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: {
      parserOptions: {
        tsconfigRootDir: fileURLToPath(new URL('..', import.meta.url)),
        project: ['tsconfig.json', 'src/timeline/tsconfig.json', 'test/tsconfig.json'],
      },
    },
    settings: { 'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] } },
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
    ignores: ['src/dialogs.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "MemberExpression[object.object.name='vscode'][object.property.name='window'][property.name=/^show(Information|Warning|Error)Message$|^showQuickPick$|^showInputBox$|^setStatusBarMessage$/]",
          message: 'VS Code finds icons and links in texts: ask and tell through dialogs.ts',
        },
      ],
    },
  },
  ...Object.entries(mayImport).map(([room, allowed]) => wall(room, [`src/${room}/**/*.ts`], allowed, '\\.\\./')),
  ...Object.entries(singleFiles).map(([file, allowed]) => wall(file, [`src/${file}.ts`], allowed, '\\./')),
);
