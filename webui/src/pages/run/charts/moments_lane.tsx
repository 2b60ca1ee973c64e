// Lines of the log and pictures of the page on the time axis of the charts. Pointing at one shows it, choosing one leads to it.
import { useMemo, useState, type KeyboardEvent } from "react";

import { AXIS_PX } from "../../../charts/plot";
import { useRange, type TimeWindow } from "../../../charts/time_window";
import { seconds } from "../../../format/time";
import type { Key } from "../../../i18n/catalog";
import { useLocale } from "../../../i18n/locale";
import { Screenshot } from "../screenshot";
import { clustersOf, type Cluster, type Moment } from "./moments";

const SIGNS: Record<Moment["kind"], string> = { debug: "·", info: "·", warn: "~", error: "▲", picture: "▣" };
const KINDS: Record<Moment["kind"], Key> = {
  debug: "run.moments.line",
  info: "run.moments.line",
  warn: "run.moments.warn",
  error: "run.moments.error",
  picture: "run.moments.picture",
};
const TOLD = 6;
/** A note that stands farther right than this share of the lane opens to the left. */
const RIGHT = 0.6;

interface Props {
  moments: readonly Moment[];
  shown: TimeWindow;
  width: number;
  room: number;
  /** Goes to a line of the log. */
  onLine: (line: number) => void;
}

export function MomentsLane({ moments, shown, width, room, onLine }: Props) {
  const { t } = useLocale();
  const range = useRange(shown);
  const [open, setOpen] = useState<number>();
  const inner = Math.max(1, width - AXIS_PX - room);
  const clusters = useMemo(() => clustersOf(moments, range, inner), [moments, range, inner]);
  const told = open === undefined ? undefined : clusters[open];
  if (moments.length === 0) return null;

  const onKey = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape") setOpen(undefined);
    if (step === undefined) return;
    event.preventDefault();
    const marks = event.currentTarget.querySelectorAll<HTMLElement>("button");
    const at = [...marks].indexOf(document.activeElement as HTMLElement);
    marks[Math.max(0, Math.min(marks.length - 1, at + step))]?.focus();
  };
  return (
    <div
      className="time-row moments"
      role="group"
      aria-label={t("run.moments")}
      onKeyDown={onKey}
      onPointerLeave={() => setOpen(undefined)}
    >
      <span className="time-name">{t("run.log")}</span>
      {clusters.map((cluster, place) => {
        const [first] = cluster.moments;
        const picture = cluster.moments.find(({ kind }) => kind === "picture");
        const sign = picture && first!.kind !== "error" ? picture : first!;
        return (
          <button
            key={cluster.moments[0]!.at + sign.kind}
            type="button"
            className={`moment ${sign.kind}`}
            style={{ left: AXIS_PX + cluster.x }}
            tabIndex={place === 0 ? 0 : -1}
            aria-label={`${seconds(first!.at)} ${t(KINDS[first!.kind])}: ${first!.text}`}
            onPointerEnter={() => setOpen(place)}
            onFocus={() => setOpen(place)}
            onBlur={() => setOpen(undefined)}
            onClick={() => first!.line !== undefined && onLine(first!.line)}
          >
            {SIGNS[sign.kind]}
          </button>
        );
      })}
      {told && <Note cluster={told} inner={inner} />}
    </div>
  );
}

/** The lines of one place, or its picture. */
function Note({ cluster, inner }: { cluster: Cluster; inner: number }) {
  const { t } = useLocale();
  const { x, moments } = cluster;
  const picture = moments.find(({ url }) => url !== undefined);
  const place = x > RIGHT * inner ? { right: `calc(100% - ${AXIS_PX + x}px)` } : { left: AXIS_PX + x };
  return (
    <div className="note" style={place} aria-hidden="true">
      {picture?.url && <Screenshot path={picture.url} label={picture.text} />}
      {moments.slice(0, TOLD).map(({ at, kind, text }, line) => (
        <p key={line} className={`level-${kind}`}>
          <span className="muted">{seconds(at)}</span> <bdi>{text}</bdi>
        </p>
      ))}
      {moments.length > TOLD && (
        <p className="muted">{t("run.moments.more", { count: moments.length - TOLD })}</p>
      )}
    </div>
  );
}
