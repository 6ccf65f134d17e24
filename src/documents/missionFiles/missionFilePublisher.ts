import { ApiError, isNotFound } from '../../api/apiError';
import type { MissionFileContent } from '../../formats/missionFile/missionFile';
import { definitionHash } from '../../formats/missionFile/missionFileSyncState';
import { definitionOf, type Mission } from '../../model/mission';
import type { Actions, BeginAct } from '../../tracking/actions/actions';
import type { Journal } from '../../tracking/actions/journal';
import { findCreatedMission, type FoundMission } from './createMissionOnce';
import type { MissionFileStates } from './missionFileSyncStates';
import { bindTo, writeTo, type Bound, type PublishedFile } from './publishedFile';
import { journalKeyOf } from './publishedMissions';
import { publishOneFile, type PublishOptions, type PublishOutcome } from './publishOneFile';

/** A mission that may have been created, its answer having been lost, or the window having been reloaded before. */
export type Unconfirmed = {
  /** When it was sent (epoch ms). */
  readonly at: number;
  /** The request may still be on its way. */
  readonly mayStillArrive: boolean;
};

type FileUri = { toString(): string };

/** The road from a mission file to Telnyx and back; it asks and tells nobody. */
export interface MissionFilePublisher<Uri extends FileUri = FileUri> {
  publish(uri: Uri, options?: PublishOptions): Promise<PublishOutcome>;
  /** The mission as Telnyx has it now. Throws `ApiError`. */
  readRemote(missionId: string, actions?: Actions): Promise<Mission | 'gone'>;
  /** Brings a content into the file and saves it. `refused`: its problems have to be fixed first. */
  write(uri: Uri, content: MissionFileContent): Promise<'written' | 'refused' | 'notSaved'>;
  /** A mission that may have been created from this file. */
  unconfirmed(uri: Uri): Promise<Unconfirmed | undefined>;
  /** Looks for that mission, see `findCreatedMission`. Throws `ApiError`. */
  lookFor(uri: Uri, actions?: Actions): Promise<FoundMission | undefined>;
  /** Writes the mission's id into the file, whose text stays what it is. `isSame`: the mission says what the file says. */
  bind(uri: Uri, mission: Mission, isSame: boolean, actions?: Actions): Promise<Bound>;
  /** It has been looked for, and what is to be done is decided: publishing may create again. */
  settle(uri: Uri, actions?: Actions): Promise<void>;
}

export function createMissionFilePublisher<Uri extends FileUri>(parts: {
  readonly begin: BeginAct;
  readonly states: Pick<MissionFileStates, 'remember' | 'changedThere' | 'isOlder' | 'noteGone'>;
  readonly journal: Journal;
  readonly follow: (uri: Uri) => PublishedFile;
  /** The id that a file has on disk. */
  readonly idOnDisk: (file: string) => Promise<string | undefined>;
  /** Other files that have this ID. */
  readonly othersOf: (file: string, missionId: string) => Promise<readonly string[]>;
}): MissionFilePublisher<Uri> {
  const { begin, states, journal } = parts;
  /** Files that are being published: a second click must not create a second mission. */
  const underWay = new Set<PublishedFile>();

  async function followed<T>(uri: Uri, work: (file: PublishedFile) => Promise<T>): Promise<T> {
    const file = parts.follow(uri);
    try {
      return await work(file);
    } finally {
      file.stop();
    }
  }

  async function readRemote(missionId: string, actions = begin()): Promise<Mission | 'gone'> {
    try {
      return await actions.readMission(missionId);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      // Another account, which is in use by now, may have it.
      if (await actions.isCurrent()) states.noteGone(missionId);
      return 'gone';
    }
  }

  const publishing = { ...parts, readRemote };

  return {
    publish: (uri, options = {}) =>
      followed(uri, async (file) => {
        const { actions = begin(), ...agreed } = options;
        if ([...underWay].some(({ key }) => key === file.key)) return { kind: 'busy' };
        underWay.add(file);
        try {
          return await publishOneFile(publishing, file, agreed, actions);
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          if (error.maybeDone) return { kind: 'unsure', creating: false };
          return { kind: 'refused', error };
        } finally {
          underWay.delete(file);
        }
      }),
    readRemote,
    write: (uri, content) => followed(uri, (file) => writeTo(file, () => content)),
    bind: (uri, mission, isSame, actions = begin()) =>
      followed(uri, async (file) => {
        if (!(await actions.isCurrent())) return 'otherAccount';
        const hash = await definitionHash(definitionOf(mission));
        const instead = (await journal.unconfirmed(journalKeyOf(file.key)))?.sent.instead;
        await journal.confirm(journalKeyOf(file.key), mission.missionId, { name: mission.name, hash });
        if (isSame) await states.remember(file.key, mission);
        return bindTo(file, mission, instead);
      }),
    async unconfirmed(uri) {
      const entry = await journal.unconfirmed(journalKeyOf(uri.toString()));
      return entry && { at: entry.at, mayStillArrive: journal.mayStillArrive(entry) };
    },
    async lookFor(uri, actions = begin()) {
      const entry = await journal.unconfirmed(journalKeyOf(uri.toString()));
      const { name, hash } = entry?.sent ?? {};
      if (!entry || name === undefined || hash === undefined) return undefined;
      const others = new Set((await journal.entries()).flatMap(({ created }) => created ?? []));
      return findCreatedMission(actions, { name, hash, at: entry.at, others });
    },
    async settle(uri, actions = begin()) {
      if (await actions.isCurrent()) await journal.settle(journalKeyOf(uri.toString()));
    },
  };
}
