import * as vscode from 'vscode';
import { refuse } from './documentErrors';
import { missionsSchemes } from '../editors/schemes';

/** Some of the documents of the file system. */
export type FileSystemPart = {
  readonly owns: (uri: vscode.Uri) => boolean;
  readonly files: PartFiles;
};

/** What a part does by itself: read and write. `onDidChangeFile` where its files change without being written. */
export type PartFiles = Pick<vscode.FileSystemProvider, 'stat' | 'readFile' | 'writeFile'> &
  Partial<Pick<vscode.FileSystemProvider, 'onDidChangeFile'>>;

/** There are no folders, and nobody makes, moves or deletes a file. */
export const noFolders = {
  watch: () => new vscode.Disposable(() => undefined),
  readDirectory: () => [],
  createDirectory: refuse,
  delete: refuse,
  rename: refuse,
} satisfies Partial<vscode.FileSystemProvider>;

/** The file system of all documents that can be edited, under its scheme and under those of earlier versions. */
export interface MissionsFileSystem {
  /** Returns what takes the part away again. */
  add(part: FileSystemPart): vscode.Disposable;
  dispose(): void;
}

/** The schemes have to be among the `activationEvents`. */
export function registerMissionsFileSystem(): MissionsFileSystem {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const parts = new Set<FileSystemPart>();

  function filesOf(uri: vscode.Uri): PartFiles {
    for (const { owns, files } of parts) if (owns(uri)) return files;
    // VS Code looks for files of its own as well.
    throw vscode.FileSystemError.FileNotFound(uri);
  }

  const files: vscode.FileSystemProvider = {
    ...noFolders,
    onDidChangeFile: changed.event,
    stat: (uri) => filesOf(uri).stat(uri),
    readFile: (uri) => filesOf(uri).readFile(uri),
    writeFile: (uri, content, options) => filesOf(uri).writeFile(uri, content, options),
  };
  const registered = vscode.Disposable.from(
    changed,
    ...missionsSchemes.map((scheme) =>
      vscode.workspace.registerFileSystemProvider(scheme, files, { isCaseSensitive: true }),
    ),
  );
  return {
    add(part) {
      parts.add(part);
      const listening = part.files.onDidChangeFile?.((events) => changed.fire(events));
      return new vscode.Disposable(() => {
        parts.delete(part);
        listening?.dispose();
      });
    },
    dispose() {
      registered.dispose();
    },
  };
}
