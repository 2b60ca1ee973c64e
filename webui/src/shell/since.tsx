// How long something lasts by now; the instant on hover, in UTC.
import { roughly, utc } from "../format/time";

export function Since({ at, now }: { at: string; now: number }) {
  return (
    <time dateTime={at} title={utc(at)}>
      {roughly(Math.max(0, now - Date.parse(at)))}
    </time>
  );
}
