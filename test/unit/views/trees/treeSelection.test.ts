import { expect, it } from 'vitest';
import type { Handle } from '../../../../src/views/trees/treeHandles';
import { lastSelected, selectedRows } from '../../../../src/views/trees/treeSelection';

type Listener = (event: { readonly selection: readonly Handle[] }) => unknown;

/** A tree view, as far as its selection goes. */
function fakeTree() {
  const listeners: Listener[] = [];
  const readers: (() => void)[] = [];
  const view = {
    selection: [] as readonly Handle[],
    visible: true,
    onDidChangeSelection: (listener: Listener) => {
      listeners.push(listener);
      return { dispose: () => undefined };
    },
    select(...selection: Handle[]) {
      view.selection = selection;
      for (const listener of listeners) listener({ selection });
    },
    /** VS Code has read the rows. */
    read(...selection: Handle[]) {
      view.selection = selection;
      for (const reader of readers) reader();
    },
  };
  return { view, onDidRead: (reader: () => void) => readers.push(reader) };
}

type FakeTree = ReturnType<typeof fakeTree>;
const createSelection = (trees: readonly FakeTree[]) => lastSelected(trees.map(selectedRows));

const handle = (missionId: string): Handle => ({ kind: 'mission', key: missionId, missionId });

it('takes the selection of the tree in which something was selected last', () => {
  const [first, second] = [fakeTree(), fakeTree()];
  const selection = createSelection([first, second]);
  first.view.select(handle('a'));
  second.view.select(handle('b'));
  expect(selection()).toEqual([handle('b')]);
  first.view.select();
  expect(selection()).toEqual([handle('b')]);
});

it('keeps the selection while VS Code reads the tree again, and forgets it when it is cleared', () => {
  const tree = fakeTree();
  const { view } = tree;
  const selection = createSelection([tree]);
  view.select(handle('a'));
  view.selection = [];
  expect(selection()).toEqual([handle('a')]);
  view.select(handle('a'), handle('b'), handle('c'));
  view.selection = [handle('a'), handle('c')];
  expect(selection()).toEqual([handle('a'), handle('b'), handle('c')]);
  view.select();
  expect(selection()).toEqual([]);
});

it('a row that is selected in a hidden view is not meant', () => {
  const [first, second] = [fakeTree(), fakeTree()];
  const selection = createSelection([first, second]);
  first.view.select(handle('a'));
  second.view.select(handle('b'));
  second.view.visible = false;
  expect(selection()).toEqual([handle('a')]);
  first.view.visible = false;
  expect(selection()).toEqual([]);
});

it('knows the row again that VS Code did not name while it read the tree', () => {
  const [first, second] = [fakeTree(), fakeTree()];
  const selection = createSelection([first, second]);
  first.view.select(handle('a'));
  second.view.select();
  second.view.read(handle('b'), handle('c'));
  expect(selection()).toEqual([handle('b'), handle('c')]);
  second.view.selection = [];
  expect(selection()).toEqual([handle('b'), handle('c')]);
  second.view.read(handle('b'));
  second.view.select();
  second.view.read();
  expect(selection()).toEqual([handle('a')]);
});

it('a tree that VS Code has read again does not become the one in which something was selected last', () => {
  const [first, second] = [fakeTree(), fakeTree()];
  const selection = createSelection([first, second]);
  first.view.select(handle('a'));
  second.view.select(handle('c'));
  first.view.read(handle('a'), handle('b'));
  expect(selection()).toEqual([handle('c')]);
});
