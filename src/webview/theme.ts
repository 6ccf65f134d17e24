import { eventLook, eventTypes } from '../model/event';
import { own } from '../model/jsonObject';

/** The colours of the drawing, read from VS Code's variables. */
export type Theme = {
  readonly foreground: string;
  readonly muted: string;
  readonly background: string;
  readonly grid: string;
  readonly selection: string;
  readonly hover: string;
  readonly focus: string;
  readonly now: string;
  readonly tagBackground: string;
  readonly tagForeground: string;
  readonly font: string;
  /** High contrast: outlines do what faint fills do elsewhere. */
  readonly highContrast: boolean;
  /** By status of a run or a step; `unknown` for the rest. */
  readonly status: Readonly<Record<string, string>>;
  /** By type of event; `unknown` for the rest. */
  readonly event: Readonly<Record<string, string>>;
};

export function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const read = (...names: readonly string[]): string => {
    for (const name of names) {
      const value = style.getPropertyValue(`--vscode-${name}`).trim();
      if (value) return value;
    }
    return style.color;
  };
  const foreground = read('editor-foreground', 'foreground');
  const muted = read('descriptionForeground', 'foreground');
  const background = read('editor-background');
  const blue = read('charts-blue');
  const green = read('testing-iconPassed', 'charts-green');
  const red = read('charts-red', 'errorForeground');
  // The orange of charts is mostly transparent in the themes of today.
  const orange = read('symbolIcon-classForeground', 'charts-orange');
  const yellow = read('charts-yellow');
  const purple = read('charts-purple');
  const { classList } = document.body;
  return {
    foreground,
    muted,
    background,
    grid: read('contrastBorder', 'panel-border', 'editorGroup-border', 'tree-indentGuidesStroke'),
    selection: read('list-inactiveSelectionBackground', 'editor-selectionBackground'),
    hover: read('list-hoverBackground'),
    focus: read('focusBorder'),
    now: red,
    tagBackground: read('editorHoverWidget-background', 'editor-background'),
    tagForeground: read('editorHoverWidget-foreground', 'editor-foreground'),
    font: `11px ${read('font-family')}`,
    highContrast: classList.contains('vscode-high-contrast') || classList.contains('vscode-high-contrast-light'),
    status: {
      pending: yellow,
      running: blue,
      in_progress: blue,
      paused: orange,
      succeeded: green,
      completed: green,
      failed: red,
      cancelled: muted,
      skipped: muted,
      unknown: purple,
    },
    event: Object.fromEntries(
      [...eventTypes, 'unknown'].map((type) => [type, read(eventLook(type).color.replace('.', '-'))]),
    ),
  };
}

export function colourOf(colours: Readonly<Record<string, string>>, word: string): string {
  return own(colours, word) ?? colours.unknown ?? '';
}

/** Calls back when the person chooses another theme: VS Code then changes the body's class and the root's style. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, {
    attributes: true,
    attributeFilter: ['class', 'data-vscode-theme-kind', 'data-vscode-theme-id'],
  });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  return () => observer.disconnect();
}
