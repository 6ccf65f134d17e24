import { assert } from 'chai';
import * as vscode from 'vscode';
import type { TimelineAct } from '../../src/protocol/messages';
import { createLiveSource } from '../../src/views/timeline/liveTimelineSource';
import { openTimelineChannel } from '../../src/views/timeline/timelineChannel';
import { timelineHtml } from '../../src/views/timeline/timelineHtml';
import { hostileTexts } from '../hostile';
import { saying } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { describeConnected, missionId, runningRunId } from './fixture';

const cspSource = 'https://*.vscode-cdn.net';
const webview = { cspSource, asWebviewUri: (uri: vscode.Uri) => uri.with({ scheme: 'https' }) } as vscode.Webview;
const page = (id: string) => timelineHtml(webview, vscode.Uri.file('/dist'), { missionId: id, runId: id });

describe('the page of the timeline', () => {
  it('the page may load and run nothing but its own script, style and font', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page('x'))?.[1] ?? '';
    const directives: Readonly<Record<string, string>> = Object.fromEntries(
      policy.split('; ').map((part) => [part.split(' ')[0] ?? '', part] as const),
    );
    assert.deepStrictEqual(Object.keys(directives), ['default-src', 'style-src', 'font-src', 'script-src']);
    assert.strictEqual(directives['default-src'], "default-src 'none'");
    assert.match(directives['script-src'] ?? '', /^script-src 'nonce-[0-9a-f]{32}'$/);
    assert.strictEqual(directives['style-src'], `style-src ${cspSource}`);
    assert.strictEqual(directives['font-src'], `font-src ${cspSource}`);
    assert.notMatch(policy, /unsafe|data:|blob:|\*(?!\.vscode)/);
    assert.notMatch(page('x'), / on\w+=|<script(?! nonce)|style="/);
  });

  it('the nonce is another one each time', () => {
    const nonces = Array.from({ length: 20 }, () => /'nonce-(\w+)'/.exec(page('x'))?.[1]);
    assert.strictEqual(new Set(nonces).size, 20);
  });

  it('ids of any kind are values in the page, never markup', () => {
    for (const { text } of hostileTexts) {
      const html = page(`${text}"'><script>`);
      assert.strictEqual(html.match(/<script/g)?.length, 1);
      assert.strictEqual(html.match(/"/g)?.length, page('x').match(/"/g)?.length);
    }
  });
});

describeConnected('messages of the timeline', {}, ({ world, api }) => {
  it('no message to the page has the key, and no message from it starts anything but the commands of the protocol', async () => {
    const received = new vscode.EventEmitter<unknown>();
    const sent: unknown[] = [];
    const acts: TimelineAct[] = [];
    const warnings: string[] = [];
    const never = new vscode.EventEmitter<never>().event;
    const panel = {
      title: '',
      visible: true,
      onDidChangeViewState: never,
      onDidDispose: never,
      webview: {
        ...webview,
        onDidReceiveMessage: received.event,
        postMessage: (message: unknown) => Promise.resolve(sent.push(message)),
      },
    } as unknown as vscode.WebviewPanel;
    const ids = { missionId, runId: runningRunId };
    const source = createLiveSource(ids, api);
    const channel = openTimelineChannel({
      panel,
      ids,
      source,
      extensionUri: vscode.Uri.file('/'),
      warn: (text) => warnings.push(text),
      act: (act) => acts.push(act),
    });
    try {
      received.fire({ kind: 'ready' });
      await waitFor('the run', () => source.freshness().kind === 'live');
      const echo = { errors: [{ title: 'no', detail: 'You sent Bearer KEY_DEMO' }] };
      await world.fault({ effect: { kind: 'status', status: 403, body: echo } });
      await waitFor('the refusal', () => source.freshness().kind === 'stale', 20_000);
      await waitFor('it to be told', () => saying('forbidden').test(JSON.stringify(sent)));
      assert.notInclude(JSON.stringify(sent), 'KEY_DEMO');
      assert.include(JSON.stringify(sent), '•••');
      const before = sent.length;
      const junk = [null, 1, 'act', [], {}, { kind: 'act' }, { kind: 'act', act: 'constructor' }, { kind: 'command' }];
      const more = [
        { kind: 'copy', text: 1 },
        { kind: 'request', requestId: -1, ask: { kind: 'event', index: 0 } },
      ];
      for (const message of [...junk, ...more]) received.fire(message);
      assert.deepStrictEqual(acts, []);
      assert.strictEqual(warnings.length, junk.length + more.length);
      assert.strictEqual(sent.slice(before).filter((one) => JSON.stringify(one).includes('"reply"')).length, 0);
      received.fire({ kind: 'act', act: 'pause' });
      assert.deepStrictEqual(acts, ['pause']);
    } finally {
      channel.stop();
    }
  }).timeout(60_000);
});
