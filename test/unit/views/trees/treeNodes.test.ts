import { describe, expect, it } from 'vitest';
import { defaultTiming } from '../../../../src/model/timing';
import type { Loadable } from '../../../../src/tracking/store/facts';
import { createStore } from '../../../../src/tracking/store/store';
import { createTreeNodes } from '../../../../src/views/trees/treeNodes';

const unknown = { kind: 'notLoaded' } as const;
const known: Loadable<string> = { kind: 'loaded', value: 'what is shown now', at: 1 };

describe('rows that wait until something is known', () => {
  const nodes = () => {
    const store = createStore(defaultTiming);
    const attention = { of: () => undefined } as unknown as Parameters<typeof createTreeNodes>[0]['attention'];
    return createTreeNodes({ store, attention });
  };

  it('are given what is known now where something else is to be shown: VS Code reads no row before', async () => {
    const tree = nodes();
    let shown: Loadable<string> = unknown;
    const waiting = tree.settled(() => shown);
    shown = known;
    tree.renew();
    expect(await waiting).toBe(known);
  });

  it('are given nothing where that will never be known, and later ones wait on', async () => {
    const tree = nodes();
    const closed = tree.settled(() => unknown);
    tree.renew();
    expect(await closed).toBe(unknown);
    let isAnswered = false;
    void tree.settled(() => unknown).then(() => (isAnswered = true));
    await Promise.resolve();
    expect(isAnswered).toBe(false);
    tree.dispose();
  });
});
