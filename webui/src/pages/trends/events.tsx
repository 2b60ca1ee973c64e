// What happened when: changes, baselines and notes, newest first, with the run or the person behind each.
import { Link } from "wouter";

import { mayEdit } from "../../api/rights";
import { useMe } from "../../api/session";
import { quantity } from "../../format/quantity";
import { useLocale, type Translate } from "../../i18n/locale";
import { Moment } from "../../shell/moment";
import { Refused } from "../../shell/refused";
import { glyphOf, toneOf } from "./changes";
import { signed } from "./geometry";
import { NoteForm } from "./note_form";
import { useRemoveAnnotation, type Trends } from "./queries";

interface Event {
  key: string;
  at: string;
  glyph: string;
  tone: string;
  words: string;
  run?: string;
  note?: string;
  by?: string;
}

export function Events({ trends }: { trends: Trends }) {
  const { t } = useLocale();
  const may = mayEdit(useMe().data);
  const removal = useRemoveAnnotation();
  const events = eventsOf(trends, t);
  return (
    <section>
      <h2>{t("trends.events")}</h2>
      {may && <NoteForm scenario={trends.scenario} />}
      <Refused error={removal.error} />
      {events.length === 0 ? (
        <p className="muted">{t("trends.events.none")}</p>
      ) : (
        <table className="cards trend-events">
          <caption className="hidden">{t("trends.events")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("column.when")}</th>
              <th scope="col">{t("trends.what")}</th>
              <th scope="col" className="do">
                {t("trends.where")}
              </th>
            </tr>
          </thead>
          <tbody>
            {events.map((event) => (
              <tr key={event.key}>
                <td>
                  <Moment at={event.at} />
                </td>
                <td>
                  <span className={`glyph ${event.tone}`} aria-hidden="true">
                    {event.glyph}
                  </span>{" "}
                  <bdi>{event.words}</bdi>
                </td>
                <td className="do">
                  {event.run && <Link href={`/runs/${event.run}`}>{t("trends.run")}</Link>}
                  {event.by && <bdi className="muted">{event.by}</bdi>}
                  {event.note && may && (
                    <button
                      type="button"
                      className="plain danger"
                      disabled={removal.isPending}
                      onClick={() => removal.mutate(event.note!)}
                    >
                      {t("trends.note.remove")}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function eventsOf({ metrics, runs, baselines, annotations }: Trends, t: Translate): Event[] {
  const unit = metrics[0]?.unit ?? "";
  const changes = (metrics[0]?.changes ?? []).map((change): Event => {
    const run = runs[change.index];
    const name = [run?.release, run?.build_id].filter(Boolean).join(" · ");
    const size = signed(change.percent, change.after - change.before);
    const kind = t(change.kind === "recovered" ? "trends.event.recovered" : "trends.event.change");
    const levels = `${quantity(change.before, unit)} → ${quantity(change.after, unit)}`;
    const small = change.matters ? "" : t("trends.event.small", { limit: quantity(change.limit, unit) });
    return {
      key: `change ${change.index}`,
      at: run?.created_at ?? "",
      glyph: glyphOf(change),
      tone: toneOf(change),
      words: [`${kind} ${size}`, levels, name, small].filter(Boolean).join(" · "),
      run: change.run_id,
    };
  });
  const pins = baselines.map(({ id, set_at, set_by, reason, run_id }): Event => ({
    key: `pin ${id}`,
    at: set_at,
    glyph: "◆",
    tone: "muted",
    words: [t("trends.event.pinned"), reason].filter(Boolean).join(": "),
    run: run_id,
    by: set_by,
  }));
  const notes = annotations.map(({ id, at, text, made_by }): Event => ({
    key: `note ${id}`,
    at,
    glyph: "✎",
    tone: "muted",
    words: text,
    note: id,
    by: made_by,
  }));
  return [...changes, ...pins, ...notes].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
