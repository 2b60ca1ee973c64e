// For how long something has been so; the instant on hover.
import { roughly, utc } from "../../format/time";

export function Age({ since, until }: { since: string; until?: string | undefined }) {
  const end = until === undefined ? Date.now() : Date.parse(until);
  return (
    <time dateTime={since} title={utc(since)}>
      {roughly(end - Date.parse(since))}
    </time>
  );
}
