import type { PublishedFile } from '../../src/documents/missionFiles/publishedFile';
import type { Clock } from './clock';

/** A mission file of a person's, with the editor that shows it. It stays what it is when it is moved. */
export type OwnFile = {
  readonly number: number;
  /** Where it is. */
  path: string;
  /** What is on disk; `undefined` once it is deleted. */
  saved: string | undefined;
  /** What was typed and not saved. */
  typed: string | undefined;
  /** What Undo brings back. */
  readonly before: string[];
  /** Counts what a person has done to it. */
  touched: number;
};

/** Files and their editors as VS Code has them. They outlast the window. */
export class Disk {
  readonly files: OwnFile[] = [];

  constructor(readonly clock: Clock) {}

  make(number: number): OwnFile {
    const saved = `---\nname: file ${number}\n---\n\nwritten ${number}\n`;
    const file: OwnFile = {
      number,
      path: `/file${number}.mission.md`,
      saved,
      typed: undefined,
      before: [],
      touched: 0,
    };
    this.files.push(file);
    return file;
  }

  at(path: string): OwnFile | undefined {
    return this.files.find((file) => file.path === path && file.saved !== undefined);
  }

  idAt(path: string): string | undefined {
    return idIn(this.at(path)?.saved ?? '');
  }

  /** A formatter runs at every save. */
  save(file: OwnFile): void {
    if (file.typed === undefined || file.saved === undefined) return;
    file.saved = file.typed.replace(/[ \t]+$/gm, '');
    file.typed = undefined;
  }

  type(file: OwnFile, change: (text: string) => string): void {
    const text = file.typed ?? file.saved;
    if (text === undefined) return;
    file.before.push(text);
    file.typed = change(text);
  }

  /** As the extension follows a file in one window; `stop` and a reload end that. */
  follow(path: string, follow: { readonly moved: Map<OwnFile, string> }): PublishedFile {
    const { clock } = this;
    const file = this.at(path);
    const find = async () => {
      await clock.wait(2);
      return file?.saved === undefined ? undefined : file;
    };
    return {
      get key() {
        return (file && follow.moved.get(file)) ?? path;
      },
      async read() {
        const found = await find();
        const saved = found?.saved;
        if (!found || saved === undefined) return undefined;
        return { text: found.typed ?? saved, saved, isDirty: found.typed !== undefined };
      },
      save: async () => {
        const found = await find();
        if (found) this.save(found);
        return found !== undefined;
      },
      edit: async (change) => {
        const found = await find();
        if (!found) return false;
        if (change(found.typed ?? found.saved ?? '') !== (found.typed ?? found.saved)) this.type(found, change);
        await clock.wait(2);
        this.save(found);
        return found.saved !== undefined;
      },
      stop: () => undefined,
    };
  }
}

export function idIn(text: string): string | undefined {
  return /^mission_id: (\S+)$/m.exec(text)?.[1];
}

/** What comes after the front matter. */
export function instructionsIn(text: string): string {
  return text.slice(text.indexOf('---\n\n') + 5);
}
