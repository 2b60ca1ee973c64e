// The trend in one sentence: how much, since which build, how long ago, and whether it is over.
import { quantity } from "../../format/quantity";
import { moment, roughly, utc } from "../../format/time";
import type { Key } from "../../i18n/catalog";
import { useLocale } from "../../i18n/locale";
import type { Change, Trends } from "./queries";
import { isTime, nameOf, sizeOf, storyOf, type Story } from "./story";

const GLYPHS: Record<Story["kind"], readonly [string, string]> = {
  empty: ["–", "neutral"],
  few: ["~", "unsure"],
  steady: ["·", "neutral"],
  worse: ["▲", "worse"],
  better: ["▼", "better"],
  moved: ["~", "unsure"],
  recovered: ["▼", "better"],
};

export function Headline({ trends }: { trends: Trends }) {
  const trend = trends.metrics[0];
  const sentence = useSentence(trends);
  const { t } = useLocale();
  if (!trend) return null;
  const story = storyOf(trend);
  const [glyph, tone] = GLYPHS[story.kind];
  const since = story.change && trends.runs[story.change.index];
  return (
    <header>
      <h1 className="headline" data-story={story.kind} data-change={story.change?.run_id}>
        <span className={`glyph ${tone}`} aria-hidden="true">
          {glyph}
        </span>{" "}
        {sentence}
      </h1>
      <p className="muted">
        {trend.meaning && <span lang="en">{trend.meaning}. </span>}
        {since && (
          <time dateTime={since.created_at} title={utc(since.created_at)}>
            {t("trends.since", { when: moment(since.created_at) })}
          </time>
        )}
      </p>
    </header>
  );
}

function useSentence({ metrics, runs }: Trends): string {
  const { t } = useLocale();
  const trend = metrics[0];
  if (!trend) return "";
  const { metric, unit } = trend;
  const story = storyOf(trend);
  const level = trend.levels.at(-1);
  const named = (change: Change) => {
    const run = runs[change.index];
    const values = { build: run?.build_id ?? "", release: run?.release ?? "" };
    return t(`trends.with.${nameOf(run)}`, values);
  };
  const told = (change: Change) => {
    const size = sizeOf(change) ?? quantity(Math.abs(change.after - change.before), unit);
    return t(verb(change, unit), { metric, size });
  };
  const ago = (change: Change) => {
    const run = runs[change.index];
    return roughly(run ? Date.now() - Date.parse(run.created_at) : 0);
  };
  const now = level ? quantity(level.median, unit) : "";
  switch (story.kind) {
    case "empty":
      return t("trends.story.empty", { metric });
    case "few":
      return t("trends.story.few", { metric, count: story.count });
    case "steady":
      return t("trends.story.steady", { metric, level: now, count: story.count });
    case "worse":
    case "better":
    case "moved": {
      const change = story.change!;
      const parts = { told: told(change), with: named(change), ago: ago(change), level: now };
      return t(`trends.story.${story.kind}`, parts);
    }
    case "recovered": {
      const [bad, good] = [story.before!, story.change!];
      const parts = { told: told(bad), with: named(bad), again: named(good), ago: ago(good), level: now };
      return t("trends.story.recovered", parts);
    }
  }
}

function verb(change: Change, unit: string): Key {
  const rose = change.after > change.before;
  if (isTime(unit) && change.meaning !== "neither") return rose ? "trends.slower" : "trends.faster";
  return rose ? "trends.rose" : "trends.fell";
}
