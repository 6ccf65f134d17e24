import type { Prepare } from '../doing';
import { edit, save } from './documents';
import { handleFile, publishFile } from './files';
import { cloneMission, createMission, deleteMany, deleteMission, renameMission, restoreMission } from './missions';
import { addStep, completeRun, logEvent, setSteps, skipOpenSteps, startRun, steer } from './runs';
import { changeTool, createTool, deleteTool } from './tools';

export const acts = {
  editInstructions: edit('instructions'),
  editJson: edit('json'),
  save,
  saveAgain: save,
  pauseRun: steer('pauseRun', 'paused'),
  resumeRun: steer('resumeRun', 'running'),
  cancelRun: steer('cancelRun', 'cancelled'),
  completeRun,
  skipOpenSteps,
  setSteps: setSteps('all'),
  setStep: setSteps('one'),
  addStep,
  renameMission,
  createMission,
  cloneMission,
  startRun,
  logEvent,
  deleteMission,
  restoreMission,
  createTool,
  changeTool,
  deleteTool,
  deleteMany,
  handleFile,
  publishFile,
  publishAgain: publishFile,
} as const satisfies Record<string, Prepare>;

/** What begins with a click alone: all else asks something first. */
export const doubleClicked: ReadonlySet<ActName> = new Set<ActName>([
  'pauseRun',
  'resumeRun',
  'cancelRun',
  'cloneMission',
  'startRun',
  'publishFile',
]);

export type ActName = keyof typeof acts;
export const actNames = Object.keys(acts) as readonly ActName[];
