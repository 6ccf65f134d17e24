import type * as vscode from 'vscode';
import type { Poller } from '../../tracking/polling/poller';
import type { Store } from '../../tracking/store/store';

export type HistoryParts = {
  readonly extensionUri: vscode.Uri;
  readonly store: Store;
  readonly poller: Poller;
  readonly warn: (message: string) => void;
};
