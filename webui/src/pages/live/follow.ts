// Follows a run while it is measured. A connection that is lost is taken up again behind the last event that came.
import { useEffect, useMemo, useState } from "react";

import { ApiError } from "../../api/client";
import { readEvents, type ServerEvent } from "../../api/events";
import { LiveData } from "./live_data";
import type { Told } from "./readings";

/** How the page stands to the controller. */
export type Connection = "connecting" | "open" | "lost" | "over" | "missing" | "refused";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15_000;
/** What came is drawn this often. */
const DRAW_MS = 500;

export interface Followed {
  live: LiveData;
  connection: Connection;
  /** Why the controller refused. */
  error: Error | undefined;
}

/** The events of `path`, added up; the parts of a page are drawn anew now and then. */
export function useFollowed(path: string): Followed {
  const live = useMemo(() => new LiveData(), [path]);
  const [connection, setConnection] = useState<Connection>("connecting");
  const [error, setError] = useState<Error>();
  const [, draw] = useState(0);

  useEffect(() => {
    const leaving = new AbortController();
    let drawn = -1;
    const ticking = setInterval(() => {
      if (live.version === drawn || document.hidden) return;
      drawn = live.version;
      draw(drawn);
    }, DRAW_MS);
    void follow(path, live, leaving.signal, setConnection).catch((failure: Error) => {
      if (leaving.signal.aborted) return;
      setError(failure);
      const status = failure instanceof ApiError ? failure.status : undefined;
      setConnection(status === 404 ? "missing" : "refused");
    });
    return () => {
      leaving.abort();
      clearInterval(ticking);
    };
  }, [path, live]);
  return { live, connection, error };
}

/** Until it is over. Fails when the controller refuses; a controller that does not answer is asked again. */
async function follow(
  path: string,
  live: LiveData,
  signal: AbortSignal,
  onConnection: (connection: Connection) => void,
): Promise<void> {
  let last: string | undefined;
  let wait = FIRST_WAIT_MS;
  const onEvent = ({ name, id, data }: ServerEvent) => {
    last = name === "reset" ? undefined : (id ?? last);
    live.take(name, JSON.parse(data) as Told);
  };
  const onOpen = () => {
    wait = FIRST_WAIT_MS;
    onConnection("open");
  };
  while (!signal.aborted) {
    try {
      await readEvents(path, { signal, last, onOpen, onEvent });
      if (live.ended) return onConnection("over");
    } catch (failure) {
      if (signal.aborted) return;
      const status = failure instanceof ApiError ? failure.status : undefined;
      if (status !== undefined && status < 500) throw failure;
    }
    onConnection("lost");
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(2 * wait, LONGEST_WAIT_MS);
  }
}
