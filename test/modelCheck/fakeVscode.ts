/** What documents, names and rows ask of VS Code where they are no more than text. */
export const l10n = {
  t: (text: string, ...values: readonly unknown[]): string =>
    text.replace(/\{(\d+)\}/g, (place, index: string) => (index in values ? String(values[Number(index)]) : place)),
};

export const env = { language: 'en' };

export enum TreeItemCollapsibleState {
  None,
  Collapsed,
  Expanded,
}

export class ThemeColor {
  constructor(readonly id: string) {}
}

export class ThemeIcon {
  constructor(
    readonly id: string,
    readonly color?: ThemeColor,
  ) {}
}

export class TreeItem {
  constructor(
    readonly label: string,
    readonly collapsibleState = TreeItemCollapsibleState.None,
  ) {}
}

export class MarkdownString {
  value = '';
  appendMarkdown(text: string): void {
    this.value += text;
  }
}
