// What the steps of a job act upon, as the few things that they need. Real in `job.ts`, played in tests.
import type { Action, Answer } from "./action";
import type { ScriptAnswer } from "./tab";
import type { LoadState } from "./scenario";

export interface Stage {
  /** What relative addresses are resolved against. */
  base: string | undefined;
  now(): number;
  pause(ms: number): Promise<void>;
  /** Whether somebody canceled the job. */
  isCanceled(): boolean;
  navigate(url: URL, wait: LoadState, isOver: () => boolean): Promise<boolean>;
  act(action: Action): Promise<Answer>;
  run(body: string): Promise<ScriptAnswer>;
  /** Stores a picture of the page under this name, without ending. */
  takePicture(name: string): Promise<string>;
  metric(key: string, value: number): void;
  /** Begins or ends a phase, or marks an instant; an error says that the phase is open already, or not open. */
  mark(name: string, phase: "begin" | "end" | "instant"): void;
}
