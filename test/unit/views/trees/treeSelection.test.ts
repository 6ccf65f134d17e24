import { expect, it } from 'vitest';
import type { Handle } from '../../../../src/views/trees/treeHandles';
import { createSelection } from '../../../../src/views/trees/treeSelection';

type Listener = (event: { readonly selection: readonly Handle[] }) => unknown;

/** A tree view, as far as its selection goes. */
function fakeView() {
  const listeners: Listener[] = [];
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
  };
  return view;
}

const handle = (missionId: string): Handle => ({ kind: 'mission', key: missionId, missionId });

it('takes the selection of the tree in which something was selected last', () => {
  const [first, second] = [fakeView(), fakeView()];
  const selection = createSelection([first, second]);
  first.select(handle('a'));
  second.select(handle('b'));
  expect(selection()).toEqual([handle('b')]);
  first.select();
  expect(selection()).toEqual([handle('b')]);
});

it('keeps the selection while VS Code reads the tree again, and forgets it when it is cleared', () => {
  const view = fakeView();
  const selection = createSelection([view]);
  view.select(handle('a'));
  view.selection = [];
  expect(selection()).toEqual([handle('a')]);
  view.select();
  expect(selection()).toEqual([]);
});

it('a row that is selected in a hidden view is not meant', () => {
  const [first, second] = [fakeView(), fakeView()];
  const selection = createSelection([first, second]);
  first.select(handle('a'));
  second.select(handle('b'));
  second.visible = false;
  expect(selection()).toEqual([handle('a')]);
  first.visible = false;
  expect(selection()).toEqual([]);
});
