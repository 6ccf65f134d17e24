import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './project';

export type Command = {
  readonly command: string;
  readonly title: string;
  readonly category?: string;
  readonly enablement?: string;
};
export type Setting = {
  readonly type: string;
  readonly tags?: readonly string[];
  readonly default: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly scope?: string;
  readonly order?: number;
  readonly markdownDescription?: string;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
};
export type MenuEntry = {
  readonly command?: string;
  readonly submenu?: string;
  readonly group?: string;
  readonly when?: string;
};
export type Menus = Readonly<Record<string, readonly MenuEntry[]>>;
export type Keybinding = {
  readonly key: string;
  readonly mac?: string;
  readonly command: string;
  readonly args?: unknown;
  readonly when: string;
};
export type WalkthroughStep = {
  readonly id: string;
  readonly description: string;
  readonly when?: string;
  readonly media: { readonly svg: string; readonly altText: string };
  readonly completionEvents: readonly string[];
};
export type Manifest = {
  readonly publisher: string;
  readonly name: string;
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly Command[];
    readonly menus: Menus;
    readonly submenus: readonly { readonly id: string; readonly label: string }[];
    readonly keybindings: readonly Keybinding[];
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly when?: string }[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly languageModelTools: readonly object[];
    readonly walkthroughs: readonly { readonly id: string; readonly steps: readonly WalkthroughStep[] }[];
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string; readonly when: string }[];
  };
};

const read = (file: string) => readFileSync(path.join(projectRoot, file), 'utf8');

export const manifest = JSON.parse(read('package.json')) as Manifest;
const manifestTexts = JSON.parse(read('package.nls.json')) as Readonly<Record<string, string>>;

/** A text of the manifest as people read it: `%key%` looked up. */
export function said(text: string | undefined): string {
  return (text ?? '').replace(/^%(.+)%$/, (whole, key: string) => manifestTexts[key] ?? whole);
}
