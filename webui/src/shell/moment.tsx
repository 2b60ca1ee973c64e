// An instant in the reader's zone; UTC on hover.
import { moment, utc } from "../format/time";

export function Moment({ at }: { at: string }) {
  return (
    <time dateTime={at} title={utc(at)}>
      {moment(at)}
    </time>
  );
}
