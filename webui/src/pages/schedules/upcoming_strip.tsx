// The ticks of the next 24 hours on one time axis, a line a schedule.
import { moment } from "../../format/time";
import { useLocale } from "../../i18n/locale";
import { places, type Place } from "./upcoming";
import { useUpcoming, type Schedule, type Upcoming } from "./queries";

export function UpcomingStrip({ schedules }: { schedules: readonly Schedule[] }) {
  const { t } = useLocale();
  const upcoming = useUpcoming().data;
  if (!upcoming) return null;
  const shown = schedules.filter((schedule) => schedule.enabled);
  if (shown.length === 0) return null;
  return (
    <figure className="upcoming">
      <figcaption>
        <h3>{t("upcoming.title")}</h3>
      </figcaption>
      <ul>
        {shown.map((schedule) => (
          <Line key={schedule.id} schedule={schedule} upcoming={upcoming} />
        ))}
      </ul>
      <Axis upcoming={upcoming} />
      {upcoming.truncated && <p className="muted small">{t("upcoming.truncated")}</p>}
    </figure>
  );
}

function Line({ schedule, upcoming }: { schedule: Schedule; upcoming: Upcoming }) {
  const { t } = useLocale();
  const own = upcoming.items.filter((item) => item.schedule_id === schedule.id);
  const marks = places(upcoming, own);
  const told =
    own.length === 0
      ? t("upcoming.none")
      : own.length > 6
        ? t("upcoming.many", { count: own.length, first: moment(own[0]!.at).slice(11) })
        : own.map((item) => moment(item.at).slice(11)).join(", ");
  return (
    <li>
      <span className="name">{schedule.name}</span>
      <svg width="100%" height="20" aria-hidden="true">
        <line x1="0" x2="100%" y1="10" y2="10" className="base" />
        {marks.map((mark) => (
          <Tick key={mark.at} mark={mark} />
        ))}
      </svg>
      <span className="told muted small">{told}</span>
    </li>
  );
}

function Tick({ mark }: { mark: Place }) {
  return (
    <rect x={`${mark.percent}%`} y="3" width="2" height="14" className="tick">
      <title>{moment(mark.at)}</title>
    </rect>
  );
}

/** Every sixth hour of the reader's clock. */
function Axis({ upcoming }: { upcoming: Upcoming }) {
  const from = new Date(upcoming.from);
  const start = new Date(from);
  start.setMinutes(0, 0, 0);
  const hours = Array.from({ length: 25 }, (_, hour) => new Date(start.getTime() + (hour + 1) * 3_600_000));
  const marks = places(
    upcoming,
    hours.filter((hour) => hour.getHours() % 6 === 0).map((hour) => ({ at: hour.toISOString() })),
  );
  return (
    <div className="axis" aria-hidden="true">
      <span />
      <svg width="100%" height="16">
        {marks.map((mark) => (
          <text key={mark.at} x={`${mark.percent}%`} y="12" textAnchor={mark.percent > 94 ? "end" : "start"}>
            {moment(mark.at).slice(11)}
          </text>
        ))}
      </svg>
      <span />
    </div>
  );
}
