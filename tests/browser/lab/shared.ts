// The one lab that all stories look at: what it holds, as the setup tells it to the stories' processes.
import { Api } from "./api";

const VARIABLE = "PERFSIGHT_STORIES_LAB";

/** Where the lab is, and its runs by what they are. */
export interface Shared {
  address: string;
  token: string;
  /** The file with the session of somebody who is signed in. */
  session: string;
  /** A job that no device can ever take. */
  waiting: string;
  /** An alert that the last measured build opened. */
  alert: string;
  runs: {
    /** Really measured, release 1.0.0: the baseline of the others. */
    first: string;
    /** Really measured, release 1.0.1: nothing changed. */
    same: string;
    /** Really measured, release 1.1.0: more nodes and more memory were planted. */
    worse: string;
    /** Uploaded: markup in every text. */
    hurting: string;
    /** Uploaded: no sample at all. */
    empty: string;
  };
}

export function tell(shared: Shared): void {
  process.env[VARIABLE] = JSON.stringify(shared);
}

export function shared(): Shared {
  const text = process.env[VARIABLE];
  if (text === undefined) throw new Error("the setup has not told where the lab is");
  return JSON.parse(text) as Shared;
}

export function api(): Api {
  const { address, token } = shared();
  return new Api(address, token);
}
